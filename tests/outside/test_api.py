"""The API over real HTTP: what may be asked and done, what is checked, and that Slack's cards follow."""

import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from pydantic import SecretStr
from sqlmodel import select

from bot import clock, serve
from bot.delivery.jobs import Job
from bot.outside import openapi
from bot.outside.api import LONGEST_BODY
from bot.process import cards, nudges, orders
from bot.serve import Unready
from bot.serve.roles import OnlyApi
from bot.settings import Settings
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.outside.conftest import connect
from tests.outside.test_telling import place
from tests.reading import words

TOKEN = "let me in"


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    json: Any


@dataclass
class Caller:
    """Another system at the door."""

    port: int
    token: str | None = TOKEN

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        given = {"Content-Type": "application/json", **{n.replace("_", "-"): v for n, v in headers.items()}}
        if self.token is not None:
            given["Authorization"] = f"Bearer {self.token}"
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=data, headers=given, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answered(answer.status, dict(answer.headers), json.loads(answer.read()))
        except HTTPError as error:
            with error:
                return Answered(error.code, dict(error.headers), json.loads(error.read()))


@pytest.fixture
def call(office: Office) -> Iterator[Caller]:
    connect(office, api_token=SecretStr(TOKEN), api_name="tickets", host="127.0.0.1", port=0)
    door = OnlyApi(office.desk, serve.make_api(office.desk))
    yield Caller(door.port)
    door.stop()


def ordered(office: Office) -> int:
    """Have mail ordered and approved; return its number."""
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    return 1


def story(office: Office, number: int) -> list[tuple[str, str, str]]:
    with office.desk.read() as session:
        return [(step.by, step.what, step.note) for step in orders.story(session, number)]


# What may be done


def test_an_order_is_taken_waits_goes_on_and_is_done_and_the_cards_follow(
    office: Office, call: Caller
) -> None:
    number = ordered(office)
    taken = call("POST", f"/api/orders/{number}/status", {"status": "taken"})
    office.sender.run_once()
    assert (taken.status, taken.json["state"]) == (200, "taken")
    assert "tickets is on it" in words(office.ana)
    assert "tickets has it" in words(office.kim, "#workplace")

    waits = call("POST", f"/api/orders/{number}/status", {"status": "waiting", "note": "Which three?"})
    office.sender.run_once()
    assert waits.json["state"] == "waiting"
    assert "tickets asks about" in words(office.ana)
    office.ana.clicks("Answer…")
    office.ana.fills({"Your answer": "Al, Di and Jo"})
    assert office.ana.submits() == {}
    assert "Al, Di and Jo" in words(office.ana)

    call("POST", f"/api/orders/{number}/status", {"status": "taken"})
    done = call("POST", f"/api/orders/{number}/status", {"status": "done", "note": "All three have Plus"})
    office.sender.run_once()
    assert done.json["state"] == "done"
    assert done.json["done_at"] is not None
    assert ("outside:tickets", "done", "") in story(office, number)
    assert ("outside:tickets", "how", "All three have Plus") in story(office, number)
    assert any("Done by tickets" in seen.all_text for seen in office.ana.sees("bot"))


def test_a_word_reaches_who_asked_and_the_number_is_kept(office: Office, call: Caller) -> None:
    number = ordered(office)
    said = call("POST", f"/api/orders/{number}/comments", {"text": "We are on it <!channel>"})
    referred = call("PUT", f"/api/orders/{number}/outside-ref", {"outside_ref": "INC-7"})
    office.sender.run_once()

    assert said.status == 200
    (card,) = [seen for seen in office.ana.sees("bot") if seen.text.startswith("With the team")]
    assert "tickets writes" in office.ana.sees("bot", thread=card)[-1].all_text
    assert "We are on it" in office.ana.sees("bot", thread=card)[-1].all_text
    ours = office.kim.last("#workplace")
    assert "We are on it" in office.kim.sees("#workplace", thread=ours)[-1].all_text
    office.ana.says("bot", "Thank you", thread=card)
    assert ("U0ANA", "said", "Thank you") in story(office, number)
    assert referred.json["outside_ref"] == "INC-7"
    assert call("GET", f"/api/orders/{number}").json["outside_ref"] == "INC-7"
    assert ("outside:tickets", "referred", "INC-7") in story(office, number)


