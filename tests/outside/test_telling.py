"""Signed events: each change of an order is posted once, in order, and tried again until it is heard."""

import hashlib
import hmac
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot import clock, serve
from bot.db import Database
from bot.delivery import dead_letters
from bot.delivery.jobs import DEAD, HOOK, READY, Job
from bot.delivery.wire import Unreached
from bot.desk import Shelf
from bot.outside import calling
from bot.outside.shapes import Event
from bot.process import orders, steps
from bot.process.orders import NewOrder
from bot.refusal import Refused
from bot.serve import Unready
from bot.settings import Settings
from tests.conftest import T0
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.outside.conftest import SECRET, connect
from tests.outside.receiver import Receiver
from tests.reading import words


def place(office: Office, **given: Any) -> int:
    new = {"kind": "question", "state": "open", "person": "U0ANA", "unit": "CC-500", **given}
    with office.desk.db.session() as session:
        return orders.place(session, NewOrder(opened_at=clock.now(), **new))


def hooks_in(db: Database, state: str) -> int:
    with db.read() as session:
        return len(session.exec(select(Job).where(Job.kind == HOOK, Job.state == state)).all())


def whats(receiver: Receiver) -> list[str]:
    return [each.json["step"]["what"] for each in receiver.heard]


def test_every_step_is_told_in_order_signed_and_with_the_order_as_it_was_then(
    told: Office, receiver: Receiver
) -> None:
    orders_mail(told.ana)
    told.bo.clicks("Approve")
    told.kim.clicks("Take")
    told.kim.clicks("Done")
    told.later(timedelta(days=3))

    assert whats(receiver) == ["placed", "approved", "taken", "done", "closed"]
    events = [Event.model_validate_json(heard.body) for heard in receiver.heard]
    assert [event.type for event in events] == ["order.created", *["order.changed"] * 3, "order.closed"]
    assert [event.order.state for event in events] == ["approval", "open", "taken", "done", "closed"]
    assert len({event.id for event in events}) == 5
    placed = events[0].order
    assert (placed.number, placed.service, placed.tier, placed.quantity) == (1, "COL", "Plus", 3)
    assert (placed.unit, placed.person) == ("CC-500", "ana@calder.example")
    assert placed.due_at is None
    assert events[1].order.due_at is not None
    assert "slack.com/app_redirect?channel=C" in (events[1].order.link or "")
    for heard in receiver.heard:
        stamp = heard.headers["X-Domestique-Timestamp"]
        mac = hmac.new(SECRET.encode(), f"{stamp}.".encode() + heard.body, hashlib.sha256)
        assert heard.headers["X-Domestique-Signature"] == f"v1={mac.hexdigest()}"
        assert heard.path == "/hook"
        assert heard.headers["X-Domestique-Event"] == heard.json["id"]


def test_nothing_of_a_private_order_is_told_but_that_it_is_there(told: Office, receiver: Receiver) -> None:
    number = place(
        told, private=True, text="Mo leaves us", service="JML", tier="Standard", origin="https://x.test/p1"
    )
    with told.desk.db.session() as session:
        orders.record(
            session, orders.find(session, number), clock.now(), "U0CY", "asked", "When does Mo leave?"
        )
    told.sender.run_once()

    assert [(heard.json["order"]["number"], heard.json["order"]["service"]) for heard in receiver.heard] == [
        (1, "JML")
    ] * 2
    for heard in receiver.heard:
        for secret in ("Mo", "ana@", "U0ANA", "CC-500", "Standard", "x.test"):
            assert secret.encode() not in heard.body


def test_of_a_private_order_who_works_on_it_is_told(told: Office, receiver: Receiver) -> None:
    number = place(told, private=True, text="Mo leaves us", service="JML", tier="Standard")
    with told.desk.db.session() as session:
        steps.take(session, number, by="U0CY", now=clock.now())
        steps.finish(session, number, by="U0CY", now=clock.now())
        steps.reopen(session, number, by="U0ANA", now=clock.now())
    told.sender.run_once()
    heard = [Event.model_validate_json(each.body).step for each in receiver.heard]
    assert [(step.what, step.by) for step in heard] == [
        ("placed", ""),
        ("taken", "U0CY"),
        ("done", "U0CY"),
        ("reopened", ""),
    ]


def test_what_a_private_service_is_asked_for_is_private_without_a_mark_of_its_own(
    told: Office, receiver: Receiver
) -> None:
    place(told, kind="order", text="Mo leaves us", service=private_service(told))
    told.sender.run_once()
    (heard,) = receiver.heard
    assert (heard.json["order"]["private"], heard.json["order"]["text"]) == (True, None)
    assert b"Mo" not in heard.body


def private_service(office: Office) -> str:
    return next(each.key for each in office.desk.catalog.services.values() if each.private)


def test_a_task_is_told_with_the_order_that_it_is_a_part_of(told: Office, receiver: Receiver) -> None:
    whole = place(told, kind="order", service="DEV")
    place(told, kind="task", state="planned", service="ID", part_of=whole, text="Accounts")
    told.sender.run_once()
    event = Event.model_validate_json(receiver.heard[-1].body)
    assert (event.order.kind, event.order.state, event.order.part_of) == ("task", "planned", whole)


def test_without_an_address_nothing_is_written(office: Office) -> None:
    place(office)
    assert hooks_in(office.desk.db, READY) == 0


def test_what_is_undone_is_not_told(told: Office, receiver: Receiver) -> None:
    number = place(told)
    told.sender.run_once()
    with pytest.raises(Refused):
        take_and_fail(told, number)
    told.sender.run_once()
    assert whats(receiver) == ["placed"]


