"""API: other systems ask for orders and move them, over HTTP with a bearer token; every no says what to do."""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs

from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot import clock
from bot.delivery import inbound
from bot.delivery.inbound import AlreadyHandled, Delivery
from bot.desk import Desk
from bot.outside import openapi
from bot.outside.moves import Moves
from bot.outside.routes import DESCRIPTION, ROUTES, Asked, Route
from bot.outside.shapes import Problem, shape_of
from bot.process import orders
from bot.refusal import Refused

log = logging.getLogger(__name__)

LONGEST_BODY = 64 * 1024  # bytes
LONGEST_TICKET = 2 << 20  # bytes that a connected system posts
LONGEST_KEY = 200  # characters
PREFIX = "/api/"
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class No(Exception):  # noqa: N818  # an answer, not an error
    """What was asked is not done; `detail` says what to do."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True)
class Request:
    """One HTTP request, its body read."""

    method: str
    path: str
    query: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = b""

    def digest(self) -> str:
        """Return what tells this request from another one."""
        return hashlib.sha256(b"\n".join((self.method.encode(), self.path.encode(), self.body))).hexdigest()


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


Connected = Callable[[Request], Answer]
"""Answers what a connected system posts to an address of its own, and checks itself who it is."""

NONE: Mapping[str, Connected] = MappingProxyType({})


class Api:
    """Answers `/api/`, as a WSGI application; off without a token."""

    def __init__(self, desk: Desk, moves: Moves, connected: Mapping[str, Connected] = NONE) -> None:
        self._desk = desk
        self._connected = connected
        self._moves = moves
        self._token = desk.settings.api_token.get_secret_value()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._safely(environ)
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body)), **answer.headers}
        reason = TITLES.get(answer.status, "OK")
        start_response(f"{answer.status} {reason}", list(headers.items()))
        return [answer.body]

    def _safely(self, environ: dict[str, Any]) -> Answer:
        try:
            return self._answer(environ)
        except No as no:
            return _problem(no)
        except Refused as refused:
            words = self._desk.renderer.message(refused.template, refused.facts)["text"]
            return _problem(No(404 if refused.template == "orders/unknown" else 409, words))
        except SQLAlchemyError:
            log.exception("the database did not answer")
            return _problem(
                No(
                    503,
                    "The database does not answer; nothing was done. Send it again soon.",
                    Retry_After="5",
                )
            )
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("unexpected error, reference %s", reference)
            return _problem(
                No(500, f"Something broke and nothing was done. IT finds it in the log by {reference}.")
            )

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if answer := self._connected.get(environ["PATH_INFO"]):
            return answer(_read(environ, LONGEST_TICKET))
        self._check_token(environ.get("HTTP_AUTHORIZATION", ""))
        request = _read(environ, LONGEST_BODY)
        if request.path == DESCRIPTION and request.method == "GET":
            return Answer(200, json.dumps(openapi.describe(), indent=1).encode())
        route, number = _route(request)
        if route.body is None:
            given = _checked(route.query, lambda model: model.model_validate(_query(request, model)))
            with self._desk.read() as session:
                return _said(route.act(Asked(self._moves, session, number, given, clock.now())))
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise No(415, "Send the body as JSON, with Content-Type: application/json.")
        given = _checked(route.body, lambda model: model.model_validate_json(request.body))
        return self._once(request, route, number, given)

    def _check_token(self, header: str) -> None:
        if not self._token:
            raise No(404, "The API is off. Set API_TOKEN where the bot runs, and start it again.")
        scheme, _, token = header.partition(" ")
        is_ours = hmac.compare_digest(token.strip().encode(), self._token.encode())
        if scheme.lower() != "bearer" or not is_ours:
            raise No(
                401,
                "Send the token of API_TOKEN: `Authorization: Bearer <token>`.",
                WWW_Authenticate="Bearer",
            )

    def _once(self, request: Request, route: Route, number: int, given: BaseModel) -> Answer:
        """Do it, unless it was done under the same key before; then say how the order is now."""
        key, now = request.headers.get("idempotency-key", "").strip(), clock.now()
        if len(key) > LONGEST_KEY:
            raise No(400, f"Choose an Idempotency-Key of at most {LONGEST_KEY} characters.")
        try:
            with self._desk.db.session() as session:
                if key:
                    inbound.accept(session, f"api:{key}", now)
                    inbound.accept(session, f"api:{key}:{request.digest()}", now)
                return _said(route.act(Asked(self._moves, session, number, given, now)))
        except AlreadyHandled:
            return self._again(f"api:{key}:{request.digest()}", number)

    def _again(self, key: str, number: int) -> Answer:
        with self._desk.read() as session:
            if session.get(Delivery, key) is None:
                raise No(422, "This Idempotency-Key was used for another request. Choose a new one for this.")
            order = shape_of(session, self._desk.catalog, orders.find(session, number))
        return _said(order, {"Idempotency-Replayed": "true"})


def _read(environ: dict[str, Any], longest: int) -> Request:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > longest:
        raise No(413, f"Send at most {longest} bytes.")
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    return Request(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        headers,
        environ["wsgi.input"].read(length),
    )


def _route(request: Request) -> tuple[Route, int]:
    there = [(route, found) for route in ROUTES if (found := route.pattern.fullmatch(request.path))]
    if not there:
        raise No(404, f"There is nothing at this address. {DESCRIPTION} lists what there is.")
    for route, found in there:
        if route.method == request.method:
            return route, int(found.groupdict().get("number", 0))
    allowed = ", ".join(route.method for route, _ in there)
    raise No(405, f"Use {allowed} here.", Allow=allowed)


def _query(request: Request, model: type[BaseModel]) -> dict[str, Any]:
    given = parse_qs(request.query, keep_blank_values=True)
    properties = model.model_json_schema()["properties"]
    return {
        name: values if properties.get(name, {}).get("type") == "array" else values[-1]
        for name, values in given.items()
    }


def _checked(model: type[BaseModel] | None, check: Callable[[type[BaseModel]], BaseModel]) -> Any:
    if model is None:
        return None
    try:
        return check(model)
    except ValidationError as wrong:
        found = [f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in wrong.errors()]
        raise No(422, f"Mend this and send it again: {'; '.join(found)}.") from None


def _said(shape: BaseModel, headers: dict[str, str] | None = None) -> Answer:
    return Answer(200, shape.model_dump_json().encode(), headers=headers or {})


def _problem(no: No) -> Answer:
    problem = Problem(title=TITLES[no.status], status=no.status, detail=no.detail)
    return Answer(no.status, problem.model_dump_json().encode(), "application/problem+json", no.headers)
