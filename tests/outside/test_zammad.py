"""Zammad: an order and its ticket go in step, by real HTTP before a stub that behaves as Zammad does."""

import hashlib
import hmac
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from bot import clock, serve
from bot.process import orders, steps
from bot.serve.roles import OnlyApi
from tests.office import Office
from tests.outside.conftest import connect
from tests.outside.receiver import Answer, Heard, Receiver
from tests.outside.test_api import ordered
from tests.outside.test_telling import place
from tests.reading import words

SECRET = "signed by zammad"


@dataclass
class Stub:
    """Tickets in memory behind Zammad's addresses."""

    tickets: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    drops_next: bool = False

    def reply(self, heard: Heard) -> Answer:
        self.tokens.add(heard.headers.get("Authorization"))
        url = urlsplit(heard.path)
        match heard.method, url.path:
            case "POST", "/api/v1/tickets":
                return self.create(heard.json)
            case "GET", "/api/v1/tickets/search":
                return self.search(parse_qs(url.query)["query"][0])
            case "PUT", path:
                return self.update(int(path.rsplit("/", 1)[1]), heard.json)
        return 404, {}, b"{}"

    def create(self, given: dict[str, Any]) -> Answer:
        if not given["customer_id"].startswith("guess:") or "@" not in given["customer_id"]:
            return 422, {}, b'{"error": "Invalid value for param \'customer_id\'"}'
        number = len(self.tickets) + 1
        ticket = {**given, "id": number, "number": str(10080 + number), "articles": [given["article"]]}
        self.tickets.append(ticket)
        if self.drops_next:
            self.drops_next = False
            return 502, {}, b""
        return 201, {}, json.dumps(ticket).encode()

    def search(self, query: str) -> Answer:
        name, _, value = query.partition(":")
        wanted = value.strip('"')
        found = [t for t in self.tickets if (t[name] == wanted if name == "number" else wanted in t[name])]
        return 200, {}, json.dumps(found).encode()

    def update(self, number: int, given: dict[str, Any]) -> Answer:
        if given["state"].startswith("pending") and "pending_time" not in given:
            return 422, {}, b'{"error": "Missing required value for field \'pending_time\'!"}'
        ticket = self.tickets[number - 1]
        ticket["articles"] += [given["article"]] if "article" in given else []
        ticket.update({name: value for name, value in given.items() if name != "article"})
        return 200, {}, json.dumps(ticket).encode()

    def said(self) -> list[str]:
        return [article["body"] for ticket in self.tickets for article in ticket["articles"]]


@pytest.fixture
def stub(receiver: Receiver) -> Stub:
    there = Stub()
    receiver.reply = there.reply
    return there


@pytest.fixture
def joined(office: Office, receiver: Receiver, stub: Stub) -> Office:
    connect(
        office,
        zammad_url=receiver.url,
        zammad_token=SecretStr("t0ken"),
        zammad_secret=SecretStr(SECRET),
        zammad_customer="it@calder.example",
        host="127.0.0.1",
        port=0,
    )
    return office


@pytest.fixture
def door(joined: Office) -> Iterator[int]:
    opened = OnlyApi(joined.desk, serve.make_api(joined.desk))
    yield opened.port
    opened.stop()


def trigger(
    port: int, ticket: dict[str, Any], *, secret: str = SECRET, delivery: str = "", **article: Any
) -> int:
    """Post what a trigger of Zammad posts, signed; return the status."""
    posted: dict[str, Any] = {"ticket": ticket}
    if article:
        posted["article"] = {"internal": False, "sender": "Agent", "subject": None, **article}
    body = json.dumps(posted).encode()
    mac = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    headers = {"X-Hub-Signature": f"sha1={mac}", "Content-Type": "application/json"}
    headers |= {"X-Zammad-Delivery": delivery} if delivery else {}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/connect/zammad", data=body, headers=headers
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def state(office: Office, number: int = 1) -> tuple[str, str | None]:
    with office.desk.read() as session:
        order = orders.find(session, number)
        return order.state, order.outside_ref


# Out


def test_an_order_gets_a_ticket_when_it_is_approved_and_the_ticket_follows(
    joined: Office, stub: Stub
) -> None:
    ordered(joined)
    (ticket,) = stub.tickets
    assert ticket["title"].startswith("[Domestique 1] COL")
    assert (ticket["customer_id"], ticket["group"], ticket["state"]) == (
        "guess:ana@calder.example",
        "Users",
        "open",
    )
    assert state(joined) == ("open", "10081")
    assert stub.tokens == {"Token token=t0ken"}

    joined.kim.clicks("Take")
    joined.kim.clicks("Done")
    assert ticket["state"] == "closed"
    joined.later(timedelta(days=3))
    assert (len(stub.tickets), ticket["state"]) == (1, "closed")