def test_what_another_system_has_is_no_reason_to_write_to_it_in_slack(office: Office, call: Caller) -> None:
    number = place(
        office, private=True, team=office.desk.wire.call("conversations.list")["channels"][0]["id"]
    )
    assert call("POST", f"/api/orders/{number}/status", {"status": "taken"}).json["state"] == "taken"
    with office.desk.db.session() as session:
        order = orders.find(session, number)
        assert order.assignee == "outside:tickets"
        cards.show(session, office.desk.catalog, order, clock.now())
        assert nudges.reader_of(order, "resolution") == order.team
        places = [job.to for job in session.exec(select(Job)).all()]
    assert "outside:tickets" not in places


def test_what_is_so_already_stays_as_it_is(office: Office, call: Caller) -> None:
    number = ordered(office)
    for _ in range(2):
        assert call("POST", f"/api/orders/{number}/status", {"status": "done"}).status == 200
    assert [what for _, what, _ in story(office, number)].count("done") == 1


def test_orders_are_listed_by_state_and_since_a_page_at_a_time(office: Office, call: Caller) -> None:
    for _ in range(101):
        place(office)
    place(office, kind="incident", state="taken", service="ERP", tier="Standard", impact=1, urgency=1)
    first = call("GET", "/api/orders").json
    assert ([order["number"] for order in first["orders"]], first["next"]) == (list(range(1, 101)), 2)
    second = call("GET", "/api/orders?page=2").json
    assert ([order["number"] for order in second["orders"]], second["next"]) == ([101, 102], None)
    assert [each["number"] for each in call("GET", "/api/orders?state=taken&state=done").json["orders"]] == [
        102
    ]
    later = clock.now().isoformat().replace("+00:00", "Z").replace(":00Z", ":01Z")
    assert call("GET", f"/api/orders?since={later}").json["orders"] == []


# Keys


