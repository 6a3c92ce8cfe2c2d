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

LISTED = ("id", "kind", "name", "to", "error", "attempts", "created_at")
MOST = 10


def tell_dead_letter(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """A message could not be delivered: the first IT lead hears of it, in one message that is edited."""
    if reports.undelivered(session, desk, facts):
        return
    for lead in desk.leads(session)[:1]:
        _show(session, desk, lead)


def replay(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Send again button beside an undelivered message."""
    lead = body["user"]["id"]
    with desk.session() as session:
        if lead not in desk.leads(session):
            raise Refused("lead/only_leads", ["talk"], leads=desk.leads(session))
        dead_letters.replay(session, int(action["value"]), clock.now())
        _show(session, desk, lead)
    ack()


def _show(session: Session, desk: Desk, lead: str) -> None:
    """Bring a lead's one message about undelivered ones up to date."""
    letters = dead_letters.list_dead(session)
    listed = [{name: getattr(letter, name) for name in LISTED} for letter in letters[:MOST]]
    card = f"{dead_letters.ALARM}:{lead}"  # so that its own death rings nobody
    desk.show(session, card, lead, "lead/dead_letters", letters=listed, total=len(letters))


def register(app: App) -> None:
    """Say what starts what."""
    app.action("lead.replay")(replay)


TIMERS: dict[str, Timer] = {"lead.dead_letter": tell_dead_letter}
