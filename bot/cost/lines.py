"""Cost lines: what IT paid in a month, by service and category."""

from sqlmodel import Field, SQLModel

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
