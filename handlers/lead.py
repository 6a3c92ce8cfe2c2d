"""For IT leads: what could not be delivered, and sending it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.delivery import dead_letters
from bot.desk import Desk, Timer
from bot.refusal import Refused
from handlers import reports


def tell_dead_letter(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """A message could not be delivered: the first IT lead hears of it, in one message that is edited."""
    if reports.undelivered(session, desk, facts):
        return
    for lead in desk.leads(session)[:1]:
        letters = dead_letters.list_dead(session)
        desk.show(
            session, f"dead:{lead}", lead, "lead/dead_letters", letters=_lines(letters), total=len(letters)
        )


def _lines(letters: Any) -> list[dict[str, Any]]:
    kept = ("id", "kind", "name", "to", "error", "attempts", "created_at")
    return [{name: getattr(letter, name) for name in kept} for letter in letters[:10]]


def replay(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Send again button beside an undelivered message."""
    with desk.session() as session:
        if body["user"]["id"] not in desk.leads(session):
            raise Refused("lead/only_leads", ["talk"], leads=desk.leads(session))
        dead_letters.replay(session, int(action["value"]), clock.now())
        letters = dead_letters.list_dead(session)
        card = f"dead:{body['user']['id']}"
        desk.show(
            session,
            card,
            body["user"]["id"],
            "lead/dead_letters",
            letters=_lines(letters),
            total=len(letters),
        )
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.action("lead.replay")(replay)


TIMERS: dict[str, Timer] = {"lead.dead_letter": tell_dead_letter}
