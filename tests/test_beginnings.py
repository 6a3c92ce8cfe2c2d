"""An office that is put where a beginning led is as if it had gone there; where something else happened, it goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from bot import clock
from bot.sandbox.workspace import Workspace
from tests.beginnings import begun_once, may_begin
from tests.handlers.test_orders import orders_mail
from tests.office import Office, sample_workspace

OpenOffice = Callable[[Workspace], Office]
Change = Callable[[Office], object]

went: list[str] = []


@begun_once
def begins(office: Office, quantity: str = "3") -> str:
    """Let Ana order mail, and some time pass; note that it really happened."""
    went.append(quantity)
    orders_mail(office.ana, quantity)
    office.later(timedelta(minutes=3))
    return f"{quantity} are ordered"


@pytest.fixture
def second(office: Office, open_office: OpenOffice) -> Office:
    """Open an office after one that began."""
    begins(office)
    went.clear()
    return open_office(sample_workspace())


def all_of(office: Office) -> list[Any]:
    """Return what can be seen from outside: the time, messages, rows of all tables, the next number."""
    with office.desk.read() as session:
        rows = {
            name: session.execute(sa.select(table)).all() for name, table in SQLModel.metadata.tables.items()
        }
    told = [one.all_text for who in ("ana", "bo") for one in office.workspace.person(who).sees("bot")]
    return [clock.now(), told, rows, office.workspace.next_id("F")]


def test_it_is_there_and_goes_on_from_there(office: Office, open_office: OpenOffice) -> None:
    begins(office)
    gone = all_of(office)
    went.clear()
    second = open_office(sample_workspace())
    assert begins(second) == "3 are ordered"
    assert went == ([] if second.beginning else ["3"])
    assert all_of(second) == gone
    second.bo.clicks("Approve")
    assert "You approved what @Ana Ruiz asked for." in second.bo.last().all_text


def test_other_words_are_another_beginning(second: Office) -> None:
    assert begins(second, "4") == "4 are ordered"
    assert went == ["4"]


def lets_settings_differ(office: Office) -> None:
    object.__setattr__(office.desk, "settings", office.desk.settings.model_copy())


def lets_the_stock_differ(office: Office) -> None:
    office.desk.shelf.stock = replace(office.desk.shelf.stock)


def archives_a_channel(office: Office) -> None:
    office.workspace.channel("#workplace").archived = True


CHANGES: dict[str, Change] = {
    "something happened": lambda office: office.ana.opens_home(),
    "only time passed": lambda office: office.frozen.tick(timedelta(minutes=1)),
    "something is in its way": archives_a_channel,
    "other settings are in force": lets_settings_differ,
    "another stock is in force": lets_the_stock_differ,
    "Slack has limits": lambda office: setattr(office.workspace.limits, "on", True),
    "a mishap is to come": lambda office: office.workspace.faults.add("delay", "download"),
    "Slack has more patience": lambda office: setattr(office.workspace.post, "patience", 9.0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_no_beginning_where(second: Office, change: Change) -> None:
    change(second)
    begins(second)
    assert went == ["3"]


@begun_once
def begins_with_a_mishap(office: Office) -> None:
    went.append("mishap")
    office.workspace.faults.add("delay", "download")


def test_one_that_leaves_what_is_not_put_there_is_gone_to_each_time(
    second: Office, open_office: OpenOffice
) -> None:
    for office in (second, open_office(sample_workspace())):
        begins_with_a_mishap(office)
        assert office.workspace.faults.waiting
    assert went == ["mishap", "mishap"]


@begun_once
def begins_under_a_name(office: Office) -> None:
    went.append("named")


def test_offices_of_another_name_have_their_own(open_office: OpenOffice, second: Office) -> None:
    for name in ("one", "another", "one"):
        office = open_office(sample_workspace())
        if second.beginning:
            may_begin(office, name)
        begins_under_a_name(office)
    assert went == ["named"] * (2 if second.beginning else 3)
