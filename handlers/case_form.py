"""Making a case: the form in steps, filled in from data, kept while it is not sent."""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.catalog.definitions import Problem
from bot.customer import people
from bot.desk import Desk
from bot.process import kept_forms, orders
from bot.value import business_case_checks as checks
from bot.value import business_case_decision as decision
from bot.value import business_case_form as form
from bot.value import business_case_page as page
from bot.value import cases, offers, proposals
from bot.value.business_case_form import Weighed
from handlers import cases as deciding
from handlers import order_form
from handlers.approvals import open_view

KIND = "case:"
ANY, OWN = "any", "own"

View = tuple[str, dict[str, Any]]
"""A template and its facts."""


def open_form(desk: Desk, body: dict[str, Any], origin: str = ANY) -> None:
    """Open the form for what a button is about; what was begun and not sent goes on where it was."""
    person, now = body.get("user_id") or body["user"]["id"], clock.now()
    with desk.session() as session:
        name, said, step = _begin(session, desk, person, origin, now)
        unit = desk.unit_of(session, person)
        template, facts = _page(session, desk, unit, name, said, step, now)
    open_view(desk, body, template, **facts)


def start(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Make the case, under an offer, an order, a service, or a case that was declined."""
    open_form(desk, body, action["value"])
    ack()


def _begin(
    session: Session, desk: Desk, person: str, origin: str, now: datetime
) -> tuple[str, dict[str, Any], str]:
    """Return the form that this person began from the same place, else a new one: its name, words, and page."""
    left = kept_forms.latest(session, person, KIND, now)
    if left is not None and origin in (ANY, left.said["origin"]):
        said = {**left.said["said"], "began_at": left.at}
        return left.form, said, left.said["step"]
    name, said = KIND + secrets.token_hex(8), _known(session, desk, person, origin, now)
    said = {**said, "origin": origin, "author": person}
    if origin != ANY:
        _keep(session, person, name, said, form.STEPS[0], now)
    return name, said, form.STEPS[0]


def _known(session: Session, desk: Desk, person: str, origin: str, now: datetime) -> dict[str, Any]:
    """Return what is known at once of where somebody comes from."""
    kind, _, about = origin.partition(":")
    match kind:
        case "service":
            named = zip(("service", "tier", "quantity"), about.split("|"), strict=False)
            return dict(named)
        case "order":
            order = orders.find(session, int(about))
            orders.check_requester(order, person)
            wanted = {"service": order.service, "tier": order.tier, "quantity": str(order.quantity)}
            more = {} if order.replaces else {"more": order.tier}
            return {**wanted, **more, "problem": order.text}
        case "offer":
            offer = offers.hold(session, offers.check_reader(session, int(about), person))
            facts = proposals.facts_of(session, desk.catalog, offer, now)
            need = unescape(str(desk.renderer.message("offers/wish", {"offer": facts})["text"]))
            wanted = {
                "service": offer.service,
                "tier": offer.to_tier or None,
                "quantity": str(offer.quantity),
            }
            more = {"more": offer.to_tier} if offer.to_tier == offer.from_tier else {}
            return {**wanted, **more, "problem": need, "offer": offer.number}
        case "case":
            case = cases.find(session, int(about))
            decision.check_author(case, person)
            lines = cases.benefits(session, case.number)
            return form.again(desk.catalog, case, lines)
    return {}


def _page(
    session: Session,
    desk: Desk,
    unit: Unit,
    name: str,
    said: Mapping[str, Any],
    step: str,
    now: datetime,
) -> View:
    """Return a page of the form; the first one alone can do without a service."""
    weighed = form.weigh(session, desk.catalog, unit, said, now) if said.get("service") else None
    filled = form.begun(session, desk.catalog, unit, said, weighed) if weighed else said
    common = {
        "kept": name,
        "step": step,
        "said": dict.fromkeys(form.FIELDS) | dict(filled),
        "unit_name": unit.name,
    }
    if weighed is None or step == "problem":
        service = weighed.draft.ask.service if weighed else None
        return "cases/problem", {**common, "service": service, "began_at": said.get("began_at")}
    return f"cases/{step}", {**common, **_of_step(session, desk, filled, weighed, step, now)}


def _of_step(
    session: Session, desk: Desk, said: Mapping[str, Any], weighed: Weighed, step: str, now: datetime
) -> dict[str, Any]:
    draft = weighed.draft
    about = {
        "service": draft.ask.service,
        "tier": draft.ask.tier.name,
        "quantity": draft.ask.quantity,
        "from_tier": weighed.from_tier,
        "together": draft.together,
        "nothing": weighed.nothing,
    }
    if step == "options":
        return {**about, "options": form.options(session, desk.catalog, weighed, now)}
    lines = _lines(session, desk, weighed)
    if step == "benefits":
        kinds = [line.kind for line in form.counted(said, weighed)]
        return {
            **about,
            "lines": lines,
            "counted": kinds,
            "rows": form.rows(said),
            "most": form.MOST_BENEFITS,
        }
    unit, commitment, barred = draft.unit.code, draft.quote.commitment, {said["author"]}
    asked_of = decision.decider(session, desk.catalog, unit, commitment, barred, now, draft.pool)
    return {**about, "asked_of": asked_of, **page.review(desk.catalog, said, weighed)}


def _lines(session: Session, desk: Desk, weighed: Weighed) -> list[dict[str, Any]]:
    """Return the benefits that rows show, in words, each with its source."""
    lines = [{"kind": line.kind, "yearly": line.yearly, **line.facts} for line in weighed.lines]
    for line in lines:
        known = people.by_email(session, line.get("assessed_by", ""))
        line["assessed_by"] = (known.name if known else None) or line.get("assessed_by")
    rows = desk.renderer.rows("cases/words", {"lines": lines})
    return [
        {**line, "what": what, "source": source} for line, (_, what, source) in zip(lines, rows, strict=True)
    ]


def go_on(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Next or Send: what is wrong is told at its field, else the next page comes, at the end it is sent."""
    now = clock.now()
    with desk.session() as session:
        unit = desk.unit_of(session, body["user"]["id"])
        name, said, step = _read(session, body)
        weighed = form.weigh(session, desk.catalog, unit, said, now)
        found = checks.problems(session, desk.catalog, step, said, weighed)
        following = None if found else _after(session, desk, unit, name, said, step, weighed, now)
        if found:
            session.rollback()  # the same page may come again
    if found:
        _keep_apart(desk, body, name, said, step)
        ack(response_action="errors", errors=_errors(desk, body, found))
    elif following:
        ack(response_action="update", view=desk.view(following[0], **following[1]))
    else:
        ack()


def _after(
    session: Session,
    desk: Desk,
    unit: Unit,
    name: str,
    said: Mapping[str, Any],
    step: str,
    weighed: Weighed,
    now: datetime,
) -> View | None:
    """Return the page that comes next; None once the case is sent."""
    wrong = checks.first_wrong(session, desk.catalog, said, weighed)
    if step == form.STEPS[-1] and wrong is None:
        _send(session, desk, said, weighed, now)
        kept_forms.forget(session, said["author"], name)
        return None
    after = wrong if step == form.STEPS[-1] else form.STEPS[form.STEPS.index(step) + 1]
    _keep(session, said["author"], name, said, after or step, now)
    return _page(session, desk, unit, name, said, after or step, now)


def _send(session: Session, desk: Desk, said: Mapping[str, Any], weighed: Weighed, now: datetime) -> None:
    named = {line["kind"]: (line["what"], line["source"]) for line in _lines(session, desk, weighed)}
    filled = form.begun(session, desk.catalog, weighed.draft.unit, said, weighed)
    case = decision.send(session, desk.catalog, filled, weighed, named, author=said["author"], now=now)
    deciding.show(session, desk, case, now)


def go_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Back to a page before: what stands here is kept."""
    _redraw(desk, body, step=action["value"])
    ack()


def add_benefit(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Room for another benefit."""
    _redraw(desk, body, rows=int(action["value"]))
    ack()


def pay_from(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Pay from shared money, or from the unit's own again."""
    _redraw(desk, body, pool=action["value"] if action["value"] != OWN else None)
    ack()


def start_anew(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Forget the case that was begun."""
    person, now, view = body["user"]["id"], clock.now(), body["view"]
    with desk.session() as session:
        kept_forms.forget(session, person, json.loads(view["private_metadata"])["kept"])
        name = KIND + secrets.token_hex(8)
        template, facts = _page(session, desk, desk.unit_of(session, person), name, {}, form.STEPS[0], now)
    desk.update(view["id"], view["hash"], template, **facts)
    ack()


def keep(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Keep a case that was closed before it was sent."""
    with desk.session() as session:
        name, said, step = _read(session, body)
        if said.get("service") or said.get("problem"):
            _keep(session, body["user"]["id"], name, said, step, clock.now())
    ack()


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services to choose from, as the person types."""
    with desk.read() as session:
        orderable = desk.catalog_of(session, body["user"]["id"]).orderable()
    found = order_form.like(orderable, body["value"])
    ack(options=desk.options("orders/services", services=found, unsure=False))


def _read(session: Session, body: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
    """Return the form's name, all that was said so far, what stands on this page included, and which page it is."""
    view = body["view"]
    private = json.loads(view["private_metadata"])
    kept = kept_forms.find(session, body["user"]["id"], private["kept"])
    before = kept["said"] if kept else {"origin": ANY}
    here = {
        block.partition(":")[0]: order_form.content(state)
        for block, elements in order_form.standing(view).items()
        for state in elements.values()
    }
    if "counted" in here:
        here["counted"] = here["counted"] or []
    if before.get("service") and here.get("service", before["service"]) != before["service"]:
        before = {name: before[name] for name in ("origin", "offer") if name in before}
        here.pop("process", None)
    said = {**before, **here, "author": body["user"]["id"]}
    return private["kept"], said, private["step"]


def _keep(
    session: Session, person: str, name: str, said: Mapping[str, Any], step: str, now: datetime
) -> None:
    words = {field: value for field, value in said.items() if field != "began_at"}
    kept_forms.keep(session, person, name, {"said": words, "step": step, "origin": said["origin"]}, now)


def _keep_apart(desk: Desk, body: dict[str, Any], name: str, said: Mapping[str, Any], step: str) -> None:
    """Keep what was typed though it cannot go on like this; the delivery stays open for the next try."""
    with desk.db.session() as session:
        _keep(session, body["user"]["id"], name, said, step, clock.now())


def _redraw(desk: Desk, body: dict[str, Any], step: str | None = None, **more: Any) -> None:
    now, person = clock.now(), body["user"]["id"]
    with desk.session() as session:
        name, said, here = _read(session, body)
        said = {**said, **more}
        _keep(session, person, name, said, step or here, now)
        unit = desk.unit_of(session, person)
        template, facts = _page(session, desk, unit, name, said, step or here, now)
    desk.update(body["view"]["id"], body["view"]["hash"], template, **facts)


def _errors(desk: Desk, body: dict[str, Any], found: Mapping[str, Problem]) -> dict[str, str]:
    blocks = {block.partition(":")[0]: block for block in order_form.standing(body["view"])}
    return {blocks[field]: deciding.words(desk, problem.what) for field, problem in found.items()}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("case.start")(start)
    app.options("case.service")(offer_services)
    app.view("case.page")(go_on)
    app.view_closed("case.page")(keep)
    app.action("case.back")(go_back)
    app.action("case.more")(add_benefit)
    app.action(re.compile(r"^case\.pay\.\d$"))(pay_from)
    app.action("case.anew")(start_anew)
