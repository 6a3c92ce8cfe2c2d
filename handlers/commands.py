"""Commands: `/it` and the words after it that start something; all others are a question."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot.catalog import figures, moments
from bot.customer import people
from bot.desk import Desk
from bot.value.answers import naming
from handlers import (
    ask,
    balance,
    case_form,
    cases,
    contact,
    defining,
    delegating,
    digests,
    expediting,
    exporting,
    extending,
    importing,
    knowledge,
    mapping,
    measures,
    mine,
    month_end,
    months,
    offer_rules,
    order_form,
    orders,
    outcomes,
    planning,
    portfolio,
    queue,
    reports,
    restoring,
    statements,
    talks,
    target_votes,
    what_if,
    year,
)
from handlers.ask import Asking
from handlers.wishing import Place

Verb = Callable[[Desk, dict[str, Any], str], bool]  # what follows it; False: it was a question after all


def command(ack: Ack, command: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """`/it`: alone it says hello, with order, orders, report and the like it starts that, else it asks."""
    verb, _, rest = command.get("text", "").strip().partition(" ")
    start = VERBS.get(verb.lower())
    if start and start(desk, body, rest.strip()):
        ack()
        return
    question = "" if verb.lower() == "help" and not rest else order_form.readable(f"{verb} {rest}")
    thread = f"/it {body['user_id']}:{body['trigger_id']}"  # each begins anew, and goes on from the one just before
    asking = Asking(body["user_id"], question, body["user_id"], "", thread)
    decided, wish = ask.make_out(desk, asking)
    place = Place(asking.person, asking.person, None)
    if what_if.hear_after(desk, place, question, "", decided, wish):
        ack()
        return
    with desk.session() as session:
        reply = ask.answer(desk, session, asking, decided, wish)
        if wish:
            ask.put_up(desk, session, asking, reply)
            reply = ask.IN_PRIVATE
    ack(response_type="ephemeral", **desk.renderer.message(reply.template, {**reply.facts, "root": ""}))


def _order(desk: Desk, body: dict[str, Any], what: str) -> bool:
    service = _service_of(desk, body["user_id"], what) if what else None
    if what and service is None:
        return False
    orders.open_form(desk, body["trigger_id"], body["user_id"], service=service)
    return True


def _service_of(desk: Desk, person: str, words: str) -> str | None:
    """Return the service that is named, or surely meant; None where that is open."""
    with desk.read() as session:
        unit = desk.catalog.company.units.get(people.unit_of(session, person) or "")
    found = desk.finder.find(words, desk.catalog.hidden_from(unit))
    named = found.trace.names if found.trace else ()
    if named:
        return named[0][1]
    key = found.matches[0].service if found.kind == "answer" else None
    return None if key is None or naming.says_other_code(desk.catalog.service(key), words) else key


def _extend(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    words = order_form.readable(rest)
    service = _service_of(desk, body["user_id"], words) if words else None
    said, lasts = moments.read(words.lower()), figures.hours(words.lower())
    extending.open_form(desk, body, service, said, lasts=lasts)
    return True


def _orders(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    if not rest:
        mine.tell(desk, body["user_id"])
    return not rest


def _away(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    return delegating.open_away(desk, body["trigger_id"], body["user_id"], rest)


def _expedite(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    words = order_form.readable(rest)
    named, colon, change = words.partition(":")
    service = _service_of(desk, body["user_id"], named if colon else words) if words else None
    expediting.open_form(desk, body, service, change.strip() if colon and service else words)
    return True


def _case(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    words = order_form.readable(rest)
    service = _service_of(desk, body["user_id"], words) if words else None
    if words and service is None:
        return False
    case_form.open_form(desk, body, f"service:{service}" if service else case_form.ANY)
    return True


def _import(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    if not rest:
        importing.open_form(desk, body)
    return not rest


def _contacts(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    if not rest:
        contact.show_coverage(desk, body["user_id"])
    return not rest


def _what_if(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    what_if.ask(desk, body, body["user_id"], order_form.readable(rest))
    return True


def _what(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    person = body["user_id"]
    return what_if.hear(desk, Place(person, person, None), order_form.readable(f"what {rest}"))


def _told(tell: Callable[[Desk, Session, str], None]) -> Verb:
    """Return a verb that stands alone and is answered in a session."""

    def start(desk: Desk, body: dict[str, Any], rest: str) -> bool:
        if not rest:
            with desk.session() as session:
                tell(desk, session, body["user_id"])
        return not rest

    return start


def _opened(open_: Callable[[Desk, dict[str, Any], str], None]) -> Verb:
    """Return a verb that stands alone and opens something for who typed it."""

    def start(desk: Desk, body: dict[str, Any], rest: str) -> bool:
        if not rest:
            open_(desk, body, body["user_id"])
        return not rest

    return start


def _by_trigger(open_: Callable[[Desk, str, str], None]) -> Verb:
    """Return a verb that stands alone and opens a form by the command's trigger."""

    def start(desk: Desk, body: dict[str, Any], rest: str) -> bool:
        if not rest:
            open_(desk, body["trigger_id"], body["user_id"])
        return not rest

    return start


VERBS: dict[str, Verb] = {
    "order": _order,
    "orders": _orders,
    "report": _by_trigger(reports.open_form),
    "services": _by_trigger(portfolio.open_at),
    "restore": _told(restoring.show),
    "gaps": _told(knowledge.show),
    "digest": _opened(digests.open_habits),
    "offers": _told(offer_rules.show),
    "define": _by_trigger(defining.start),
    "targets": _told(target_votes.show_list),
    "talks": _told(talks.show_list),
    "year": _told(year.show),
    "agenda": _told(year.show_agenda),
    "queue": _opened(queue.open_queue),
    "contacts": _contacts,
    "cost": months.show_cost,
    "away": _away,
    "extend": _extend,
    "expedite": _expedite,
    "export": exporting.start,
    "case": _case,
    "cases": _opened(cases.open_register),
    "budget": _opened(planning.open_budget),
    "whatif": _what_if,
    "what-if": _what_if,
    "what": _what,
    "import": _import,
    "imports": _told(importing.show_list),
    "unmapped": _told(mapping.show),
    "balance": _told(balance.show),
    "measures": _told(measures.show),
    "outcomes": _told(outcomes.show),
    "statement": statements.ask,
    "close": month_end.close,
}


def register(app: App) -> None:
    """Say what starts what."""
    app.command("/it")(command)
