"""Restoring: what comes back first after an outage, who depends on what, and the plan to print before it."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot.catalog import Catalog, connections, restoring
from bot.catalog.restoring import Plan
from bot.customer import people
from bot.customer.people import Person
from bot.delivery.pictures import Picture
from bot.desk import Desk
from bot.refusal import Refused
from bot.value import diagrams, paper, plan, portfolio
from handlers.pressed import private_thread

ORDINARY = "-"  # no service's busy time
MOST_PEAKS = 90
SHARED = 5


def show(
    desk: Desk, session: Session, slack_id: str, peak: str = ORDINARY, thread: str | None = None
) -> None:
    """Say to a person what comes back first; to who owns services also which promises cannot be kept."""
    person = desk.person(session, slack_id)
    seen = _plan(desk, person, peak)
    said = plan.listing(seen, _frank_to(desk, person))
    shown = {plan.look(step) for step in said["steps"][: diagrams.TALLEST]}
    words = desk.renderer.rows(
        "restoring/bars", {**said, "shown": shown, "later": plan.promises_later(said["steps"])}
    )
    drawn = plan.bars(said["steps"], words)
    picture = {"picture": "restoring.order", "filename": "restore-order.png", **drawn}
    peaks = _peaks(desk, person)
    diagram = picture if drawn["rows"] else None
    desk.say(session, person.id, "restoring/order", thread=thread, **said, peaks=peaks, diagram=diagram)


def _plan(desk: Desk, person: Person, peak: str = ORDINARY) -> Plan:
    """Return the plan as this person may see it: computed from everything, so that its times are true."""
    hidden = desk.catalog.hidden_from(desk.unit(person))
    return restoring.plan(desk.catalog, desk.today(person), {peak} - {ORDINARY}).without(hidden)


def _frank_to(desk: Desk, person: Person) -> str | None:
    """Return whose promises a person reads of: "" is everybody's, None is nobody's."""
    email = (person.email or "").lower()
    if email and email in desk.catalog.company.leads:
        return ""
    return email if email in {each.owner for each in desk.catalog.services.values()} else None


def _peaks(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """Return the services whose busy time changes the order."""
    busy = [
        {"key": each.key, "name": each.name, "peaks": each.impact.peaks or ""}
        for each in desk.seen_by(person).live()
        if each.impact and each.impact.peak_rank
    ]
    return busy[:MOST_PEAKS]


def show_order(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that asks what comes back first."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"], thread=private_thread(body))
    ack()


def choose_peak(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The order in a service's busy time was chosen."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"], action["selected_option"]["value"], private_thread(body))
    ack()


def show_connections(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A service was chosen, or a button names it: what it stands on as a picture, and who depends on it."""
    chosen = action.get("selected_option") or action
    _show_connections(body, desk, chosen["value"], "below")
    ack()


