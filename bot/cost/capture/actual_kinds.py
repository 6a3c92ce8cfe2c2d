"""What was: cost, use, exchange rates, outcome measures, and what other systems count."""

from typing import Any

from bot.catalog.measured import MEASURES
from bot.cost.capture import costs, keyed, newcomers, plans, values, words
from bot.cost.capture.kind_columns import (
    MONTH,
    MOST_AT_ONCE,
    SERVICE,
    TIER,
    UNIT,
    day,
    figure,
    keyed_kind,
    name,
    text,
)
from bot.cost.capture.kinds import Column, Kind, Known, Notes, Step
from bot.cost.lines import CATEGORIES


def _in_order(known: Known, notes: Notes) -> Step:
    return costs.in_order


COST = Kind(
    "cost",
    "cost_lines",
    (
        MONTH,
        Column(
            "amount",
            costs.paid,
            (
                "cost",
                "net amount",
                "net total",
                "net",
                "total",
                "value",
                "sum",
                "charge amount",
                "invoice amount",
            ),
            needed=True,
            filled=True,
            examples=("1250.00", "89.90"),
            is_number=True,
            read_all=costs.all_paid,
        ),
        Column("currency", words.foreign, ("currency code", "paid in", "ccy"), examples=("USD", "USD")),
        Column(
            "service",
            words.service_or_words,
            SERVICE.also,
            default=None,
            examples=("ERP", ""),
        ),
        Column(
            "category",
            words.category,
            ("cost category", "cost type", "cost element"),
            default=CATEGORIES[-1],
            examples=("software", "saas"),
        ),
        text("vendor", "supplier", "provider", "creditor", examples=("Northwind Software", "Contoso")),
        text(
            "label",
            "description",
            "item",
            "text",
            "product",
            "line item",
            examples=("ERP licences", "Whiteboards"),
        ),
        text("account", "gl account", "account number", "cost account", examples=("6400", "6400")),
        Column(
            "charge", words.charge, ("charge type", "kind"), default="usage", examples=("usage", "purchase")
        ),
        day("starts_on", "starts on", "from", "start", "service from"),
        day("ends_on", "ends on", "until", "to", "end", "service to"),
        Column("tags", words.plain(words.tags), ("labels",)),
    ),
    steps=(
        _in_order,
        costs.Services,
        costs.Cents,
        keyed.timely,
        costs.ClosedMonths,
        costs.Told,
        newcomers.Newcomers,
    ),
    fixed=costs.fixed,
    months="month",
    kept_closed=True,
    leaves_out=("currency",),
)


def _source(known: Known) -> dict[str, Any]:
    return {"source": known.source, "sample": False}


USAGE = keyed_kind(
    Kind(
        "usage",
        "usage",
        (
            MONTH,
            UNIT,
            SERVICE,
            TIER,
            figure(
                "quantity",
                words.number(values.quantity),
                "units",
                "used",
                "consumption",
                "usage",
                "amount used",
                "consumed",
                "consumed quantity",
                "users",
                examples=("36", "25.5"),
            ),
        ),
        steps=(keyed.levels, keyed.open_only, keyed.timely),
        fixed=_source,
        key=("month", "unit", "service", "tier"),
        values=("quantity",),
        scope="month",
        months="month",
        kept_closed=True,
        most=MOST_AT_ONCE,
    )
)

RATES = keyed_kind(
    Kind(
        "rates",
        "exchange_rates",
        (
            Column(
                "currency",
                words.other_currency,
                ("currency code", "ccy", "from currency"),
                needed=True,
                filled=True,
                examples=("EUR", "GBP"),
            ),
            Column(
                "since",
                words.plain(values.iso_day),
                ("date", "day", "valid from", "from"),
                needed=True,
                filled=True,
                examples=("2026-10-01", "2026-10-01"),
            ),
            figure(
                "rate",
                words.number(values.rate),
                "exchange rate",
                "value",
                "worth",
                examples=("1.0842", "1.2710"),
            ),
            text("source", "bank", examples=("European Central Bank", "European Central Bank")),
        ),
        key=("currency", "since"),
        values=("rate",),
        hint="rate",
        most=MOST_AT_ONCE,
    )
)
OUTCOMES = keyed_kind(
    Kind(
        "outcomes",
        "readings",
        (
            SERVICE,
            name("measure", "outcome", "outcome measure", "kpi", examples=("", "")),
            MONTH,
            figure(
                "value", words.number(values.signed), "reading", "result", "actual", examples=("97.5", "3")
            ),
            text("unit", "unit of measure", examples=("%", "days")),
            Column(
                "target",
                words.number(values.signed),
                ("goal",),
                default=None,
                examples=("98", "4"),
                is_number=True,
            ),
        ),
        steps=(plans.measures,),
        fixed=lambda known: {"by": known.by},
        key=("service", "measure", "month"),
        values=("value", "unit", "target"),
        scope="month",
        months="month",
        hint="outcome",
        most=MOST_AT_ONCE,
    )
)

_MEASURES = {
    **{each: each for each in MEASURES},
    **{each.replace("_", " "): each for each in MEASURES},
    "csat": "satisfied",
}
COUNTED = keyed_kind(
    Kind(
        "measures",
        "counted",
        (
            Column(
                "measure",
                words.choice(_MEASURES),
                ("kpi", "process measure", "key"),
                needed=True,
                filled=True,
                examples=("satisfied", "in_time"),
            ),
            MONTH,
            figure(
                "good", words.number(values.count), "met", "successes", "ok", "kept", examples=("42", "81")
            ),
            figure(
                "counted",
                words.number(values.count),
                "of",
                "answers",
                "n",
                "sample",
                "sample size",
                examples=("50", "100"),
            ),
        ),
        steps=(plans.counts, keyed.timely),
        fixed=lambda known: {"by": known.by},
        key=("measure", "month"),
        values=("good", "counted"),
        scope="month",
        months="month",
        hint="measure",
        most=MOST_AT_ONCE,
    )
)
