"""Definitions: a service that somebody is describing in Slack, kept while they think, and what is still missing."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import outcomes
from bot.catalog.amendments import PROPOSED, Amendment, in_force
from bot.catalog.catalog import Catalog
from bot.catalog.hours import Hours, Unreadable
from bot.catalog.service import is_availability, is_too_late
from bot.catalog.typed import (
    IMPACT,
    KEY,
    Surroundings,
    has_impact,
    is_facing,
    is_whole,
    level_of,
    levels,
    minutes,
    number,
)
from bot.db import facts, instant

STEPS = ("outcome", "identity", "levels", "ground", "review")
IN_A_NAME = ("said_by", "outcome", "external_outcome", *IMPACT, "peaks")  # what the business says
KEPT = timedelta(days=180)  # how long a page is kept that nobody touches
_COMMA = re.compile(r"\d+,\d{1,2}")
_CHANNEL = re.compile(r"#[a-z0-9_-]+")


class Definition(SQLModel, table=True):
    """What a person has said of one service so far, by the names of the form's fields."""

    __tablename__ = "definitions"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)  # Slack user id
    facts: dict[str, Any] = facts()
    at: datetime = instant()
    amendment_id: int | None = None  # once it is handed in


class Problem(NamedTuple):
    """What is wrong with one field; the words are a template's."""

    what: str
    detail: str = ""


# Rows


def begin(session: Session, person: str, said: Mapping[str, Any], now: datetime) -> Definition:
    """Return what the person is describing, or a new page that begins with `said`.

    A service that is there (`of`), a proposal whose words its decider changes (`changes`), and one that its
    author hands in anew (`instead_of`) have pages of their own.
    """
    mine = select(Definition).where(Definition.person == person, col(Definition.amendment_id).is_(None))
    for page in session.exec(mine.order_by(col(Definition.id).desc())):
        if all(page.facts.get(name) == said.get(name) for name in ("of", "changes", "instead_of")):
            return page
    return start(session, person, said, now)


def start(session: Session, person: str, said: Mapping[str, Any], now: datetime) -> Definition:
    """Begin a page with what is known already."""
    definition = Definition(person=person, facts=dict(said), at=now)
    session.add(definition)
    session.flush()
    return definition


def keep(session: Session, definition: Definition, said: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Keep what was typed, also what is wrong; return all of it."""
    definition.facts, definition.at = {**definition.facts, **said}, now
    session.add(definition)
    session.flush()
    return definition.facts


def behind(session: Session, amendment_id: int) -> Definition | None:
    """Return what was typed for something that was handed in."""
    wanted = select(Definition).where(Definition.amendment_id == amendment_id)
    return session.exec(wanted.order_by(col(Definition.id).desc())).first()


def last_of(session: Session, key: str) -> Definition | None:
    """Return what was typed last for the service with this key, and handed in."""
    handed_in = select(Definition).where(col(Definition.amendment_id).is_not(None))
    pages = session.exec(handed_in.order_by(col(Definition.id).desc()))
    return next((page for page in pages if page.facts.get("key") == key), None)


def in_a_name(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed in the name of whoever says so in the business."""
    return {name: said.get(name) for name in IN_A_NAME}


def is_own_word(page: Definition) -> bool:
    """Tell whether whoever says so in the business typed it, or said yes to exactly that."""
    said = page.facts
    return page.person == said.get("said_by") or said.get("confirmed") == in_a_name(said)


def forget(session: Session, catalog: Catalog, now: datetime) -> int:
    """Drop what nobody touched for long; return how many pages.

    A page stays for as long as somebody may go back to it: while what was handed in waits for a decision,
    and while the service that it describes is being prepared.
    """
    handed_in = select(Amendment.id).where(Amendment.state == PROPOSED)
    old = select(Definition).where(
        col(Definition.at) < now - KEPT,
        sa.or_(col(Definition.amendment_id).is_(None), col(Definition.amendment_id).not_in(handed_in)),
    )
    known = {key for key, each in catalog.services.items() if each.stage == "pipeline"}
    known |= {each.service or "" for each in in_force(session)}
    gone = [
        page for page in session.exec(old) if page.amendment_id is None or page.facts.get("key") not in known
    ]
    for page in gone:
        session.delete(page)
    return len(gone)


# What is wrong, by field


def problems(step: str, said: Mapping[str, Any], around: Surroundings) -> dict[str, Problem]:
    """Return what is wrong in one step of the form, by field."""
    checks = {
        "outcome": _outcome,
        "identity": _identity,
        "levels": _levels,
        "ground": _ground,
        "review": _review,
    }
    found: dict[str, Problem] = {}
    for name, problem in checks[step](said, around):
        found.setdefault(name, problem)
    return found


def _outcome(said: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, Problem]]:
    if said.get("outcome") and outcomes.is_vague(said["outcome"]):
        yield "outcome", Problem("no_outcome")
    if (
        said.get("boundary") == "external"
        and said.get("external_outcome")
        and outcomes.is_vague(said["external_outcome"])
    ):
        yield "external_outcome", Problem("no_external_outcome")
    if said.get("said_by") and not around.is_customer(said["said_by"]):
        yield "said_by", Problem("not_a_customer")


