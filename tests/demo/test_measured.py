"""The sample's measures and outcomes: of people and services there are, plausible, and the same each time."""

from decimal import Decimal

from sqlmodel import select

from bot.catalog import Catalog
from bot.db import Database
from bot.demo import measured
from bot.process import measures
from bot.process.measures import ProcessMeasure
from bot.value.outcomes import Reading
from bot.value.period import last_day

MONTHS = ["2026-09", "2026-10"]


def written(db: Database, catalog: Catalog, seed: int) -> list[tuple[str, str, str, Decimal]]:
    """Write and read again, and leave nothing behind."""
    with db.session() as session:
        measured.write(session, catalog, MONTHS, seed)
        session.flush()
        readings = session.exec(select(Reading)).all()
        found = [(each.service, each.measure, each.month, each.value) for each in readings]
        session.rollback()
    return found


def test_outcomes_are_of_measures_that_services_name(db: Database, sample_catalog: Catalog) -> None:
    found = written(db, sample_catalog, 1)
    assert {month for _, _, month, _ in found} == set(MONTHS)
    assert all(measure in sample_catalog.services[service].measures for service, measure, _, _ in found)
    assert all(0 <= value <= 100 for *_, value in found)


def test_the_same_seed_writes_the_same(db: Database, sample_catalog: Catalog) -> None:
    assert written(db, sample_catalog, 1) == written(db, sample_catalog, 1)
    assert written(db, sample_catalog, 1) != written(db, sample_catalog, 2)


def test_some_measures_are_owned_and_one_review_is_stale(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        measured.write(session, sample_catalog, MONTHS, 1)
        session.flush()
        kept = session.exec(select(ProcessMeasure)).all()
        assert {each.key for each in kept} < set(measures.KEYS)
        assert {each.owner for each in kept} <= sample_catalog.company.emails
        assert sorted(each.is_kept(last_day("2026-10")) for each in kept) == [False, True, True]
