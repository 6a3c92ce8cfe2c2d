"""History: what changed in the catalog, and what of it a person has not seen yet."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import inner
from bot.catalog.catalog import Catalog
from bot.catalog.service import Faq, Service, Tier
from bot.db import facts, insert_once, instant
from bot.delivery.facts import pack, unpack

FIRST_LOOK = timedelta(days=30)  # whoever never looked is told of no older changes
_TARGETS = ("availability", "response_minutes", "resolve_minutes", "agreed_by")


class CatalogChange(SQLModel, table=True):
    """One change that a customer could notice, found when the catalog was read again.

    `what` it is, and what `said` holds next to the service's `name`:

    - added, live, retired, pipeline: the service is there now, or came into that stage; `instead`, `since`;
      `was` the one before
    - removed: it is no longer in the catalog at all; `for_all`: it was everyone's, so everyone is told
    - level: `about` a level that is new (`after` is its price) or gone (`before`)
    - price: of a level, `before` and `after`, and whether it `was_announced`
    - announced: of a level, the price it will have `since` a day
    - hours: of a level, `before` and `after`, as written
    - target: what a level promises, `before` and `after` with `agreed_by`
    - question: `about` it, answered for the first time (`is_new`) or anew
    - elsewhere: `about` a topic that is not IT's, sent to `who` for the first time or anew
    - words: a note from the owner, `about` is the note, `on` its day
    - those of `inner`, `before` and `after`, which are no news to customers; of a plan `about` is the unit
    """

    __tablename__ = "catalog_changes"
    __table_args__ = (sa.UniqueConstraint("digest", "service", "what", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    digest: str  # of the step from one state of the catalog to the next
    service: str  # key, "" for IT as a whole
    what: str
    about: str = ""  # the level, the question or the note
    facts: dict[str, Any] = facts()  # packed; `said` has them as values
    at: datetime = instant(index=True)

    @property
    def said(self) -> dict[str, Any]:
        """The facts, with dates and money as such."""
        said: dict[str, Any] = unpack(self.facts)
        return said


class CatalogState(SQLModel, table=True):
    """The catalog as it was last read by any process (one row): what the next reading is compared with."""

    __tablename__ = "catalog_states"

    digest: str = Field(primary_key=True)
    facts: dict[str, Any] = facts()
    at: datetime = instant(index=True)


class Look(SQLModel, table=True):
    """Up to which change a person has seen the catalog."""

    __tablename__ = "looks"

    person: str = Field(primary_key=True)  # Slack user id
    seen: int = 0  # id of the latest change shown
    at: datetime = instant()


class Step(NamedTuple):
    """One difference between two states."""

    service: str
    what: str
    about: str
    facts: dict[str, Any]


def record(
    session: Session, catalog: Catalog, now: datetime, before: Catalog | None = None
) -> list[CatalogChange]:
    """Keep what a customer could notice since the last state, and make this one the last.

    Without a last state it is compared with `before`; without that, only what owners noted lately is news.
    Returns the changes that are new: of several processes that read the same files one finds them.
    """
    last = in_force(session)
    if last is not None and last.digest == catalog.digest:
        return []
    taken = seen_state(catalog)
    known = last.facts if last else seen_state(before) if before else _without_news(taken, now)
    begun = f"{last.digest} {last.at.isoformat()}" if last else ""
    digest = hashlib.sha256(f"{begun} {catalog.digest}".encode()).hexdigest()
    kept = [
        insert_once(session, CatalogChange, digest=digest, at=now, **step._asdict())
        for step in compare(known, taken, catalog.on)
    ]
    session.connection().execute(sa.delete(CatalogState).where(col(CatalogState.digest) != catalog.digest))
    insert_once(session, CatalogState, digest=catalog.digest, facts=taken, at=now)
    if not any(kept):
        return []
    return list(session.exec(select(CatalogChange).where(CatalogChange.digest == digest)))


def in_force(session: Session) -> CatalogState | None:
    """Return the catalog as any process last read it, None before the first time."""
    return session.exec(select(CatalogState).order_by(col(CatalogState.at).desc()).limit(1)).first()


def names(session: Session) -> dict[str, str]:
    """Return how each service is called that was ever offered, by key, also those that are gone."""
    gone = select(CatalogChange).where(CatalogChange.what == "removed").order_by(col(CatalogChange.id))
    last = in_force(session)
    known = {row.service: row.facts["name"] for row in session.exec(gone)}
    return known | {key: each["name"] for key, each in (last.facts if last else {}).items() if key}


def since(session: Session, person: str, now: datetime, seen: Collection[str]) -> list[CatalogChange]:
    """Return what changed since this person last looked, the newest first; a first look goes back a month.

    Of the services that they may see (`seen`, keys), of IT as a whole, and that one is gone: what was said
    of it before may have been for some only.
    """
    look = session.get(Look, person)
    told = sa.and_(
        col(CatalogChange.what).not_in(inner.KINDS),
        sa.or_(col(CatalogChange.service).in_(["", *seen]), col(CatalogChange.what) == "removed"),
    )
    wanted = select(CatalogChange).where(told)
    if look is None:
        wanted = wanted.where(col(CatalogChange.at) > now - FIRST_LOOK)
    else:
        wanted = wanted.where(col(CatalogChange.id) > look.seen)
    found = session.exec(wanted.order_by(col(CatalogChange.id).desc()))
    return [each for each in found if each.facts.get("for_all", True)]


def looked(session: Session, person: str, now: datetime) -> None:
    """Note that this person has seen everything until now."""
    latest = session.exec(select(sa.func.max(CatalogChange.id))).one() or 0
    if not insert_once(session, Look, person=person, seen=latest, at=now):
        look = session.get_one(Look, person)
        look.seen, look.at = latest, now


def seen_state(catalog: Catalog) -> dict[str, Any]:
    """Return, packed, what of the catalog its customers can notice; IT as a whole has the key ""."""
    facing = (each for each in catalog.services.values() if each.kind == "customer_facing")
    state = {service.key: _service(service, catalog) for service in facing}
    state[""] = {
        "name": "",
        "questions": _questions(catalog.faqs),
        "elsewhere": _elsewhere(catalog),
        "inner": inner.state(catalog),
    }
    packed: dict[str, Any] = pack(state)
    return packed


def _service(service: Service, catalog: Catalog) -> dict[str, Any]:
    return {
        "name": service.name,
        "stage": service.stage,
        "since": service.stage_from,
        "instead": service.use_instead,
        "for_all": not service.audience,
        "owner": service.owner,
        "levels": {tier.name: _level(tier, catalog) for tier in service.tiers},
        "questions": _questions(service.faqs),
        "notes": {change.note: change.on for change in service.changes},
    }


def _level(tier: Tier, catalog: Catalog) -> dict[str, Any]:
    coming = tier.next_price(catalog.on)
    return {
        "price": tier.price,
        "announced": coming and {"after": coming.price, "since": coming.since},
        "hours": tier.hours.spec,
        "target": {name: getattr(tier, name) for name in _TARGETS},
    }


def _without_news(state: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the state as if the notes of the last month were not there yet."""
    begins = (now - FIRST_LOOK).date()
    return {
        key: {
            **each,
            "notes": {note: on for note, on in each.get("notes", {}).items() if unpack(on) <= begins},
        }
        for key, each in state.items()
    }