def _identity(said: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, Problem]]:
    services = {key: each for key, each in around.catalog.services.items() if key != said.get("of")}
    name, key = said.get("name") or "", said.get("key") or ""
    namesakes = [each.key for each in services.values() if each.name.lower() == name.lower()]
    if namesakes:
        yield "name", _taken("name_taken", namesakes[0], namesakes[0], around)
    if not KEY.fullmatch(key):
        yield "key", Problem("key_shape")
    elif key in services:
        yield "key", _taken("key_taken", key, services[key].name, around)
    elif key in around.taken:
        yield "key", Problem("key_proposed", key)
    if not said.get("team") and not said.get("new_team"):
        yield "team", Problem("no_team")
    if said.get("new_team") and not _CHANNEL.fullmatch(said.get("channel") or ""):
        yield "channel", Problem("channel_shape")
    if around.email(said.get("owner")) is None:
        yield "owner", Problem("not_in_company")


def _taken(what: str, key: str, by: str, around: Surroundings) -> Problem:
    return Problem("taken") if key in around.hidden else Problem(what, by)


def _levels(said: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, Problem]]:
    names: list[str] = []
    for at in levels(said):
        level = level_of(said, at)
        yield from ((f"level_{at}_{name}", each) for name, each in _level_problems(level, around))
        if (level["name"] or "").lower() in names:
            yield f"level_{at}_name", Problem("level_twice")
        names.append((level["name"] or "").lower())
    if names and not said.get("unit"):
        yield "unit", Problem("no_unit")
    if names and not said.get("units"):
        yield "units", Problem("no_unit")


def _level_problems(level: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, Problem]]:
    for name in ("name", "included"):
        if not level[name]:
            yield name, Problem("level_part")
    if (wrong := hours_problem(level["hours"], around.catalog.company.zone)) is not None:
        yield "hours", wrong
    price = number(level["price"])
    if price is None or price < 0 or price != round(price, 2):
        yield "price", _figure(level["price"], "price_shape")
    availability = number(level["availability"])
    if level["availability"] and (availability is None or not is_availability(availability)):
        yield "availability", _figure(level["availability"], "percent_shape")
    if level["resolve"] and not is_whole(level["resolve"], least=1):
        yield "resolve", Problem("minutes_shape")


def _figure(typed: Any, what: str) -> Problem:
    """Return what is wrong with a figure: a comma where we write a point is told as that."""
    words = str(typed or "")
    return Problem("decimal_comma", words.replace(",", ".")) if _COMMA.fullmatch(words) else Problem(what)


def hours_problem(spec: Any, zone: str) -> Problem | None:
    """Return what is wrong with service hours as they were typed."""
    try:
        Hours.parse(str(spec or ""), zone)
    except Unreadable as why:
        return Problem("hours_shape", str(why) if spec else "")
    return None


def _ground(said: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, Problem]]:
    if said.get("restore") and not is_whole(said["restore"], least=1):
        yield "restore", Problem("minutes_shape")
    if has_impact(said):
        yield from impact_problems(said)
        if not said.get("said_by"):
            yield "rank", Problem("impact_by_nobody")


def impact_problems(said: Mapping[str, Any]) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with an impact as it was typed; times are hours, `rpo` is minutes."""
    for name in IMPACT:
        if not said.get(name):
            yield name, Problem("impact_part")
    for name, least in (("rank", 1), ("rpo", 0)):
        if said.get(name) and not is_whole(said[name], least=least):
            yield name, Problem("whole_number")
    for name in ("loss", "rto", "mtd"):
        typed = number(said.get(name))
        if said.get(name) and (typed is None or typed < 0 or (name != "loss" and minutes(said[name]) < 1)):
            yield name, _figure(said[name], "hours_number" if name != "loss" else "price_shape")
    bearable = minutes(said.get("mtd"))
    if bearable > 0 and is_too_late(minutes(said.get("rto")), bearable):
        yield "rto", Problem("rto_after_mtd", str(said["mtd"]))


def _review(said: Mapping[str, Any], around: Surroundings) -> Iterator[tuple[str, Problem]]:
    if said.get("next_review") and date.fromisoformat(said["next_review"]) < around.today:
        yield "next_review", Problem("review_past")
    if said.get("stage") == "live":
        for name in missing(said, around):
            yield "next_review" if name == "next_review" else "stage", Problem("not_live_yet", name)
    for step in STEPS[:-1]:
        if problems(step, said, around):
            yield "stage", Problem("step_wrong", step)


def missing(said: Mapping[str, Any], around: Surroundings) -> list[str]:
    """Return what a service still lacks to go live, the outcome first; the names are a template's."""
    facing = is_facing(said)
    wanted = {
        "outcome": not outcomes.is_vague(said.get("outcome")) and said["outcome"] != said.get("name"),
        "external_outcome": said.get("boundary") != "external"
        or not outcomes.is_vague(said.get("external_outcome")),
        "said_by": not facing or around.is_customer(said.get("said_by")),
        "does": not facing or bool(said.get("does")),
        "how": not facing or bool(said.get("how")),
        "levels": not facing or bool(levels(said)),
        "next_review": not facing or bool(said.get("next_review")),
        "ground": all(key in _live(around.catalog) for key in said.get("stands_on") or ()),
    }
    return [name for name, there in wanted.items() if not there]


def _live(catalog: Catalog) -> list[str]:
    return [key for key, each in catalog.services.items() if each.stage == "live"]
