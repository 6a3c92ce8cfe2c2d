"""One order, several teams: what opens when, what is left out, and when the whole is done."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.catalog import Catalog, Service
from bot.catalog.forms import Part
from bot.db import Database
from bot.delivery.jobs import Job
from bot.process import cards, orders, parts, steps
from bot.process.orders import NewOrder
from bot.refusal import Refused
from tests.process.calder import ANA, CATALOG, CY, DEE

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=5)
EXPRESS = "Express (1 working day)"


def team(session: Session, service: Service | None) -> str | None:
    return service.team_channel if service else None


def order(db: Database, catalog: Catalog = CATALOG, **given: Any) -> int:
    whole: dict[str, Any] = {
        "kind": "order",
        "state": "open",
        "person": ANA,
        "unit": "CC-500",
        "service": "JML",
    }
    more = {"tier": EXPRESS, "opened_at": NOW, "due_at": DUE, "team": "C0WORKPLACE"}
    with db.session() as session:
        placed = orders.find(session, orders.place(session, NewOrder(**{**whole, **more, **given})))
        parts.begin(session, catalog, placed, NOW, team)
        parts.begin(session, catalog, placed, NOW, team)  # twice changes nothing
        return placed.number


def states(db: Database, number: int) -> dict[str, str]:
    with db.read() as session:
        return {each.text: each.state for each in parts.of(session, number)}


def finish(db: Database, number: int, title: str, by: str = CY) -> bool:
    """Finish one task; return whether with it the whole is over."""
    with db.session() as session:
        task = next(each for each in parts.of(session, number) if each.text == title)
        done = steps.finish(session, task.number, by=by, now=NOW)
        return parts.is_over(session, parts.go_on(session, CATALOG, done, NOW))


def test_each_team_gets_its_part_and_what_comes_after_waits(db: Database) -> None:
    number = order(db)
    assert states(db, number) == {"Accounts": "open", "Laptop": "open", "Phone": "planned"}
    with db.read() as session:
        accounts, laptop, phone = parts.of(session, number)
    assert [each.team for each in (accounts, laptop, phone)] == ["#it-leads", "#workplace", "#store-systems"]
    assert (accounts.kind, accounts.part_of, accounts.person, accounts.unit) == (
        "task",
        number,
        ANA,
        "CC-500",
    )
    assert accounts.due_at is not None
    assert accounts.due_at < DUE
    assert phone.due_at is None
    assert not finish(db, number, "Laptop")
    assert states(db, number)["Phone"] == "planned"
    assert not finish(db, number, "Accounts")
    assert states(db, number)["Phone"] == "open"
    assert finish(db, number, "Phone")


def test_no_part_is_due_after_the_whole(db: Database) -> None:
    number = order(db, due_at=NOW + timedelta(hours=1))
    with db.read() as session:
        assert parts.of(session, number)[0].due_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "given", [{"kind": "incident"}, {"state": "approval", "approver": DEE}, {"service": "ERP"}]
)
def test_what_has_no_parts_or_is_not_open_yet_gets_none(db: Database, given: dict[str, Any]) -> None:
    assert states(db, order(db, **given)) == {}


def test_left_out_with_a_reason_lets_the_rest_go_on(db: Database) -> None:
    number = order(db)
    with db.session() as session:
        accounts = parts.of(session, number)[0]
        skipped = parts.skip(session, accounts.number, by=CY, now=NOW, note="She has them")
        whole = parts.go_on(session, CATALOG, skipped, NOW)
        said = parts.progress(CATALOG, parts.of(session, whole.number))
    assert states(db, number)["Phone"] == "open"
    assert said is not None
    assert (said["over"], said["all"], said["tasks"][0]["note"]) == (1, 3, "She has them")
    assert not finish(db, number, "Laptop")
    assert finish(db, number, "Phone")


def test_only_a_task_can_be_left_out(db: Database) -> None:
    number = order(db)
    with db.session() as session, pytest.raises(Refused) as refused:
        parts.skip(session, number, by=CY, now=NOW, note="no")
    assert refused.value.template == "orders/unknown"


def test_nobody_finishes_the_whole_before_its_parts(db: Database) -> None:
    number = order(db)
    finish(db, number, "Laptop")
    with db.session() as session, pytest.raises(Refused) as refused:
        parts.check_over(session, orders.find(session, number))
    assert refused.value.facts["tasks"] == ["Accounts", "Phone"]


def test_taken_back_everything_stops_and_who_began_is_named(db: Database) -> None:
    number = order(db)
    finish(db, number, "Laptop")
    with db.session() as session:
        whole = steps.cancel(session, number, by=ANA, now=NOW)
        stopped = parts.cancel(session, whole, by=ANA, now=NOW)
    assert [each.text for each in stopped] == ["Accounts"]
    assert states(db, number) == {"Accounts": "cancelled", "Laptop": "done", "Phone": "cancelled"}


def test_two_who_finish_the_last_two_at_the_same_moment_finish_the_whole(db: Database) -> None:
    number, barrier, over = order(db), threading.Barrier(2), []
    finish(db, number, "Accounts")

    def work(title: str) -> None:
        with db.session() as session:
            task = next(each for each in parts.of(session, number) if each.text == title)
            done = steps.finish(session, task.number, by=CY, now=NOW)
            with suppress(threading.BrokenBarrierError):  # where one writes at a time nobody else comes here
                barrier.wait(0.3)
            over.append(parts.is_over(session, parts.go_on(session, CATALOG, done, NOW)))

    hands = [threading.Thread(target=work, args=[title]) for title in ("Laptop", "Phone")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(over) == [False, True]


@pytest.mark.parametrize(
    ("details", "titles"),
    [
        ([{"key": "what", "value": "joins"}], ["Accounts", "Laptop"]),
        ([{"key": "what", "value": ["moves", "leaves"]}], ["Accounts"]),
        (
            [{"key": "what", "value": "joins"}, {"key": "phone", "value": True}],
            ["Accounts", "Laptop", "Phone"],
        ),
        ([], ["Accounts"]),
    ],
)
def test_only_what_the_form_asked_for_is_done(
    db: Database, details: list[dict[str, object]], titles: list[str]
) -> None:
    wanted = (
        Part("Accounts", "ID"),
        Part("Laptop", "DEV", when={"what": ("joins",)}),
        Part("Phone", "CAL", after=("Laptop",), when={"phone": ("yes",)}),
    )
    services = {**CATALOG.services, "JML": replace(CATALOG.service("JML"), parts=wanted)}
    with db.session() as session:
        whole = NewOrder(kind="order", state="open", person=ANA, unit="CC-500", service="JML", opened_at=NOW)
        whole.details = details
        placed = orders.find(session, orders.place(session, whole))
        parts.begin(session, replace(CATALOG, services=services), placed, NOW, team)
        assert [each.text for each in parts.of(session, placed.number)] == titles


@pytest.mark.parametrize("marked", [True, False])
def test_of_what_is_private_the_teams_channels_are_told_no_details(db: Database, marked: bool) -> None:
    service = replace(CATALOG.service("JML"), private=not marked)
    catalog = replace(CATALOG, services={**CATALOG.services, "JML": service})
    number = order(db, catalog, private=marked, text="Eve leaves")
    with db.session() as session:
        cards.show(session, catalog, orders.find(session, number), NOW)
    with db.read() as session:
        tasks = parts.of(session, number)
        assert {each.team for each in tasks} == {"#it-leads", "#workplace", "#store-systems"}
        for each in tasks:
            assert each.private
            assert cards.facts_for(session, catalog, each, ANA)["text"] == each.text
            assert not {"text", "details", "person"} & cards.facts_for(session, catalog, each, CY).keys()
        to_teams = [job for job in session.exec(select(Job)) if (job.card or "").endswith(":team")]
        assert to_teams
        assert {job.name for job in to_teams} == {"orders/team_private"}
        assert not any("Eve leaves" in str(job.facts) for job in to_teams)
