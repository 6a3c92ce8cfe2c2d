"""The kinds of files that can be taken in, column by column."""

from dataclasses import replace
from typing import Any

from bot.cost.capture import costs, keyed, values, words
from bot.cost.capture.kinds import Column, Kind, Known, Notes, Step
from bot.cost.lines import CATEGORIES

MOST_AT_ONCE = 100_000  # rows of files that are stored in one transaction

_MONTH = Column(
    "month",
    words.plain(values.month),
    ("period", "billing period", "year month", "month of use", "date", "invoice date", "booking date"),
    needed=True,
    filled=True,
    examples=("2026-10", "2026-10"),
)
_UNIT = Column(
    "unit",
    words.unit,
    ("business unit", "cost center", "cost centre", "department", "team", "bu"),
    needed=True,
    filled=True,
    examples=("CC-100", "CC-200"),
)
_SERVICE = Column(
    "service",
    words.service,
    ("service key", "service name", "it service"),
    needed=True,
    filled=True,
    examples=("ERP", "CRM"),
)
_TIER = Column(
    "tier", words.plain(values.words), ("level", "service level", "plan"), examples=("Standard", "Standard")
)


def _text(name: str, *also: str, examples: tuple[str, str] = ("", "")) -> Column:
    return Column(name, words.plain(values.words), also, examples=examples)


def _day(name: str, *also: str) -> Column:
    return Column(name, words.plain(values.iso_day), also, default=None)


def _in_order(known: Known, notes: Notes) -> Step:
    return costs.in_order


COST = Kind(
    "cost",
    "cost_lines",
    (
        _MONTH,
        Column(
            "amount",
            costs.paid,
            ("cost", "net amount", "net", "total", "value", "sum", "charge amount", "invoice amount"),
            needed=True,
            filled=True,
            examples=("1250.00", "89.90"),
            is_number=True,
        ),
        Column("currency", words.foreign, ("currency code", "paid in", "ccy"), examples=("USD", "USD")),
        Column(
            "service",
            words.service_or_words,
            ("service key", "service name", "it service"),
            default=(None, ""),
            examples=("ERP", ""),
        ),
        Column(
            "category",
            words.category,
            ("cost category", "cost type", "cost element"),
            default=CATEGORIES[-1],
            examples=("software", "saas"),
        ),
        _text("vendor", "supplier", "provider", "creditor", examples=("Northwind Software", "Contoso")),
        _text(
            "label",
            "description",
            "item",
            "text",
            "product",
            "line item",
            examples=("ERP licences", "Whiteboards"),
        ),
        _text("account", "gl account", "account number", "cost account", examples=("6400", "6400")),
        Column(
            "charge", words.charge, ("charge type", "kind"), default="usage", examples=("usage", "purchase")
        ),
        _day("starts_on", "starts on", "from", "start", "service from"),
        _day("ends_on", "ends on", "until", "to", "end", "service to"),
        Column("tags", words.plain(words.tags), ("labels",)),
    ),
    steps=(_in_order, costs.Services, costs.Cents, costs.ClosedMonths, costs.Told),
    fixed=costs.fixed,
    months="month",
    leaves_out=("currency",),
)


def _keyed(kind: Kind) -> Kind:
    """Return the kind with the step that keeps its rows apart, at last."""

    def once(known: Known, notes: Notes) -> Step:
        return keyed.Once(kind, known, notes)

    return replace(kind, steps=(*kind.steps, once))


def _source(known: Known) -> dict[str, Any]:
    return {"source": known.source, "sample": False}


USAGE = _keyed(
    Kind(
        "usage",
        "usage",
        (
            _MONTH,
            _UNIT,
            _SERVICE,
            _TIER,
            Column(
                "quantity",
                words.number(values.quantity),
                (
                    "units",
                    "used",
                    "consumption",
                    "usage",
                    "amount used",
                    "consumed",
                    "consumed quantity",
                    "users",
                ),
                needed=True,
                filled=True,
                examples=("36", "25.5"),
                is_number=True,
            ),
        ),
        steps=(keyed.levels, keyed.open_only),
        fixed=_source,
        key=("month", "unit", "service", "tier"),
        values=("quantity",),
        scope="month",
        months="month",
        most=MOST_AT_ONCE,
    )
)

KINDS = {kind.name: kind for kind in (COST, USAGE)}
