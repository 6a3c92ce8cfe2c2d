"""Books: what `/it statement`, `/it cost` and the like show, asked for in plain words in private."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot.desk import Desk
from bot.value import bookkeeping
from handlers import balance, importing, mapping, month_end, months, statements

Start = Callable[[Desk, dict[str, Any], str], bool]


def hear(desk: Desk, person: str, question: str) -> bool:
    """Show what a message surely asks for, as the command does; False where it is none, or not theirs to see."""
    meant = bookkeeping.read(question)
    if meant is None or not _may(desk, person, meant.wanted):
        return False
    return STARTS[meant.wanted](desk, {"user_id": person}, meant.month)


def _may(desk: Desk, person: str, wanted: bookkeeping.Wanted) -> bool:
    with desk.read() as session:
        return wanted == "statement" or desk.catalog.company.keeps_books(desk.person(session, person).email)


def _shown(show: Callable[[Desk, Session, str], None]) -> Start:
    def start(desk: Desk, body: dict[str, Any], month: str) -> bool:
        with desk.session() as session:
            show(desk, session, body["user_id"])
        return True

    return start


STARTS: dict[bookkeeping.Wanted, Start] = {
    "statement": statements.ask,
    "cost": months.show_cost,
    "close": month_end.close,
    "unmapped": _shown(mapping.show),
    "imports": _shown(importing.show_list),
    "balance": _shown(balance.show),
}


def register(app: App) -> None:
    """What listens to messages starts it."""
