"""The worked examples, from files through the door that everybody takes."""

from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from bot.cost import budget, drivers, lines, planning, price_lists
from bot.cost.allocation import allocate
from bot.cost.planning import Change, Ground
from bot.money import Money
from tests.conftest import T0
from tests.cost.capture.counter import Counter
from tests.cost.test_planning import LEVELS, LINES, RISES, SITE, YEAR


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def rows() -> list[list[str]]:
    """Return name, driver, quantity per driver and price of each line of W3."""
    return [[cell.strip() for cell in line.split("|")] for line in LINES.strip().splitlines()]


def priced(version: int, since: str) -> str:
    """Return a vendor's list; the second one with the rises of W3."""
    rises = RISES if version == 2 else {}
    items = []
    for name, _, _, price in rows():
        rise = next(
            (Decimal(factor) for start, factor in rises.items() if name.startswith(start)), Decimal(1)
        )
        items.append(f'Acme,{version},{since},"{name}",{Decimal(price) * rise}\n')
    return "vendor,version,effective_from,sku,price\n" + "".join(items)


def budgeted() -> str:
    each = (f'2027,"{name}",other,{driver},{per},Acme,"{name}"\n' for name, driver, per, _ in rows())
    return "fiscal year,name,category,driver,per driver,vendor,sku\n" + "".join(each)


def ground(session: Session, **more: int) -> Ground:
    found, _ = budget.of_year(session, 2027)
    return Ground(found, drivers.levels(session), price_lists.prices(session, "USD", **more), "USD")


def test_a_site_and_a_new_list_to_the_cent(counter: Counter) -> None:
    """W3, from a budget, driver levels and two price lists."""
    counter.take(counter.file(budgeted(), "budget.csv"))
    known = "".join(f"{name},2026-01,{level}\n" for name, level in LEVELS.items())
    counter.take("driver,month,level\n" + known)
    counter.take(priced(1, "2026-01-01"))
    counter.take(priced(2, "2027-04-01"))
    with counter.db.session() as session:
        first, second = sorted(each.id or 0 for each in price_lists.proposed(session))
        price_lists.decide(session, first, "applied", by="U0DEE", now=T0)
    with counter.db.read() as session:
        now, items = ground(session), price_lists.items_of(session, second)
    rise = Change("2027-04", prices={("Acme", item.sku): price_lists.Price(item.price) for item in items})
    found = planning.compare(now, YEAR, [SITE, rise])

    assert now.whole(YEAR) == usd("1006056.00")
    assert [each.whole for each in found.each] == [usd("26569.40"), usd("21945.60")]
    assert (found.together.whole, found.interaction) == (usd("48769.88"), usd("254.88"))


DIRECT = """Service;Hardware;Software;Labor
NET;12,000.00;2,000.00;6,000.00
ST;9,000.00;3,000.00;4,000.00
DB;2,000.00;14,000.00;8,000.00
ERP;1,000.00;40,000.00;19,000.00
CRM;0.00;22,000.00;8,000.00
COL;0.00;18,000.00;2,000.00
"""
SHARES = {
    "NET": {"ST": "0.10", "DB": "0.10", "ERP": "0.20", "CRM": "0.20", "COL": "0.40"},
    "ST": {"DB": "0.45", "ERP": "0.20", "CRM": "0.15", "COL": "0.20"},
    "DB": {"ERP": "0.70", "CRM": "0.30"},
}


def test_full_cost_to_the_cent(counter: Counter) -> None:
    """W1, from a ledger with one row for each service and category."""
    head, *services = [line.split(";") for line in DIRECT.strip().splitlines()]
    ledger = [
        f"Oct 2026;{service};{category};{amount}"
        for service, *amounts in services
        for category, amount in zip(head[1:], amounts, strict=True)
    ]
    batch = counter.take("\n".join(["Month;Service;Cost type;Amount", *ledger]))
    with counter.db.read() as session:
        direct = lines.direct(session, "2026-10")
    shares = {key: {user: Fraction(part) for user, part in users.items()} for key, users in SHARES.items()}
    found = allocate(direct, shares, ["ERP", "CRM", "COL"], "USD")

    assert batch.totals == {"USD": "170000"}
    assert [found.of(key) for key in ("ERP", "CRM", "COL")] == [usd("91470"), usd("46930"), usd("31600")]
