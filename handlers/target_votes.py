"""Target votes: whether targets still matter to who agreed to them, and the list of those nobody wants."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.delivery import schedules
from bot.desk import Desk, Timer
from bot.process import target_votes
from bot.process.target_votes import TargetVote
from bot.refusal import Refused
from bot.value import target_care
from bot.value.book import Book
from handlers import order_form


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that once a week is looked whom to ask."""
    schedules.keep(session, target_care.ASK, target_care.TUESDAY_MORNING, desk.catalog.company.zone, now=now)


def ask_customers(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the week: each who agreed a year ago is asked about all of theirs in one message."""
    for person, tiers in list(target_care.due(session, desk.catalog, now)):
        card, asked = _message(session, desk, target_care.ask(session, tiers, person, now)[0])
        desk.start(session, "surveys", person, "targets/matters", card=card, votes=asked)


def _message(session: Session, desk: Desk, vote: TargetVote) -> tuple[str, list[dict[str, Any]]]:
    """Return the name of the message in which this was asked, and all that it asks."""
    votes = target_votes.asked_together(session, vote.person, vote.asked_at)
    return f"targets:{vote.person}:{vote.asked_at.isoformat()}", target_care.question(desk.catalog, votes)


def _show(session: Session, desk: Desk, vote: TargetVote) -> None:
    """Bring the message up to date in which this was asked."""
    card, asked = _message(session, desk, vote)
    desk.show(session, card, vote.person, "targets/matters", votes=asked)


def say_yes(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, it matters."""
    _vote(desk, body, int(action["value"]), matters=True)
    ack()


def say_no(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No, it does not: kept at once, and a form asks why."""
    _vote(desk, body, int(action["value"]), matters=False)
    desk.open(body["trigger_id"], "targets/why", vote_id=int(action["value"]))
    ack()


def _vote(desk: Desk, body: dict[str, Any], vote_id: int, *, matters: bool) -> None:
    with desk.session() as session:
        by, now = body["user"]["id"], clock.now()
        _show(session, desk, target_votes.vote(session, vote_id, by=by, matters=matters, now=now))


def save_why(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Why it does not matter, sent."""
    vote_id: int = json.loads(view["private_metadata"])
    note = order_form.field(view, "why") or ""
    with desk.session() as session:
        _show(session, desk, target_votes.explain(session, vote_id, by=body["user"]["id"], note=note))
    ack()


def show_list(desk: Desk, session: Session, person: str) -> None:
    """Tell an owner or an IT lead which targets nobody wants. Raises Refused for anybody else."""
    asked = desk.book(session, person)
    target_care.check_reader(session, asked)
    _list(session, desk, asked, asked.now)


def _list(session: Session, desk: Desk, asked: Book, since: datetime, done: str | None = None) -> None:
    """Post the list that was asked for at `since`, or bring it up to date where it stands."""
    found = target_care.unwanted(session, asked.catalog, asked.by.email or "", asked.now)
    stamp = int(since.timestamp())
    desk.show(
        session,
        f"unwanted:{asked.by.id}:{stamp}",
        asked.by.id,
        "targets/unwanted",
        stamp=stamp,
        done=done,
        unwanted=[{**vars(each), "key": each.key} for each in found[: target_care.MOST]],
        more=max(len(found) - target_care.MOST, 0),
    )


def drop(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Drop them: the level promises no figures any more."""
    stamp, _, key = action["value"].partition("|")
    with desk.session() as session:
        asked = desk.book(session, body["user"]["id"])
        target_care.drop(session, asked, key)
        _list(session, desk, asked, datetime.fromtimestamp(int(stamp), UTC), "dropped")
    ack()


def ask_again(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Ask the customer: to agree, or once more whether it matters."""
    stamp, _, key = action["value"].partition("|")
    with desk.session() as session:
        asked = desk.book(session, body["user"]["id"])
        _ask(session, desk, asked, target_care.find(session, asked, key))
        _list(session, desk, asked, datetime.fromtimestamp(int(stamp), UTC), "asked")
    ack()


def _ask(session: Session, desk: Desk, asked: Book, found: target_care.Unwanted) -> None:
    person = target_care.whom_to_ask(session, asked, found)
    if person is None:
        raise Refused("targets/nobody", ["talk"], service_name=found.service_name)
    if found.said_on is None:
        facts = {**vars(found), "key": found.key}
        key = f"agree:{found.key}:{person.id}:{asked.today}"
        desk.say(session, person.id, "targets/agree", key=key, target=facts, by=asked.by.id)
    else:
        tier = asked.catalog.tier(found.service, found.tier)
        _show(session, desk, target_care.ask(session, [tier], person, asked.now)[0])


def register(app: App) -> None:
    """Say what starts what."""
    app.action(re.compile(r"^target\.yes(\.\d+)?$"))(say_yes)
    app.action(re.compile(r"^target\.no(\.\d+)?$"))(say_no)
    app.view("target.why")(save_why)
    app.action("target.drop")(drop)
    app.action("target.ask")(ask_again)


TIMERS: dict[str, Timer] = {target_care.ASK: ask_customers}