def show_dependents(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A button that asks who depends on a service: the same with a picture of that."""
    _show_connections(body, desk, action["value"], "above")
    ack()


def _show_connections(body: Mapping[str, Any], desk: Desk, key: str, drawn: str) -> None:
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        seen = desk.seen_by(person)
        if key not in seen.services:
            raise Refused("restoring/gone", ["show"])
        facts = _connected(desk, session, seen, key)
        diagram = DRAWN[drawn](desk, seen, facts)
        desk.say(
            session,
            person.id,
            "restoring/connections",
            thread=private_thread(body),
            **facts,
            drawn=drawn,
            diagram=diagram,
        )


def _connected(desk: Desk, session: Session, seen: Catalog, key: str) -> dict[str, Any]:
    """Return what stands on a service, and what it stands on, as far as `seen` goes; its times count it all."""
    service, tree = seen.service(key), plan.parts(connections.supports(seen, key))
    restored, dependents = restoring.feasible(desk.catalog, key, 1), connections.dependents(seen, key)
    links = [link for link in restored.chain if link.key in tree]
    return {
        "service": key,
        "name": service.name,
        "team": service.team,
        "owner": desk.slack_id(session, service.owner),
        "dependents": dependents,
        "left_out": len(connections.dependents(desk.catalog, key)) > len(dependents),
        "stop": connections.stops(seen, key),
        "earliest": restored.earliest,
        "links": links,
        "counts_hidden": len(links) < len(restored.chain),
        "names": [seen.service(each).name for each in tree if each != key],
        "teams": list(dict.fromkeys(seen.service(each).team for each in tree)),
    }


def _below(desk: Desk, seen: Catalog, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the picture of what a service stands on; None where that is nothing."""
    key = facts["service"]
    tree = plan.parts(connections.supports(seen, key))
    parts = [{"name": each.name, "minutes": each.restore_minutes} for each in map(seen.service, tree)]
    words = desk.renderer.rows("restoring/boxes", {**facts, "parts": parts})
    drawn = plan.boxes(tree, {link.key for link in facts["links"]}, words)
    picture = {"picture": "restoring.tree", "filename": f"{key.lower()}-stands-on.png", **drawn}
    return picture if len(tree) > 1 else None


def _above(desk: Desk, seen: Catalog, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the picture of who depends on a service; None where nobody does."""
    key, found = facts["service"], facts["dependents"]
    tree = plan.above(found, key)
    known = {one.key: one for one in found}
    above = [known[each] for each in tree if each != key]
    words = desk.renderer.rows("restoring/above", {**facts, "above": above})
    drawn = plan.boxes(tree, {key}, words)
    picture = {"picture": "restoring.tree", "filename": f"{key.lower()}-carries.png", **drawn}
    return picture if found else None


DRAWN = {"above": _above, "below": _below}


def print_plan(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Page to print button of owners and leads."""
    with desk.session() as session:
        person = _owner(desk, session, body)
        seen, today = _plan(desk, person), desk.today(person)
        found = {step.owner: people.by_email(session, step.owner) for step in seen.steps}
        names = {email: one.name for email, one in found.items() if one and one.name}
        rows = desk.renderer.rows("restoring/page", plan.facts(desk.catalog, seen, names, today))
        filename = f"restore-plan-{today}.pdf"
        page = {"picture": "restoring.page", "filename": filename, "rows": rows, "on": today}
        desk.say(session, person.id, "restoring/printed", attached=page, count=len(seen.steps), on=today)
    ack()


def show_critical(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Critical connections button of owners and leads."""
    with desk.session() as session:
        person = _owner(desk, session, body)
        seen = desk.seen_by(person)
        reuse = connections.reuse(seen)
        most = sorted((-count, seen.service(key).name) for key, count in reuse.items() if count > 1)
        shared = [{"name": name, "count": -count} for count, name in most[:SHARED]]
        facts = portfolio.critical(seen)
        facts["connections"] = portfolio.fitting(facts["connections"])
        desk.say(
            session, person.id, "restoring/critical", thread=private_thread(body), **facts, shared=shared
        )
    ack()


def _owner(desk: Desk, session: Session, body: Mapping[str, Any]) -> Person:
    """Return who pressed a button for owners and leads; refuses everybody else."""
    person = desk.person(session, body["user"]["id"])
    if _frank_to(desk, person) is None:
        raise Refused("restoring/not_yours", ["show", "talk"])
    return person


def draw_page(facts: Mapping[str, Any]) -> bytes:
    """Draw the page to print."""
    return paper.draw(facts["rows"], facts["on"])


def register(app: App) -> None:
    """Say what starts what."""
    app.action("restoring.show")(show_order)
    app.action("restoring.peak")(choose_peak)
    app.action("restoring.diagram")(show_connections)
    app.action("restoring.dependents")(show_dependents)
    app.action("restoring.plan")(print_plan)
    app.action("restoring.critical")(show_critical)


PICTURES: dict[str, Picture] = {
    "restoring.order": diagrams.draw_order,
    "restoring.tree": diagrams.draw_tree,
    "restoring.page": draw_page,
}