def _questions(faqs: tuple[Faq, ...]) -> dict[str, str]:
    return {faq.question: _hash(faq.answer) for faq in faqs}


def _elsewhere(catalog: Catalog) -> dict[str, Any]:
    return {
        topic.title: {"who": topic.who, "said": _hash(f"{topic.says} {catalog.where(topic)} {topic.email}")}
        for topic in catalog.elsewhere
    }


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def compare(before: Mapping[str, Any], after: Mapping[str, Any], on: date) -> Iterator[Step]:
    """Yield every difference between two states: what a customer could notice on that day, and who runs it."""
    yield from _noticed(before, after, on)
    if "inner" in before.get("", {}):  # an older version kept none
        yield from (Step(*each) for each in inner.compare(before[""]["inner"], after[""]["inner"]))


def _noticed(before: Mapping[str, Any], after: Mapping[str, Any], on: date) -> Iterator[Step]:
    for key, service in after.items():
        known, named = before.get(key), {"name": service["name"]}
        if known is None:
            yield Step(key, "added", "", {**named, **_stage(service)})
            continue
        if service.get("stage") != known.get("stage"):
            yield Step(key, service["stage"], "", {**named, **_stage(service), "was": known.get("stage")})
        for what, about, said in _inside(known, service, on):
            yield Step(key, what, about, {**named, **said})
    for key, known in before.items():
        if key not in after:
            was = {"was": known.get("stage"), "for_all": known["for_all"], "owner": known.get("owner")}
            yield Step(key, "removed", "", {"name": known["name"], **was})


def _stage(service: Mapping[str, Any]) -> dict[str, Any]:
    return {name: service[name] for name in ("stage", "since", "instead")}


def _inside(
    known: Mapping[str, Any], service: Mapping[str, Any], on: date
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield from _levels(known.get("levels", {}), service.get("levels", {}), on)
    for question, answer in service["questions"].items():
        if known["questions"].get(question) != answer:
            yield "question", question, {"is_new": question not in known["questions"]}
    for title, topic in service.get("elsewhere", {}).items():
        if "elsewhere" in known and known["elsewhere"].get(title) != topic:
            yield "elsewhere", title, {"who": topic["who"]}
    for note, on in service.get("notes", {}).items():
        if note not in known["notes"]:
            yield "words", note, {"on": on}


def _levels(
    known: Mapping[str, Any], levels: Mapping[str, Any], on: date
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name in known.keys() - levels.keys():
        yield "level", name, {"before": known[name]["price"]}
    for name, level in levels.items():
        was = known.get(name)
        if was is None:
            yield "level", name, {"after": level["price"]}
            continue
        for what in ("price", "hours", "target"):
            if was[what] != level[what]:
                told = {"was_announced": _was_announced(was, level, on)} if what == "price" else {}
                yield what, name, {"before": was[what], "after": level[what], **told}
        if level["announced"] and level["announced"] != was["announced"]:
            yield "announced", name, {"before": level["price"], **level["announced"]}


def _was_announced(was: Mapping[str, Any], level: Mapping[str, Any], on: date) -> bool:
    """Tell whether the price of a level was told before, for a day that has come."""
    told = was["announced"]
    return bool(told and told["after"] == level["price"] and unpack(told["since"]) <= on)