def test_what_is_asked_and_answered_is_in_the_ticket(joined: Office, stub: Stub) -> None:
    ordered(joined)
    joined.kim.clicks("Ask…")
    joined.kim.fills({"Your question": "Which three?"})
    joined.kim.submits()
    joined.ana.clicks("Answer…")
    joined.ana.fills({"Your answer": "Al, Di and Jo"})
    joined.ana.submits()
    assert stub.said()[1:] == ["Which three?", "Al, Di and Jo"]


def test_a_creation_that_was_not_heard_of_is_not_done_again(joined: Office, stub: Stub) -> None:
    stub.drops_next = True
    place(joined)
    joined.sender.run_once()
    assert state(joined) == ("open", None)
    joined.later(timedelta(seconds=5))
    assert (len(stub.tickets), state(joined)) == (1, ("open", "10081"))


def test_of_a_private_order_the_ticket_says_nothing(joined: Office, stub: Stub) -> None:
    place(joined, private=True, text="Mo leaves us", service="JML", tier="Standard")
    joined.sender.run_once()
    (ticket,) = stub.tickets
    assert ticket["customer_id"] == "guess:it@calder.example"
    assert "Mo" not in json.dumps(ticket)


def test_what_never_came_to_work_has_no_ticket(joined: Office, stub: Stub) -> None:
    number = place(joined, state="approval", approver="U0BO")
    with joined.desk.db.session() as session:
        steps.cancel(session, number, by="U0ANA", now=clock.now())
    joined.sender.run_once()
    assert stub.tickets == []


# In


def test_a_ticket_that_moves_moves_its_order_and_the_cards(joined: Office, stub: Stub, door: int) -> None:
    ordered(joined)
    assert trigger(door, {"number": "10081", "state": {"id": 3, "name": "pending reminder"}}) == 200
    assert state(joined)[0] == "waiting"
    assert trigger(door, {"number": "10081", "state": "open"}) == 200
    assert state(joined)[0] == "taken"
    assert trigger(door, {"number": "10081", "state": "closed"}) == 200
    joined.sender.run_once()
    assert state(joined)[0] == "done"
    assert "Done by zammad" in words(joined.ana)
    assert trigger(door, {"number": "10081", "state": "open"}) == 200
    assert state(joined)[0] == "taken"
    joined.sender.run_once()
    assert stub.tickets[0]["state"] == "open", "what came from there is not sent back"


def test_what_an_agent_writes_there_reaches_who_asked_and_what_we_wrote_does_not(
    joined: Office, stub: Stub, door: int
) -> None:
    ordered(joined)
    ticket = {"number": "10081", "state": "open"}
    trigger(door, ticket, body="It comes on Friday.")
    trigger(door, ticket, body="Between us", internal=True)
    trigger(door, ticket, body="Our own words", subject="Domestique")
    trigger(door, ticket, body="From a customer", sender="Customer")
    joined.sender.run_once()
    (card,) = [seen for seen in joined.ana.sees("bot") if seen.text.startswith("With the team")]
    asked = [
        seen.all_text for seen in joined.ana.sees("bot", thread=card) if "zammad writes" in seen.all_text
    ]
    assert len(asked) == 1
    assert "It comes on Friday." in asked[0]


def test_a_delivery_that_comes_twice_changes_nothing(joined: Office, stub: Stub, door: int) -> None:
    ordered(joined)
    for _ in range(2):
        ticket = {"number": "10081", "state": "open"}
        assert trigger(door, ticket, delivery="d1", body="It comes on Friday.") == 200
    joined.sender.run_once()
    assert sum("Friday" in seen.all_text for seen in joined.ana.sees("bot")) == 1


def test_only_zammad_is_heard(joined: Office, stub: Stub, door: int) -> None:
    ordered(joined)
    assert trigger(door, {"number": "10081", "state": "closed"}, secret="guessed") == 401
    assert trigger(door, {"no": "number"}) == 422
    assert trigger(door, {"number": "777", "state": "closed"}) == 200, "a ticket of another origin"
    assert state(joined)[0] == "open"


def test_nothing_brings_back_what_was_cancelled(joined: Office, stub: Stub, door: int) -> None:
    ordered(joined)
    joined.ana.clicks("Cancel")
    joined.sender.run_once()
    assert (state(joined)[0], stub.tickets[0]["state"]) == ("cancelled", "closed")
    assert trigger(door, {"number": "10081", "state": "open"}, body="Again?") == 200
    assert state(joined)[0] == "cancelled"
