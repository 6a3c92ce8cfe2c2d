"""An office that is put where a beginning led is as if it had gone there; where something else happened, it goes."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from bot import clock
from tests.beginnings import begun_once
from tests.handlers.test_orders import orders_mail
from tests.office import Office

went: list[str] = []
seen: list[Any] = []


@begun_once
def begins(office: Office, quantity: str = "3") -> str:
    """Let Ana order mail, and some time pass; note that it really happened."""
    went.append(quantity)
    orders_mail(office.ana, quantity)
    office.later(timedelta(minutes=3))
    return f"{quantity} are ordered"


def all_of(office: Office) -> list[Any]:
    """Return what can be seen from outside: the time, messages, rows, the next number."""
    with office.desk.read() as session:
        rows = session.execute(sa.select(SQLModel.metadata.tables["orders"])).all()
    told = [one.all_text for who in ("ana", "bo") for one in office.workspace.person(who).sees("bot")]
    return [clock.now(), told, rows, office.workspace.next_id("F")]


@pytest.mark.parametrize("turn", range(2))
def test_it_is_there_and_goes_on_from_there(office: Office, turn: int) -> None:
    went.clear()
    assert begins(office) == "3 are ordered"
    assert went == (["3"] if turn == 0 or office.beginning is None else [])
    seen.append(all_of(office))
    assert seen[turn] == seen[0]
    office.bo.clicks("Approve")
    assert "You approved what @Ana Ruiz asked for." in office.bo.last().all_text


def test_other_words_are_another_beginning(office: Office) -> None:
    went.clear()
    assert begins(office, "4") == "4 are ordered"
    assert went == ["4"]


def test_where_something_happened_it_is_no_beginning(office: Office) -> None:
    went.clear()
    office.ana.opens_home()
    begins(office)
    begins(office)
    assert went == ["3", "3"]


def test_nor_where_only_time_passed(office: Office) -> None:
    went.clear()
    office.frozen.tick(timedelta(minutes=1))
    begins(office)
    assert went == ["3"]


def test_nor_where_something_was_put_in_its_way(office: Office) -> None:
    went.clear()
    office.workspace.channel("#workplace").archived = True
    begins(office)
    assert went == ["3"]
