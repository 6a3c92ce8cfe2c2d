"""Connections: who stands on what, and what stops in the business when it goes."""

import pytest
from hypothesis import given

from bot.catalog import Catalog, Dependency
from bot.catalog.connections import critical, dependents, reuse, stops, supports
from bot.money import Money
from tests.catalog.outage import W8, catalog, service
from tests.catalog.test_restoring import portfolios


def test_who_depends_on_this_directly_and_through_others() -> None:
    found = dependents(catalog(*W8), "STO")
    assert [(each.key, each.way, each.stands_on) for each in found] == [
        ("DB", (), "STO"),
        ("IDM", (), "STO"),
        ("COL", ("Idm",), "IDM"),
        ("CRM", ("Db",), "DB"),
        ("ERP", ("Db",), "DB"),
        ("SMT", ("Db",), "DB"),
    ]
    assert dependents(catalog(*W8), "CRM") == ()
    with pytest.raises(KeyError):
        dependents(catalog(*W8), "NIX")


def test_the_way_reads_from_the_top_down() -> None:
    stock = catalog(service("AAA"), service("BBB", ["AAA"]), service("CCC", ["BBB"]), service("DDD", ["CCC"]))
    assert [each.way for each in dependents(stock, "AAA")] == [(), ("Bbb",), ("Ccc", "Bbb")]


def test_what_only_shares_cost_does_not_stop() -> None:
    app = service("APP", rank=1, depends_on=(Dependency("LIC", affects_restore=False),))
    stock = catalog(app, service("LIC"))
    (found,) = dependents(stock, "LIC")
    assert not found.stops
    assert stops(stock, "LIC").services == ()
    assert stops(stock, "APP").services == ("App",)
    assert critical(stock)[0].chain == ()
    assert not supports(stock, "APP").below[0].needed


def test_what_is_gone_or_not_there_yet_stands_on_nothing() -> None:
    stock = catalog(
        service("NET"), service("OLD", ["NET"], stage="retired"), service("NEW", ["NET"], stage="pipeline")
    )
    assert dependents(stock, "NET") == ()
    assert [each.key for each in supports(stock, "NEW").below] == ["NET"]  # it can be asked about


def test_what_it_stands_on_is_a_tree_that_draws_nothing_twice() -> None:
    tree = supports(catalog(*W8), "ERP")
    assert [(depth, each.key, each.again) for depth, each in tree.walk()] == [
        (0, "ERP", False),
        (1, "DB", False),
        (2, "STO", False),
        (3, "NET", False),
        (2, "NET", False),
        (1, "NET", False),
        (1, "IDM", False),
        (2, "STO", True),
        (2, "NET", False),
    ]


def test_what_stops_in_the_business_if_it_goes() -> None:
    stock = catalog(
        service("NET"),
        service("PAY", ["NET"], rank=2, loss=500, processes=("Paying people", "Closing the books")),
        service("SHOP", ["NET"], rank=1, loss=3000, processes=("Selling online", "Closing the books")),
    )
    gone = stops(stock, "NET")
    assert gone.services == ("Shop", "Pay")
    assert gone.processes == ("Selling online", "Closing the books", "Paying people")
    assert gone.loss_per_hour == Money.of(3000, "USD")
    assert gone.rank == 1
    assert stops(catalog(service("NET")), "NET").loss_per_hour is None


def test_critical_connections_go_from_the_process_to_the_teams() -> None:
    stock = catalog(
        service("NET", team="Network"),
        service("DB", ["NET"], team="Data"),
        service("ERP", ["DB"], rank=2, team="Business", processes=("Closing the books",)),
        service("POS", ["NET"], rank=1, team="Stores"),
        service("NEW", rank=1, stage="pipeline"),
    )
    first, second = critical(stock)
    assert (first.process, first.name) == (None, "Pos")
    assert (second.process, second.name, second.rank) == ("Closing the books", "Erp", 2)
    assert second.chain == ("Db", "Net")
    assert second.teams == ("Business", "Data", "Network")
    assert second.loss_per_hour == Money.of(100, "USD")


def test_reuse_counts_the_customers_above() -> None:
    assert reuse(catalog(*W8)) == {
        "NET": 4,
        "STO": 4,
        "DB": 3,
        "IDM": 4,
        "ERP": 0,
        "SMT": 0,
        "COL": 0,
        "CRM": 0,
    }


def test_everybody_in_the_sample_stands_on_the_network(sample: Catalog) -> None:
    assert reuse(sample)["NET"] == len(sample.live())
    assert {each.key for each in dependents(sample, "SIT")} == {"POS", "CAL", "WMS"}


@given(portfolios())
def test_who_depends_and_what_it_stands_on_are_two_views_of_one_thing(stock: Catalog) -> None:
    below = {key: {each.key for _, each in supports(stock, key).walk()} - {key} for key in stock.services}
    for key in stock.services:
        assert {each.key for each in dependents(stock, key)} == {
            other for other, each in below.items() if key in each
        }


@given(portfolios())
def test_a_tree_never_outgrows_its_catalog(stock: Catalog) -> None:
    edges = sum(len(each.depends_on) for each in stock.services.values())
    for key in stock.services:
        assert len(list(supports(stock, key).walk())) <= 1 + edges
