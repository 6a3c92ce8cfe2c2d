"""What Finance has and what happens to it: rows that show a need, or nearly."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import subscriptions
from bot.cost.usage import Usage
from bot.customer import people
from bot.process.orders import Order
from bot.value import evidence
from bot.value.evidence import Need
from bot.value.period import of_month
from bot.value.report import ValueReport, report_on
from tests.conftest import T0

SATURDAY = datetime.fromisoformat("2026-11-21T18:00+00:00")  # 11:00 in Denver, for Extended only
MIDNIGHT = datetime.fromisoformat("2026-11-19T07:00+00:00")  # closed for both
MIDDAY = datetime.fromisoformat("2026-11-19T18:00+00:00")  # open for both


def move_in(session: Session, catalog: Catalog) -> None:
    """Give every unit its plan, and let Slack have shown us its people."""
    subscriptions.take_from_plan(session, catalog, date(2026, 7, 1))
    for key in ("ana", "bo", "dee"):
        person = people.meet(session, f"U0{key.upper()}")
        person.email = f"{key}@calder.example"


def incident(at: datetime, person: str = "U0ANA", state: str = "closed", **given: Any) -> Order:
    row: dict[str, Any] = {
        "kind": "incident",
        "state": state,
        "person": person,
        "unit": "CC-500",
        "service": "ERP",
        "tier": "Standard",
        "opened_at": at,
    }
    return Order(**{**row, **given})


def incidents(session: Session, times: Iterable[datetime], **given: Any) -> None:
    session.add_all([incident(at, **given) for at in times])
    session.flush()


def saturdays(count: int) -> list[datetime]:
    return [SATURDAY - timedelta(weeks=week) for week in range(count)]


def standstills(session: Session, count: int = 3, until: datetime = SATURDAY, **given: Any) -> None:
    """Store Saturdays after which a whole team stood still until Tuesday: longer hours are worth their price."""
    for week in range(1, count + 1):
        at = until - timedelta(weeks=week)
        row = {"impact": 3, "urgency": 1, "done_at": at + timedelta(days=3)}
        session.add(incident(at, **{**row, **given}))
    session.flush()


def used(session: Session, amount: str, month: str = "2026-10", service: str = "FIL") -> None:
    """Store what Finance used of a service's Standard level in one month."""
    session.add(
        Usage(
            month=month,
            unit="CC-500",
            service=service,
            tier="Standard",
            quantity=Decimal(amount),
            source="meter",
        )
    )
    session.flush()


def needs(session: Session, catalog: Catalog, now: datetime = T0) -> list[Need]:
    return evidence.needs(session, catalog, now)


def missed(session: Session, count: int, **given: Any) -> None:
    """Store incidents at midday that were over a day after they were due."""
    for number in range(count):
        at = MIDDAY - timedelta(weeks=number)
        due = {"due_at": at + timedelta(hours=8), "done_at": at + timedelta(days=1, hours=8)}
        session.add(incident(at, **{**due, **given}))
    session.flush()


def value_report(session: Session, catalog: Catalog, unit: str, month: str, now: datetime) -> ValueReport:
    """Report on a calendar month ("2026-10")."""
    return report_on(session, catalog, unit, of_month(month, catalog.company.zone), now)
