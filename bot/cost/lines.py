"""Cost lines: what IT paid in a month, by service and category."""

from sqlmodel import Field, Session, SQLModel, func, select

CATEGORIES = (
    "hardware",
    "software",
    "labor",
    "cloud_infra",
    "saas",
    "outside_services",
    "facilities",
    "telecom",
    "other",
)


class CostLine(SQLModel, table=True):
    """One cost of one month, in minor units of the company's currency."""

    __tablename__ = "cost_lines"

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)  # YYYY-MM
    service: str | None = Field(default=None, index=True)  # customer-facing or supporting; None: unassigned
    category: str  # one of CATEGORIES
    minor: int
    vendor: str = ""
    source: str = ""
    sample: bool = False


def direct(session: Session, month: str) -> dict[str | None, dict[str, int]]:
    """Return a month's cost lines added up: service (None: unassigned) -> category -> minor units."""
    rows = session.exec(
        select(CostLine.service, CostLine.category, func.sum(CostLine.minor))
        .where(CostLine.month == month)
        .group_by(CostLine.service, CostLine.category)
    )
    sums: dict[str | None, dict[str, int]] = {}
    for service, category, minor in rows:
        sums.setdefault(service, {})[category] = int(minor)
    return sums


def count(session: Session, month: str) -> int:
    """Return how many cost lines a month has; none means that its cost is not booked yet."""
    return session.exec(select(func.count()).select_from(CostLine).where(CostLine.month == month)).one()