def take_and_fail(told: Office, number: int) -> None:
    with told.desk.db.session() as session:
        steps.take(session, number, by="U0CY", now=clock.now())
        steps.cancel(session, number, by="U0EVE", now=clock.now())


def test_a_receiver_that_fails_is_tried_again_and_later_events_wait_for_their_turn(
    told: Office, receiver: Receiver
) -> None:
    receiver.fails(500, 302, Location="http://elsewhere.test/")
    first, second = place(told), place(told)
    told.sender.run_once()
    assert [heard.json["order"]["number"] for heard in receiver.heard] == [first]
    told.later(timedelta(seconds=5))
    told.later(timedelta(seconds=14))
    assert [heard.json["order"]["number"] for heard in receiver.heard] == [first, first]
    told.later(timedelta(seconds=1))
    numbers = [heard.json["order"]["number"] for heard in receiver.heard]
    assert numbers == [first, first, first, second]
    assert len({heard.json["id"] for heard in receiver.heard[:3]}) == 1, "so that the receiver knows it again"


def test_a_receiver_may_ask_for_a_pause(told: Office, receiver: Receiver) -> None:
    receiver.fails(429, Retry_After="60")
    place(told)
    told.sender.run_once()
    told.later(timedelta(seconds=59))
    assert len(receiver.heard) == 1
    told.later(timedelta(seconds=1))
    assert len(receiver.heard) == 2


def test_what_is_never_taken_is_a_dead_letter_that_a_lead_sends_again(
    told: Office, receiver: Receiver
) -> None:
    receiver.fails(422)
    place(told)
    place(told)
    told.sender.run_once()

    assert [heard.json["order"]["number"] for heard in receiver.heard] == [1, 2], "the next one goes on"
    assert "127.0.0.1 says `HTTP 422`" in words(told.dee)
    told.dee.clicks("Send again")
    assert [heard.json["order"]["number"] for heard in receiver.heard] == [1, 2, 1]
    assert hooks_in(told.desk.db, DEAD) == 0


def test_after_some_hours_without_an_answer_it_is_a_dead_letter(told: Office, receiver: Receiver) -> None:
    receiver.fails(*[503] * 10)
    place(told)
    for _ in range(30):
        told.later(timedelta(minutes=10))
    assert (len(receiver.heard), hooks_in(told.desk.db, DEAD)) == (10, 1)
    with told.desk.db.read() as session:
        assert dead_letters.list_dead(session)[0].error == "HTTP 503"


def test_two_addresses_do_not_hold_each_other_up(office: Office, receiver: Receiver) -> None:
    dead = "http://127.0.0.1:9/nobody"
    connect(office, hook_url=f"{dead} {receiver.url}/hook", hook_secret=SecretStr(SECRET))
    place(office)
    place(office)
    office.sender.run_once()
    assert [heard.json["order"]["number"] for heard in receiver.heard] == [1, 2]
    assert hooks_in(office.desk.db, READY) == 2


def test_other_systems_are_told_while_slack_takes_nothing(told: Office, receiver: Receiver) -> None:
    with told.desk.db.session() as session:
        for number in range(40):
            told.desk.say(session, f"C{number:03}X", "again")
    told.desk.wire.call = _unreached  # type: ignore[method-assign]
    told.sender.run_once()
    place(told)
    told.sender.run_once()
    assert len(receiver.heard) == 1


def _unreached(method: str, /, **args: Any) -> dict[str, Any]:
    raise Unreached("no network")


def test_an_address_that_left_the_settings_is_not_called(told: Office, receiver: Receiver) -> None:
    place(told)
    told.desk.db.told = ()
    connect(told, hook_url="")
    told.sender.run_once()
    assert receiver.heard == []
    assert "this address is not in the settings" in words(told.dee)


@pytest.mark.parametrize(
    ("url", "secret", "why"),
    [
        ("ftp://tickets.test/hook", "s", "is no http or https address"),
        ("tickets.test/hook", "s", "is no http or https address"),
        ("https://tickets.test/hook", "", "HOOK_SECRET is empty"),
    ],
)
def test_settings_that_cannot_work_are_told_at_the_start(
    db: Database, sample_shelf: Shelf, url: str, secret: str, why: str
) -> None:
    settings = Settings(hook_url=url, hook_secret=SecretStr(secret), _env_file=None)
    with pytest.raises(Unready, match=why):
        serve.open_telling(settings, db, sample_shelf)


def test_a_long_answer_is_not_read_to_its_end(receiver: Receiver) -> None:
    receiver.answers.append((200, {}, b"x" * (calling.LONGEST_ANSWER + 1)))
    assert len(calling.call("GET", receiver.url, None, {}).body) == calling.LONGEST_ANSWER


def test_who_drips_its_answer_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=drip, args=[door], daemon=True).start()
        with pytest.raises(calling.NoAnswer):
            calling.call("GET", f"http://127.0.0.1:{door.getsockname()[1]}/", None, {})


def drip(door: socket.socket) -> None:
    """Answer well, in about a second."""
    line, pause = door.accept()[0], threading.Event()
    with line, suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
            line.sendall(bytes([byte]))
            pause.wait(0.03)


def test_events_of_one_address_keep_the_order_in_which_they_were_written(
    told: Office, receiver: Receiver
) -> None:
    first = place(told)
    with told.desk.db.session() as session:  # its clock was read before the other's, and its turn came after
        steps.take(session, first, by="U0CY", now=T0 - timedelta(seconds=1))
    told.sender.run_once()
    assert whats(receiver) == ["placed", "taken"]
