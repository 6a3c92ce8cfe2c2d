"""Price lists: what vendors ask, in versions, each in force from a day on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.cost.exchange import Rate
from bot.db import exact, instant
from bot.delivery import schedules
from bot.refusal import Refused

LOOK = "prices.look"
EVERY_WORKING_MORNING = "0 9 * * mon-fri"
PROPOSED = "prices.proposed"  # the timer that says who a new list hits; its fact is `list`


class PriceList(SQLModel, table=True):
    """One version of a vendor's list; only an `applied` one counts, from `effective_from` on."""

    __tablename__ = "price_lists"
    __table_args__ = (UniqueConstraint("vendor", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    vendor: str = Field(index=True)
    version: str
    effective_from: date
    state: str = "proposed"  # proposed, applied, dropped
    by: str = ""
    at: datetime = instant()
    batch_id: int | None = Field(default=None, index=True)


class PriceItem(SQLModel, table=True):
    """What one unit of something costs in a list."""

    __tablename__ = "price_items"
    __table_args__ = (UniqueConstraint("list_id", "sku"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(index=True)
    sku: str = Field(index=True)
    description: str = ""
    unit: str = ""
    price: Decimal = exact()
    currency: str
    row: int | None = None


@dataclass(frozen=True)
class Price:
    """What one unit of an item costs in the company's currency, and where that stands.

    `asked` is the price in the list's own currency where that is another one, converted at `rate`.
    """

    price: Decimal
    vendor: str = ""
    sku: str = ""
    description: str = ""
    unit: str = ""
    version: str = ""
    effective_from: date | None = None
    asked: Decimal | None = None
    currency: str = ""
    rate: Decimal | None = None
    rate_since: date | None = None
    batch_id: int | None = None
    row: int | None = None
    state: str = ""  # of the list


class Prices:
    """What items cost in a month: of the lists that are in force on its first day the latest that has it."""

    def __init__(
        self,
        lists: Iterable[PriceList],
        items: Iterable[PriceItem],
        rates: Sequence[Rate] = (),
        currency: str = "USD",
    ) -> None:
        self._currency = currency
        self._rates = sorted(rates, key=lambda rate: rate.since)
        versions = {each.id: each for each in lists}
        self._items: dict[tuple[str, str], list[tuple[PriceList, PriceItem]]] = defaultdict(list)
        for item in items:
            if item.list_id in versions:
                version = versions[item.list_id]
                self._items[version.vendor, item.sku].append((version, item))

    def at(self, vendor: str, sku: str, month: str) -> Price | None:
        """Return the price in a month; None without a list in force, or without a rate for its currency."""
        first = date.fromisoformat(f"{month}-01")
        known = [each for each in self._items.get((vendor, sku), ()) if each[0].effective_from <= first]
        if not known:
            return None
        return self.convert(*max(known, key=lambda each: (each[0].effective_from, each[0].id or 0)), first)

    def convert(self, version: PriceList, item: PriceItem, on: date) -> Price | None:
        """Return an item's price in the company's currency by the latest rate of that day."""
        rate = None
        if item.currency != self._currency:
            dated = [each for each in self._rates if each.currency == item.currency and each.since <= on]
            if not dated:
                return None
            rate = dated[-1]
        return Price(
            item.price * rate.rate if rate else item.price,
            version.vendor,
            item.sku,
            item.description,
            item.unit,
            version.version,
            version.effective_from,
            asked=item.price if rate else None,
            currency=item.currency,
            rate=rate.rate if rate else None,
            rate_since=rate.since if rate else None,
            batch_id=version.batch_id,
            row=item.row,
            state=version.state,
        )


def prices(session: Session, currency: str, *, also: int = 0, without: int = 0) -> Prices:
    """Return what applied lists say; `also` counts as if it were applied, `without` as if it were not."""
    applied = sa.and_(col(PriceList.state) == "applied", col(PriceList.id) != without)
    counts = sa.or_(applied, col(PriceList.id) == also)
    lists = session.exec(select(PriceList).where(counts)).all()
    items = session.exec(select(PriceItem).where(col(PriceItem.list_id).in_([each.id for each in lists])))
    return Prices(lists, items.all(), session.exec(select(Rate)).all(), currency)


def proposed(session: Session) -> list[PriceList]:
    """Return the lists that wait for a decision, what is in force first on top."""
    waiting = select(PriceList).where(PriceList.state == "proposed")
    return list(session.exec(waiting.order_by(col(PriceList.effective_from), col(PriceList.id))))


def of_batch(session: Session, batch_id: int) -> list[PriceList]:
    """Return the lists that came in a file."""
    return list(session.exec(select(PriceList).where(PriceList.batch_id == batch_id)))


def find(session: Session, number: int) -> PriceList:
    """Return a list; raises Refused when it was taken back meanwhile."""
    found = session.get(PriceList, number)
    if found is None:
        raise Refused("planning/no_list", ["budget"])
    return found


def items_of(session: Session, number: int) -> Sequence[PriceItem]:
    """Return what a list holds, by number of article."""
    return session.exec(
        select(PriceItem).where(PriceItem.list_id == number).order_by(col(PriceItem.sku))
    ).all()


def decide(session: Session, number: int, state: str, *, by: str, now: datetime) -> PriceList:
    """Apply or drop a list that waits; raises Refused when somebody was faster."""
    table = SQLModel.metadata.tables[str(PriceList.__tablename__)]
    waits = sa.and_(table.c.id == number, table.c.state == "proposed")
    moved = session.connection().execute(sa.update(table).where(waits).values(state=state, by=by, at=now))
    found = find(session, number)
    session.refresh(found)
    if moved.rowcount != 1:
        raise Refused("planning/list_decided", ["budget"], list=found.model_dump())
    return found


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Have somebody look each working morning which lists wait."""
    schedules.keep(session, LOOK, EVERY_WORKING_MORNING, zone, now=now)