def test_the_same_request_with_the_same_key_happens_once(office: Office, call: Caller) -> None:
    number = ordered(office)
    path, said = f"/api/orders/{number}/comments", {"text": "Soon"}
    first, second = (call("POST", path, said, Idempotency_Key="k1") for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert [what for _, what, _ in story(office, number)].count("said") == 1


def test_a_key_serves_one_request_only_and_is_free_again_when_it_was_refused(
    office: Office, call: Caller
) -> None:
    number = ordered(office)
    path = f"/api/orders/{number}/comments"
    assert call("POST", "/api/orders/99/comments", {"text": "Soon"}, Idempotency_Key="k1").status == 404
    assert call("POST", path, {"text": "Soon"}, Idempotency_Key="k1").status == 200
    other = call("POST", path, {"text": "Later"}, Idempotency_Key="k1")
    assert (other.status, "Choose a new one" in other.json["detail"]) == (422, True)
    assert call("POST", path, {"text": "Soon"}, Idempotency_Key="k" * 201).status == 400


def test_of_many_with_one_key_at_once_one_acts(office: Office, call: Caller) -> None:
    number = ordered(office)
    statuses: list[int] = []

    def say() -> None:
        said = call("POST", f"/api/orders/{number}/comments", {"text": "Soon"}, Idempotency_Key="k1")
        statuses.append(said.status)

    threads = [threading.Thread(target=say) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert statuses == [200] * 6
    assert [what for _, what, _ in story(office, number)].count("said") == 1


# What is checked


def problem(answer: Answered) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == answer.status
    assert answer.json["title"]
    return str(answer.json["detail"])


@pytest.mark.parametrize("token", [None, "", "let me", TOKEN + "!", "lét me in"])
def test_only_who_has_the_token_comes_in(office: Office, call: Caller, token: str | None) -> None:
    place(office, text="secret")
    refused = Caller(call.port, token.encode().decode("latin-1") if token else token)("GET", "/api/orders/1")
    assert refused.status == 401
    assert refused.headers["Www-Authenticate"] == "Bearer"
    assert "Authorization: Bearer" in problem(refused)
    assert "secret" not in json.dumps(refused.json)


def test_without_a_token_in_the_settings_it_is_off(office: Office, call: Caller) -> None:
    connect(office, api_token=SecretStr(""))
    api = serve.make_api(office.desk)
    said: list[str] = []
    environ = {"PATH_INFO": "/api/orders", "REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": "Bearer "}
    (body,) = api(environ, lambda status, _: said.append(status))
    assert said == ["404 Not Found"]
    assert b"Set API_TOKEN" in body
    with pytest.raises(Unready, match="API_TOKEN is empty"):
        OnlyApi(office.desk, api)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/api/orders/99", None, 404, "no order 99"),
        ("GET", "/api/nothing", None, 404, "/api/openapi.json lists"),
        ("DELETE", "/api/orders/1", None, 405, "Use GET here"),
        ("POST", "/api/orders/1/status", {"status": "lost"}, 422, "status: Input should be 'taken'"),
        ("POST", "/api/orders/1/status", {"status": "done", "by": "me"}, 422, "by: Extra inputs"),
        ("POST", "/api/orders/1/status", b"{", 422, "body: Invalid JSON"),
        ("POST", "/api/orders/1/comments", {"text": "  "}, 422, "text: String should have at least 1"),
        ("POST", "/api/orders/1/comments", b"x" * (LONGEST_BODY + 1), 413, "at most 65536 bytes"),
        ("GET", "/api/orders?since=2026-11-23T10:00:00", None, 422, "since: Input should have timezone"),
        ("GET", "/api/orders?sort=up", None, 422, "sort: Extra inputs"),
        ("GET", "/api/orders?page=0", None, 422, "page: Input should be greater"),
        ("POST", "/api/orders/1/status", {"status": "done"}, 409, "moved on already"),
        ("POST", "/api/orders/1/comments", {"text": "Hello"}, 409, "moved on already"),
    ],
)
def test_each_no_says_what_to_do(
    office: Office, call: Caller, method: str, path: str, body: Any, status: int, says: str
) -> None:
    place(office, state="cancelled")
    refused = call(method, path, body)
    assert (refused.status, says in problem(refused)) == (status, True), refused.json


def test_a_body_that_is_not_json_is_sent_back(office: Office, call: Caller) -> None:
    place(office)
    refused = call(
        "POST", "/api/orders/1/comments", b"text=hi", Content_Type="application/x-www-form-urlencoded"
    )
    assert (refused.status, "application/json" in problem(refused)) == (415, True)


def test_of_a_private_order_only_the_outline_is_shown(office: Office, call: Caller) -> None:
    place(office, private=True, text="Mo leaves us", service="JML", tier="Standard")
    shown = call("GET", "/api/orders/1").json
    assert (shown["private"], shown["service"], shown["state"]) == (True, "JML", "open")
    assert [shown[name] for name in ("text", "person", "unit", "tier", "link")] == [None] * 5


