"""Ways through the portfolio, its pages, and what a search puts first."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.finding import Found
from bot.customer import votes
from bot.db import Database
from bot.value import portfolio
from bot.value.places import LISTS, LONGEST_SEARCH, Place, onward
from bot.value.portfolio import A_PAGE, Browser
from tests.conftest import T0

ON = date(2026, 11, 23)
anywhere = st.builds(
    Place,
    st.sampled_from([*LISTS, "service", "depends", "found"]),
    st.text(max_size=LONGEST_SEARCH),
    st.integers(0, 999),
)


@given(place=anywhere)
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    assert Place.read(str(place)) == place


@given(words=st.text())
def test_whatever_stands_on_a_button_is_some_place(words: str) -> None:
    assert Place.read(words).at >= 0


@given(steps=st.lists(anywhere, max_size=40))
def test_a_path_ends_where_one_is_and_fits_into_what_a_form_remembers(steps: list[Place]) -> None:
    path: list[str] = []
    for place in steps:
        path = onward(path, place)
        assert path[-1] == str(place)
        assert len(json.dumps({"path": path})) <= 3000
        if place.page in LISTS:
            assert len(path) == 1


def test_within_a_page_one_stays_where_one_is() -> None:
    path = onward(["offered:0:"], Place("service", "ERP"))
    path = onward(path, Place("service", "ERP", 2))
    assert path == ["offered:0:", "service:2:ERP"]
    path = onward(path, Place("depends", "ERP"))
    assert onward(path, Place("service", "WEB")) == [
        "offered:0:",
        "service:2:ERP",
        "depends:0:ERP",
        "service:0:WEB",
    ]


def browser(catalog: Catalog, **held: dict[str, int]) -> Browser:
    return Browser(catalog, catalog.company.units["CC-500"], held, ON)


def test_the_farthest_who_would_notice_come_first_and_what_one_has_before_the_rest(
    sample_catalog: Catalog,
) -> None:
    page = browser(sample_catalog, POS={"Standard": 1}, ERP={"Standard": 2}).offered(0)
    assert [group["boundary"] for group in page["groups"]] == ["external", "enterprise"]
    names = [[row["name"] for row in group["services"]] for group in page["groups"]]
    assert [of[0] for of in names] == ["Store and repair counter", "Orders and finance"]
    assert [of[1:] == sorted(of[1:]) for of in names] == [True, True]
    assert page["mine"] == 2


@pytest.mark.parametrize(("many", "pages"), [(0, 1), (1, 1), (A_PAGE, 1), (A_PAGE + 1, 2), (10 * A_PAGE, 10)])
def test_pages_hold_everything_once(sample_catalog: Catalog, many: int, pages: int) -> None:
    erp = sample_catalog.service("ERP")
    services = {f"K{at:03}": replace(erp, name=f"{at:03}") for at in range(many)}
    shown = browser(replace(sample_catalog, services=services))
    first = shown.offered(0)
    assert (first["pager"]["pages"], first["pager"]["total"]) == (pages, many)
    seen = [
        row["name"]
        for at in range(pages)
        for group in shown.offered(at)["groups"]
        for row in group["services"]
    ]
    assert seen == sorted(f"{at:03}" for at in range(many))
    assert shown.offered(9999)["pager"]["at"] == pages - 1


def test_what_most_people_want_comes_first_and_who_it_is_is_not_told(
    db: Database, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        for person in ("U0ANA", "U0BO"):
            votes.vote(session, "SAC", person, unit="CC-500", now=T0)
        votes.vote(session, "RTS", "U0CY", unit="CC-900", now=T0)
        page = prepared(session, sample_catalog)
    assert [(row["key"], row["votes"], row["voted"]) for row in page["services"]] == [
        ("SAC", 2, True),
        ("RTS", 1, False),
    ]
    assert "U0BO" not in str(page)


def prepared(session: Session, catalog: Catalog) -> portfolio.Row:
    seen = catalog.seen_by(catalog.company.units["CC-500"])
    return portfolio.prepared(session, browser(seen), "U0ANA")


def test_the_very_words_of_a_name_are_found_where_the_finder_is_unsure(sample_catalog: Catalog) -> None:
    unsure = Found("none", ())
    shown = portfolio.found(browser(sample_catalog), unsure, "online shop")
    assert [row["key"] for row in shown["services"]] == ["WEB"]
    assert shown["sure"]
    for words in ("o", "zz", "nothing of this kind"):
        assert portfolio.found(browser(sample_catalog), unsure, words)["services"] == []
        assert not portfolio.found(browser(sample_catalog), unsure, words)["sure"]
