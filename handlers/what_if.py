"""What if: asked in plain words or a form; what is not understood leads to the form, filled in with what was."""

from collections.abc import Mapping
from html import unescape
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import budget, price_lists
from bot.customer import asked
from bot.customer.asked import Question
from bot.delivery.jobs import is_private
from bot.desk import Desk
from bot.value import (
    budget_form,
    budget_lists,
    budget_page,
    ending,
    supposing,
    what_if,
)
from bot.value.answers.decided import Decided
from bot.value.budget_page import Scope, View
from bot.value.understanding import Wish
from handlers import order_form, planning, surveying, what_if_answer
from handlers.approvals import open_view
from handlers.wishing import Place

KEPT = ("kept", "before", "scenarios")
ASPECT = "what_if"  # what such a question wants to know


def ask(desk: Desk, body: dict[str, Any], person: str, words: str) -> None:
    """Answer a what-if in plain words; without words, or without a change in them, open the form."""
    if words.strip().lower() in KEPT:
        what_if_answer.tell_kept(desk, person)
    elif not words:
        open_form(desk, body, person)
    else:
        place = Place(person, person, None)
        with desk.read() as session:
            may = planning.scope(session, desk, person)
            found = supposing.read(words, _known(session, desk, may))
        if found is not None:
            _answer(desk, place, words, "", may, found)
            return
        with desk.session() as session:
            question = _note(session, desk, place, words, "", is_read=False)
        open_form(desk, body, person, f"question:{question}")


def hear(desk: Desk, place: Place, words: str, root: str = "") -> bool:
    """Answer a message that surely is a what-if of who keeps the books; False where it is for the catalog first."""
    if not supposing.supposes(words):
        return False
    with desk.read() as session:
        may = _may(session, desk, place.person)
        if may is None or not may.whole:
            return False
        found = supposing.read(words, _known(session, desk, may))
    if found is None or not (supposing.begins(words) or any("list" in part for part in found["parts"])):
        return False
    _answer(desk, place, words, root, may, found)
    return True


def hear_after(
    desk: Desk, place: Place, words: str, root: str, decided: Decided | None, wish: Wish | None
) -> bool:
    """Do so where the catalog has no answer, for who may see a part of the budget; unread, it leads to the form."""
    if wish or decided is None or decided.kind == "answer" or not supposing.supposes(words):
        return False
    with desk.read() as session:
        may = _may(session, desk, place.person)
        if may is None:
            return False
        known = _known(session, desk, may)
        found, partly = supposing.read(words, known), supposing.read_partly(words, known)
    if found is not None:
        _answer(desk, place, words, root, may, found)
    elif partly or decided.kind == "none":
        _say_unread(desk, place, words, root, no_list=supposing.names_list(words) and not known.lists)
    else:
        return False
    return True


def _may(session: Session, desk: Desk, person: str) -> Scope | None:
    """Return how much of a budget that there is somebody may see; None for nothing."""
    year = desk.catalog.company.fiscal_year(desk.today())
    if budget.latest_by(session, year) is None:
        return None
    return budget_page.scope_of(desk.catalog, desk.person(session, person).email)


def _known(session: Session, desk: Desk, may: Scope) -> supposing.Known:
    return what_if.known(session, planning.seen(session, desk, may, ""), desk.today())


def _code(seen: View) -> str:
    return seen.unit.code if seen.unit else ""


def _answer(desk: Desk, place: Place, words: str, root: str, may: Scope, found: Mapping[str, Any]) -> None:
    """Answer in private, where it was written or else beside it, and note the question."""
    here = is_private(place.channel)
    with desk.session() as session:
        seen = planning.seen(session, desk, may, "")
        asked_for = {**found, "words": words, "unit": _code(seen)}
        _note(session, desk, place, words, root, is_read=True)
        what_if_answer.work_out(
            session, desk, may, asked_for, place.person, thread=place.thread if here else None
        )
        if not here:
            desk.say(session, place.channel, "ask/in_private", thread=place.thread)


def _say_unread(desk: Desk, place: Place, words: str, root: str, *, no_list: bool) -> None:
    with desk.session() as session:
        question = _note(session, desk, place, words, root, is_read=False)
        desk.say(
            session,
            place.channel,
            "planning/unread",
            thread=place.thread,
            question=question,
            words=words,
            no_list=no_list,
        )


def _note(session: Session, desk: Desk, place: Place, words: str, root: str, *, is_read: bool) -> int:
    """Note it as every question is, so that what was not understood is seen; return its number."""
    person, now = desk.person(session, place.person), clock.now()
    question = asked.note(
        session,
        root=root,
        person=person.id,
        unit=person.works_for,
        text=words,
        found_kind="answer" if is_read else "none",
        aspect=ASPECT,
        match=None,
        now=now,
    )
    ending.answered(session, question, now, has_answer=is_read)
    below = place.thread if root and is_private(place.channel) else None
    surveying.follow_question(session, desk, question, below)
    return question.id


def open_form(desk: Desk, body: dict[str, Any], person: str, about: str = "unit:") -> None:
    """Open the form, filled in with what it is about: a unit, a scenario, a price list, or a question."""
    kind, _, value = about.partition(":")
    with desk.session() as session:
        may, number = planning.scope(session, desk, person), int(value) if kind == "scenario" else None
        given, unread = _given(session, desk, may, person, kind, value)
        seen = planning.seen(session, desk, may, value if kind == "unit" else given.get("unit", ""))
        form = budget_form.facts(session, desk.catalog, seen, desk.today(), given, unread=unread)
    open_view(desk, body, "planning/form", scenario=number, **form)


def _given(
    session: Session, desk: Desk, may: Scope, person: str, kind: str, value: str
) -> tuple[Mapping[str, Any], str]:
    """Return what the form is filled in with, and the words that could not be read."""
    if kind == "scenario":
        return what_if.find(session, desk.catalog, int(value), person, whole=may.whole).changes, ""
    if kind == "list":
        begins = budget_lists.month_of(price_lists.find(session, int(value)))
        return {"parts": [{"from": begins, "list": int(value)}]}, ""
    question = session.get(Question, int(value)) if kind == "question" else None
    if question is None or question.person != person:
        return {}, ""
    return supposing.read_partly(question.text, _known(session, desk, may)), question.text


def start_form(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """What if…, or Change under an answer."""
    open_form(desk, body, body["user"]["id"], action["value"])
    ack()


def send_form(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Work it out: the answer comes in the direct message, in the place of the one that was changed."""
    given, person = order_form.private(view), body["user"]["id"]
    said = budget_form.said(lambda name: order_form.field(view, name), given["drivers"])
    if isinstance(said, str):
        wrong = unescape(str(desk.renderer.message("planning/wrong", {"what": said})["text"]))
        ack(response_action="errors", errors={"from" if said == "nothing" else "count": wrong})
        return
    with desk.session() as session:
        may = planning.scope(session, desk, person)
        what_if_answer.work_out(
            session, desk, may, {**said, "words": "", "unit": given["unit"]}, person, given["scenario"]
        )
    ack(response_action="clear")


def register(app: App) -> None:
    """Say what starts what."""
    app.action("planning.form")(start_form)
    app.view("planning.asked")(send_form)