def test_a_fault_of_ours_is_told_by_its_reference_and_nothing_is_done(
    office: Office, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(office)
    monkeypatch.setattr("bot.process.cards.show", lambda *_: 1 / 0)
    broken = call("POST", "/api/orders/1/status", {"status": "taken"})
    assert re.search(r"in the log by [0-9a-f]{8}", problem(broken))
    assert broken.status == 500
    assert call("GET", "/api/orders/1").json["state"] == "open"


# How it is described


def test_the_description_is_openapi_and_what_is_answered_is_as_described(
    office: Office, call: Caller
) -> None:
    place(office, kind="incident", service="ERP", tier="Standard")
    document = call("GET", "/api/openapi.json").json
    assert list(Draft202012Validator(OPENAPI).iter_errors(document)) == []
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert validator_for(schema) is Draft202012Validator, name
    for found in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
        assert found in document["components"]["schemas"]

    assert fits(document, "OrderShape", call("GET", "/api/orders/1").json)
    assert fits(document, "Page", call("GET", "/api/orders").json)
    assert fits(document, "Problem", call("GET", "/api/orders/99").json)
    assert not fits(document, "StatusChange", {"status": "lost"})
    assert fits(document, "StatusChange", {"status": "done"})
    assert document["paths"].keys() == {
        "/api/orders",
        "/api/orders/{number}",
        "/api/orders/{number}/status",
        "/api/orders/{number}/comments",
        "/api/orders/{number}/outside-ref",
    }


def fits(document: dict[str, Any], name: str, value: Any) -> bool:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return Draft202012Validator(schema).is_valid(value)


def test_every_parameter_in_a_path_is_described() -> None:
    for path, operations in openapi.describe()["paths"].items():
        for operation in operations.values():
            described = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert described == set(re.findall(r"{(\w+)}", path))
    names = [each["operationId"] for each in _operations()]
    assert len(names) == len(set(names))


def _operations() -> list[dict[str, Any]]:
    return [each for path in openapi.describe()["paths"].values() for each in path.values()]


CONTENT = {"type": "object", "minProperties": 1, "additionalProperties": {"required": ["schema"]}}
# The parts of the OpenAPI 3.1 structure that a description of ours uses.
OPENAPI: dict[str, Any] = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "additionalProperties": False,
    "properties": {
        "openapi": {"type": "string", "pattern": r"^3\.1\.\d+$"},
        "info": {"type": "object", "required": ["title", "version"]},
        "security": {"type": "array", "items": {"type": "object"}},
        "components": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "schemas": {"type": "object"},
                "securitySchemes": {
                    "type": "object",
                    "additionalProperties": {
                        "required": ["type", "scheme"],
                        "properties": {"type": {"const": "http"}, "scheme": {"const": "bearer"}},
                    },
                },
            },
        },
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "propertyNames": {"enum": ["get", "put", "post", "delete"]},
                "additionalProperties": {
                    "required": ["responses", "operationId", "summary"],
                    "additionalProperties": False,
                    "properties": {
                        "operationId": {"type": "string"},
                        "summary": {"type": "string"},
                        "parameters": {
                            "type": "array",
                            "items": {
                                "required": ["name", "in", "schema"],
                                "properties": {"in": {"enum": ["path", "query", "header"]}},
                                "if": {"properties": {"in": {"const": "path"}}},
                                "then": {
                                    "required": ["required"],
                                    "properties": {"required": {"const": True}},
                                },
                            },
                        },
                        "requestBody": {"required": ["content"], "properties": {"content": CONTENT}},
                        "responses": {
                            "propertyNames": {"pattern": r"^([1-5]\d\d|default)$"},
                            "minProperties": 1,
                            "additionalProperties": {
                                "required": ["description"],
                                "properties": {"content": CONTENT},
                            },
                        },
                    },
                },
            },
        },
    },
}


# Roles


def test_the_api_stands_beside_socket_mode_where_it_has_a_token() -> None:
    tokens = {"slack_app_token": SecretStr("xapp-1"), "_env_file": None}
    assert serve.parse_roles("", Settings(**tokens)) == ["worker", "clock", "socket"]  # type: ignore[arg-type]
    with_api = Settings(**tokens, api_token=SecretStr(TOKEN))  # type: ignore[arg-type]
    assert serve.parse_roles("", with_api) == ["worker", "clock", "api", "socket"]
