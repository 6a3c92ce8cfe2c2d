"""Coverage: how many contacts showed what IT is worth, or led to more, and why the others did not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.customer import contacts
from bot.customer.contacts import Coverage
from bot.customer.rating import rating
from bot.value import voices
from bot.value.period import closed_month, month_before, of_month, rolling

DAYS = 30
MONTHS = 3
MOST = 12  # units or services in a table

Facts = dict[str, Any]


def shown(session: Session, catalog: Catalog, now: datetime) -> Facts:
    """Return for who leads IT the coverage of the last days and months, and what was said in the last quarter."""
    zone = catalog.company.zone
    period = rolling(now, zone, DAYS)
    units = contacts.coverage_by(session, "unit", period.starts_at, period.ends_at)
    services = contacts.coverage_by(session, "service", period.starts_at, period.ends_at)
    called = {code: unit.name for code, unit in catalog.company.units.items()}
    known = {key: service.name for key, service in catalog.services.items()}
    return {
        **glance(session, now),
        "units": _table(units, called),
        "services": _table(services, known),
        "months": _months(session, zone, now),
        "voice": voices.of_all(session, catalog, now),
        "responses": voices.responses(session, catalog, now),
    }


def glance(session: Session, now: datetime) -> Facts:
    """Return the coverage of the last days, for one line."""
    period = rolling(now, "UTC", DAYS)
    return _row(contacts.coverage(session, period.starts_at, period.ends_at))


def _months(session: Session, zone: str, now: datetime) -> list[Facts]:
    month, found = closed_month(now, zone), []
    for _ in range(MONTHS):
        period = of_month(month, zone)
        covered = contacts.coverage(session, period.starts_at, period.ends_at)
        found.append({"first": period.starts_at.date(), **_row(covered)})
        month = month_before(month)
    return found


def _table(found: Mapping[str, Coverage], names: Mapping[str, str]) -> list[Facts]:
    """Return a row for each, those with the most contacts first."""
    rows = [{"name": names.get(key, key), **_row(each)} for key, each in found.items()]
    return sorted(rows, key=lambda row: -row["covered"].n)[:MOST]


def _row(found: Coverage) -> Facts:
    return {
        "since": found.since,
        "until": found.until,
        "covered": rating(found.covered, floor=1),  # a count of contacts points at nobody's answer
        "count": found.covered.successes if found.covered else 0,
        "ways": list(found.ways),
        "reasons": list(found.reasons),
        "started": found.started,
    }
