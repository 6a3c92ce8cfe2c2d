"""What is meant to be: planned use, funding, drivers, budgets, price lists."""

from dataclasses import replace

from bot.cost.budget import METHODS
from bot.cost.capture import costs, keyed, plans, prices, values, words
from bot.cost.capture.kind_columns import (
    MONTH,
    MOST_AT_ONCE,
    SERVICE,
    TIER,
    UNIT,
    YEAR,
    figure,
    from_month,
    keyed_kind,
    name,
    price,
    text,
)
from bot.cost.capture.kinds import Column, Kind
from bot.cost.funding_lines import KINDS as FUNDING_KINDS

PLANNED = keyed_kind(
    Kind(
        "planned",
        "planned",
        (
            MONTH,
            UNIT,
            SERVICE,
            TIER,
            figure(
                "quantity",
                words.number(values.quantity),
                "units",
                "planned",
                "planned units",
                "planned quantity",
                "plan",
                examples=("36", "25"),
            ),
            price("unit_price", "unit price", "planned price", "price", examples=("42.00", "")),
        ),
        steps=(plans.priced_in_cents, keyed.levels, keyed.open_only),
        key=("month", "unit", "service", "tier"),
        values=("quantity", "unit_price"),
        scope="month",
        months="month",
        kept_closed=True,
        hint="plan",
        most=MOST_AT_ONCE,
    )
)
FUNDING = Kind(
    "funding",
    "funding_lines",
    (
        UNIT,
        YEAR,
        figure(
            "amount",
            costs.paid,
            "funding",
            "money",
            "budget",
            "value",
            "approved amount",
            "net amount",
            "net total",
            "total",
            examples=("840000", "12500.50"),
        ),
        replace(SERVICE, needed=False, filled=False, default=None, examples=("", "CRM")),
        Column(
            "kind",
            words.choice({each: each for each in FUNDING_KINDS}),
            ("funding kind", "type"),
            default=FUNDING_KINDS[0],
            examples=("line", "line"),
        ),
        text("approved_by", "approved by", "approver", examples=("Bo", "Bo")),
    ),
    steps=(plans.whole_cents,),
    most=MOST_AT_ONCE,
    hint="fund",
    leaves_out=("amount",),
)
DRIVERS = keyed_kind(
    Kind(
        "drivers",
        "driver_levels",
        (
            name("driver", "driver name", "cost driver", examples=("sites", "employees")),
            replace(MONTH, examples=("2026-07", "2026-07")),
            figure(
                "level",
                words.number(values.quantity),
                "quantity",
                "value",
                "count",
                "number",
                "driver level",
                examples=("12", "600"),
            ),
            replace(UNIT, needed=False, filled=False, default="", examples=("", "")),
        ),
        key=("driver", "month", "unit"),
        values=("level",),
        months="month",
        hint="driver",
        most=MOST_AT_ONCE,
    )
)
BUDGET = keyed_kind(
    Kind(
        "budget",
        "budget_lines",
        (
            YEAR,
            name("name", "budget line", "line", "description", examples=("WAN circuit", "Data centre floor")),
            replace(SERVICE, needed=False, filled=False, default=None, examples=("", "")),
            Column(
                "category",
                words.category,
                ("cost category", "cost type", "cost element"),
                needed=True,
                filled=True,
                examples=("telecom", "facilities"),
            ),
            Column(
                "driver", words.plain(values.words), ("cost driver",), default=None, examples=("sites", "")
            ),
            Column(
                "per_driver",
                words.number(values.quantity),
                ("quantity per driver", "qty per driver", "per driver", "quantity"),
                default="1",
                examples=("1", ""),
                is_number=True,
            ),
            text("vendor", "supplier", examples=("Ridge Telecom", "")),
            text("sku", "item", "price item", "article", examples=("WAN-100", "")),
            price(
                "unit_price", "unit price", "price", "amount", "amount per month", examples=("", "14000.00")
            ),
            from_month("from_month", "from month", "from", "starts"),
            from_month("until_month", "until month", "until", "to", "ends"),
            text("owner", "budget owner", "responsible", examples=("dee@calder.example", "")),
            Column(
                "method",
                words.choice({**{each: each for each in METHODS}, "last year": "last_year"}),
                ("budget method",),
                default=METHODS[0],
                examples=("driver", "contract"),
            ),
        ),
        steps=(plans.budgeted,),
        key=("fiscal_year", "name", "service", "from_month"),
        values=("unit_price", "sku", "driver", "per_driver"),
        scope="fiscal_year",
        hint="budget",
        most=MOST_AT_ONCE,
    )
)
PRICES = Kind(
    "prices",
    "price_items",
    (
        name("vendor", "supplier", examples=("Ridge Telecom", "Ridge Telecom")),
        name("version", "list", "price list", "list version", examples=("2027", "2027")),
        Column(
            "effective_from",
            words.plain(values.iso_day),
            ("effective from", "valid from", "from", "effective"),
            needed=True,
            filled=True,
            examples=("2027-04-01", "2027-04-01"),
        ),
        name("sku", "item", "article", "article number", "part number", examples=("WAN-100", "WAN-200")),
        text("description", "name", "product", examples=("WAN circuit 100 Mbit/s", "WAN circuit 200 Mbit/s")),
        text("unit", "per", "unit of measure", examples=("site and month", "site and month")),
        figure(
            "price",
            words.number(values.price),
            "unit price",
            "list price",
            "net price",
            "amount",
            examples=("1150.00", "1390.00"),
        ),
        Column("currency", words.currency, ("currency code", "ccy"), default=None, examples=("USD", "USD")),
    ),
    steps=(prices.Lists,),
    most=MOST_AT_ONCE,
    hint="price",
    write=prices.write,
    take_out=prices.take_out,
)
