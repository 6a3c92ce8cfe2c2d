"""Cost that no service accounts for is grouped, mapped once, and never counted twice or lost."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.cost import lines, mapping, months
from bot.cost.lines import CostLine
from bot.cost.mapping import Group, MappingRule
from bot.cost.months import Month
from bot.cost.price_lists import PriceList
from bot.db import Database
from tests.conftest import T0
from tests.cost.capture.bills import bill
from tests.cost.capture.counter import Counter
from tests.cost.corrections import corrections
from tests.databases import SQLiteFiles, opened
from tests.value.calder import catalog as calder


def line(label: str, minor: int, **said: Any) -> CostLine:
    facts: dict[str, Any] = {"month": "2026-10", "category": "saas", "vendor": "Contoso", **said}
    return CostLine(label=label, minor=minor, source="ledger", **facts)


def tagged(**tags: str) -> str:
    return json.dumps(tags)


def shut(session: Session, *shut_months: str) -> None:
    session.add_all(
        Month(month=month, closed_at=T0, closed_by="", method="reciprocal", inputs="")
        for month in shut_months
    )
    session.flush()


def put(session: Session, catalog: Catalog, field: str, value: str, service: str | None) -> mapping.Mapped:
    return mapping.map_group(session, catalog, field, value, service, by="U0DEE", now=T0)


def told(session: Session) -> dict[str | None, dict[str, int]]:
    """Return service -> month -> minor units."""
    found: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in session.exec(select(CostLine).where(lines.booked())):
        found[each.service][each.month] += each.minor
    return {service: {month: minor for month, minor in of.items() if minor} for service, of in found.items()}


# What waits


def test_what_waits_is_grouped_by_what_its_source_calls_it(db: Database) -> None:
    with db.session() as session:
        session.add_all(
            [
                line("Boards", 100, month="2026-09"),
                line("Boards", 50, vendor="Fabrikam"),
                line("", -700, account="6400"),
                line("", 5),
                line("", 1, vendor=""),
                line("ERP licences", 9_000, service="ERP", vendor="Fabrikam"),
            ]
        )
        session.flush()
        assert mapping.unassigned(session) == [
            Group("account", "6400", 1, -700, ("2026-10",), ("Contoso",), ("Contoso",)),
            Group("label", "Boards", 2, 150, ("2026-09", "2026-10"), ("Contoso", "Fabrikam"), ("Contoso",)),
            Group("vendor", "Contoso", 1, 5, ("2026-10",), ("Contoso",), ("Contoso",)),
            Group("", "", 1, 1, ("2026-10",), ()),
        ]
        assert [each.minor for each in mapping.unassigned(session, ["2026-09"])] == [100]


def test_what_waits_can_be_grouped_by_a_tag(db: Database) -> None:
    with db.session() as session:
        session.add_all(
            [
                line("EC2", 100, tags=tagged(Application="erp", env="prod")),
                line("S3", 50, tags=tagged(**{" application": " erp "})),
                line("EC2", 30),
            ]
        )
        session.flush()
        by_tag = [
            (each.field, each.value, each.minor) for each in mapping.unassigned(session, by="tag:application")
        ]
        assert by_tag == [("tag:application", "erp", 150), ("label", "EC2", 30)]
        assert mapping.tags(session) == {"tag:application": 2, "tag:env": 1}


def test_a_vendor_with_a_price_list_or_a_rule_is_not_new(db: Database) -> None:
    with db.session() as session:
        session.add_all([line("A", 1), line("B", 1, vendor="Fabrikam"), line("C", 1, vendor="Nobody")])
        session.add(PriceList(vendor="contoso", version="1", effective_from=T0.date(), at=T0))
        session.add(MappingRule(place=1, field="vendor", value="FABRIKAM", at=T0))
        session.flush()
        assert [each.newcomers for each in mapping.unassigned(session)] == [(), (), ("Nobody",)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("label", "label"),
        ("Vendor", "vendor"),
        ("Tag: Cost Center", "tag:cost center"),
        ("tag:", None),
        ("service", None),
        ("label:x", None),
    ],
)
def test_a_field_is_known_by_what_a_person_says(said: str, field: str | None) -> None:
    assert mapping.field_of(said) == field


# Mapping


def test_mapping_moves_open_months_and_what_comes_later(counter: Counter) -> None:
    counter.take(bill({}, {"ServiceName": "Object storage"}))
    with counter.db.session() as session:
        done = put(session, counter.catalog, "label", "Virtual machines", "ERP")
    assert (done.lines, done.minor, done.corrected) == (1, 8_50, {})
    counter.take(bill({"EffectiveCost": "1"}))
    assert [(each.label, each.service) for each in counter.rows(CostLine)] == [
        ("Virtual machines", "ERP"),
        ("Object storage", None),
        ("Virtual machines", "ERP"),
    ]


def test_a_closed_month_gets_correction_lines(db: Database) -> None:
    with db.session() as session:
        session.add_all([line("Boards", 100), line("Boards", 23), line("Boards", 7, month="2026-11")])
        shut(session, "2026-10", "2026-12")
        done = put(session, calder(), "label", "Boards", "ERP")
        assert (done.lines, done.minor, done.corrected) == (1, 7, {"2026-10": ("2026-11", 123)})
        assert told(session) == {None: {"2026-10": 123, "2026-11": -123}, "ERP": {"2026-11": 130}}
        assert [(each.service, each.minor) for each in corrections(session, "2026-10")] == [
            (None, -123),
            ("ERP", 123),
        ]
        assert mapping.unassigned(session) == []


def test_saying_it_again_changes_nothing(db: Database) -> None:
    with db.session() as session:
        session.add_all([line("Boards", 100), line("Boards", 7, month="2026-11")])
        shut(session, "2026-10")
        put(session, calder(), "label", "Boards", "ERP")
        before = told(session)
        done = put(session, calder(), "label", "Boards", "ERP")
        assert (done.lines, done.corrected, told(session)) == (0, {}, before)


def test_a_change_of_mind_moves_all_of_it(db: Database) -> None:
    with db.session() as session:
        session.add_all([line("Boards", 100), line("Boards", 7, month="2026-11")])
        session.add(line("Boards", 1_000, month="2026-11", service="ERP"))  # the file itself said so
        shut(session, "2026-10")
        put(session, calder(), "label", "Boards", "ERP")
        shut(session, "2026-11")
        done = put(session, calder(), "label", "Boards", "FIL")
        assert done.lines == 0
        net = {service: sum(of.values()) for service, of in told(session).items()}
        assert net == {None: 0, "ERP": 1_000, "FIL": 107}
        assert told(session)["ERP"] == {"2026-11": 1_107, "2026-12": -107}


def test_what_is_nobodys_stays_unassigned_and_is_not_asked_again(db: Database) -> None:
    with db.session() as session:
        session.add(line("Fair ticket", 100))
        put(session, calder(), "label", "Fair ticket", None)
        assert mapping.unassigned(session) == []
        assert told(session) == {None: {"2026-10": 100}}
        assert "unassigned" not in {gap.code for gap in months.missing(session, calder(), "2026-10")}


def test_the_first_rule_that_fits_wins(db: Database) -> None:
    with db.session() as session:
        session.add(line("EC2", 100, tags=tagged(application="erp")))
        put(session, calder(), "vendor", "Contoso", "FIL")
        put(session, calder(), "label", "EC2", "ERP")
        put(session, calder(), "tag:application", "erp", "ERP")
        find = mapping.finder(mapping.rules(session))
        assert find is not None
        rule = find(label="EC2", account="", vendor="Contoso", tags=tagged(application="erp"))
        assert rule is not None
        assert (rule.field, rule.service) == ("vendor", "FIL")
        assert told(session) == {"FIL": {"2026-10": 100}}


def test_a_tag_maps_whatever_its_case_and_edges(db: Database) -> None:
    with db.session() as session:
        session.add_all(
            [
                line("a", 1, tags=tagged(Application="erp")),
                line("b", 2, tags=tagged(**{" application ": " erp"})),
            ]
        )
        session.add(line("c", 4, tags=tagged(application="ERP")))
        assert put(session, calder(), "tag:application", "erp", "ERP").minor == 3


def test_what_is_not_there_cannot_be_mapped(db: Database) -> None:
    with db.session() as session:
        with pytest.raises(KeyError):
            put(session, calder(), "label", "x", "NOPE")
        with pytest.raises(ValueError, match="service"):
            put(session, calder(), "service", "x", "ERP")


def test_a_file_that_is_half_there_is_left_alone(counter: Counter) -> None:
    batch = counter.take(bill())
    with counter.db.session() as session:
        stored = session.get_one(type(batch), batch.number)
        stored.state = "storing"
        session.add(stored)
        session.flush()
        assert mapping.unassigned(session) == []
        assert put(session, counter.catalog, "label", "Virtual machines", "ERP").lines == 0


def test_taking_a_mapped_file_back_leaves_nothing_of_it(counter: Counter) -> None:
    """Also where it was corrected in the meantime: everything nets to nothing."""
    batch = counter.take(bill({}, {"EffectiveCost": "3"}))
    with counter.db.session() as session:
        shut(session, "2026-10")
        put(session, counter.catalog, "label", "Virtual machines", "ERP")
    counter.undo(batch)
    with counter.db.read() as session:
        net = {service: sum(of.values()) for service, of in told(session).items()}
        assert set(net.values()) <= {0}
        assert told(session)[None] == {"2026-10": 11_50, "2026-11": -11_50}


STEPS = st.one_of(
    st.tuples(
        st.just("line"),
        st.sampled_from(["A", "B"]),
        st.sampled_from(["Contoso", "Fabrikam"]),
        st.integers(-500, 500),
    ),
    st.tuples(
        st.just("map"),
        st.sampled_from([("label", "A"), ("vendor", "Contoso"), ("tag:t", "A")]),
        st.sampled_from(["ERP", "FIL", None]),
    ),
    st.tuples(st.just("close")),
)


def sums(session: Session, month: str) -> dict[str | None, int]:
    return {service: of[month] for service, of in told(session).items() if month in of}


@pytest.fixture(scope="module")
def files() -> Iterator[SQLiteFiles]:
    made = SQLiteFiles()
    yield made
    made.close()


@settings(max_examples=30)
@given(steps=st.lists(STEPS, min_size=8, max_size=16))
def test_whatever_is_mapped_and_closed_nothing_is_lost_and_closed_months_stay(
    files: SQLiteFiles, steps: list[Any]
) -> None:
    with files.url() as url, opened(url) as db, db.session() as session:
        month = "2026-10"
        closed: dict[str, dict[str | None, int]] = {}
        originals: list[tuple[dict[str, str], int]] = []
        for step in steps:
            if step[0] == "line":
                _, label, vendor, minor = step
                find = mapping.finder(mapping.rules(session))
                said = {"label": label, "account": "", "vendor": vendor, "tags": tagged(t=label)}
                rule = find(**said) if find else None
                found: dict[str, Any] = {"service": rule.service, "rule_id": rule.id} if rule else {}
                session.add(line(minor=minor, month=month, **said, **found))
                session.flush()
                originals.append((said, minor))
            elif step[0] == "map":
                put(session, calder(), step[1][0], step[1][1], step[2])
            else:
                closed[month] = sums(session, month)
                shut(session, month)
                month = months.after(month)
        assert {each: sums(session, each) for each in closed} == closed
        assert sum(minor for _, minor in originals) == sum(sum(of.values()) for of in told(session).values())
        wanted: dict[str | None, int] = defaultdict(int)
        find = mapping.finder(mapping.rules(session))
        for said, minor in originals:
            rule = find(**said) if find else None
            wanted[rule.service if rule else None] += minor
        net = {service: sum(of.values()) for service, of in told(session).items()}
        assert {k: v for k, v in net.items() if v} == {k: v for k, v in wanted.items() if v}
