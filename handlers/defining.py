"""Defining: a service described by its owner, outcome first; anybody's idea of one; and what is decided."""

from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Catalog, amendments, definitions, outcomes
from bot.catalog.definitions import Definition, Problem
from bot.customer import people
from bot.delivery import errands
from bot.delivery.errands import Trip
from bot.desk import Desk
from bot.value import additions, amending, defining, naming
from bot.value.book import Book
from handlers import assessing, channels, order_form

LOOK = "defining.channel"


def start(desk: Desk, trigger_id: str, person: str, on_top: bool = False) -> None:
    """Open the form in full for who owns services or leads IT, for anybody else the one for an idea."""
    with desk.session() as session:
        book = desk.book(session, person)
        if defining.is_author(book.catalog, book.by.email):
            page = definitions.begin(session, person, {"owner": person}, book.now)
            template, facts = "defining/define", defining.form(session, book, page, "outcome")
        else:
            template, facts = "defining/idea", {"owners": _owners(session, book.seen)}
    (desk.push if on_top else desk.open)(trigger_id, template, **facts)


def invite(desk: Desk, session: Session, person: str, thread: str | None = None) -> None:
    """Say how to begin, where nobody pressed anything that could open a form."""
    author = defining.is_author(desk.catalog, desk.person(session, person).email)
    desk.say(session, person, "defining/invite", thread=thread, author=author)


def start_here(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The buttons Define a service and I have an idea."""
    on_top = body.get("view", {}).get("type") == "modal"
    start(desk, body["trigger_id"], body["user"]["id"], on_top=on_top)
    ack()


def go_on(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Next, or Hand in: what was typed is kept in any case, what is wrong is told at its field."""
    private = order_form.private(view)
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        page, said, problems = _turn(session, book, view)
        step = defining.after(said, private["step"])
        if not problems and step is None:
            assessing.show(session, desk, _hand_in(session, desk, book, page))
        following = defining.form(session, book, page, step) if step else None
        if problems:
            session.rollback()  # the same form may come again
    if problems:
        _keep(desk, private["definition"], said)
        ack(response_action="errors", errors=assessing.words(desk, problems))
    elif following:
        ack(response_action="update", view=desk.view("defining/define", **following))
    else:
        ack(response_action="clear")


def go_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Back button: what stands in the form is kept."""
    _redraw(desk, body, lambda said: defining.before(said, action["value"]))
    ack()


def look_again(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Show what follows from what was just chosen: another question, or that a promise cannot be kept."""
    _redraw(desk, body)
    ack()


def add_level(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Add another level button."""
    _redraw(desk, body, rows=int(action["value"]))
    ack()


def hand_in_idea(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Send under an idea."""
    said = assessing.read(view)
    vague = said["outcome"] and outcomes.is_vague(said["outcome"])
    if not vague:
        with desk.session() as session:
            book = desk.book(session, body["user"]["id"])
            note = _note(desk, session, {"said_by": book.by.id})
            assessing.show(session, desk, defining.wish(session, book, said, note))
        ack()
    else:
        ack(response_action="errors", errors=assessing.words(desk, {"outcome": Problem("no_outcome")}))


def change(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Change what is proposed before accepting it, or what was declined before handing it in again."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        page = defining.change(session, book, int(action["value"]))
        facts = defining.form(session, book, page, "outcome")
    assessing.open_form(desk, body, "defining/define", facts)
    ack()


def complete(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Make what is being prepared ready to go live; the button's value is its key."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        page = defining.complete(session, book, action["value"])
        facts = defining.form(session, book, page, "outcome")
    assessing.open_form(desk, body, "defining/define", facts)
    ack()


def accept(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Accept button under a proposal."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        assessing.show(session, desk, amending.decide(session, book, int(action["value"]), accept=True))
    ack()


def decline(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Decline because… button: a no needs a reason and what works instead."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        amendment = amendments.find(session, int(action["value"]))
        amending.check_decider(session, book, amendment)
        facts = additions.facts_of(session, book.catalog, amendment, book.today)
    assessing.open_form(desk, body, "defining/decline", {"addition": facts})
    ack()


def declined(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The reason of a no."""
    number, note = order_form.private(view)["addition"], assessing.read(view)["note"]
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        assessing.show(session, desk, amending.decide(session, book, number, accept=False, note=note))
    ack()


def take_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Take it back button of who proposed something."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        assessing.show(session, desk, amending.take_back(session, book, int(action["value"])))
    ack()


def confirm(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Yes of a customer to what somebody else typed in their name."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        number = int(action["value"])
        live = amendments.find(session, number).said.get("stage") == "live"
        note = _words(desk, "defining/note", name=book.by.name, live=live)
        for changed in naming.confirm(session, book, number, note):
            assessing.show(session, desk, changed)
    ack()


def object_to(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The button of a customer who did not say what stands in their name."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        note = _words(desk, "defining/objection")
        amendment = naming.object_to(session, book, int(action["value"]), note)
        assessing.show(session, desk, amendment)
        if amendment.state != amendments.DECLINED:
            facts = additions.facts_of(session, book.catalog, amendment, book.today)
            desk.say(session, amendment.by, "defining/objected", addition=facts, customer=book.by.id)
    ack()


def look_for_channel(desk: Desk, trip: Trip, told: Mapping[str, Any]) -> None:
    """Say on the cards of a new service when Slack shows no channel of the name that was typed."""
    channels.look_for(desk, [told["channel"]])
    with desk.session() as session:
        if people.place_id(session, told["channel"]) is None:
            amendment = amendments.find(session, told["amendment"])
            defining.miss_channel(session, amendment, clock.now())
            assessing.show(session, desk, amendment)


def _turn(
    session: Session, book: Book, view: dict[str, Any]
) -> tuple[Definition, dict[str, Any], dict[str, Problem]]:
    """Return the page with what was typed, and what is wrong with it."""
    private = order_form.private(view)
    page = session.get_one(Definition, private["definition"])
    said = defining.completed(session, book, defining.merged(book, page.facts, assessing.read(view)))
    definitions.keep(session, page, said, book.now)
    around = defining.around(session, book, said)
    return page, said, definitions.problems(private["step"], said, around)


def _keep(desk: Desk, definition: int, said: Mapping[str, Any]) -> None:
    """Keep what was typed though it cannot go on like this; the delivery stays open for the next try."""
    with desk.db.session() as session:
        definitions.keep(session, session.get_one(Definition, definition), said, clock.now())


def _redraw(desk: Desk, body: dict[str, Any], to: Any = None, **more: Any) -> None:
    view = body["view"]
    private = order_form.private(view)
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        page = session.get_one(Definition, private["definition"])
        said = {**defining.merged(book, page.facts, assessing.read(view)), **more}
        definitions.keep(session, page, said, book.now)
        step = to(said) if to else private["step"]
        facts = defining.form(session, book, page, step)
    desk.update(view["id"], view["hash"], "defining/define", **facts)


def _hand_in(session: Session, desk: Desk, book: Book, page: Definition) -> amendments.Amendment:
    said = page.facts if definitions.is_own_word(page) else {**page.facts, "said_by": None}
    amendment = defining.hand_in(session, book, page, _note(desk, session, said))
    channel = amendment.said.get("team_channel")
    if channel and channel not in book.catalog.channels:
        facts = {"amendment": amendment.number, "channel": channel}
        errands.send(session, LOOK, "channels", now=book.now, facts=facts)
    return amendment


def _note(desk: Desk, session: Session, said: Mapping[str, Any]) -> str:
    """Return what the change notes of a new service say first."""
    by = people.meet(session, said["said_by"]).name if said.get("said_by") else ""
    return _words(desk, "defining/note", name=by, live=said.get("stage") == "live")


def _words(desk: Desk, template: str, **facts: Any) -> str:
    return unescape(str(desk.renderer.message(template, facts)["text"]))


def _owners(session: Session, seen: Catalog) -> list[dict[str, str]]:
    """Return who can look at an idea: every owner whom Slack has shown."""
    owners = {each.owner for each in seen.services.values() if each.stage != "retired"}
    known = [people.by_email(session, email) for email in owners]
    listed = [
        {"person": each.id, "words": f"{each.name}, {defining.owned(seen, each.email)[0].owner_role}"}
        for each in known
        if each and each.email
    ]
    return sorted(listed, key=lambda each: each["words"])[: defining.MOST_OFFERED]


def register(app: App) -> None:
    """Say what starts what."""
    app.action("defining.start")(start_here)
    app.view("defining.step")(go_on)
    app.action("defining.back")(go_back)
    app.action("defining.look")(look_again)
    app.action("defining.more")(add_level)
    app.view("defining.wished")(hand_in_idea)
    app.action("defining.change")(change)
    app.action("defining.complete")(complete)
    app.action("defining.accept")(accept)
    app.action("defining.decline")(decline)
    app.action("defining.take_back")(take_back)
    app.action("defining.confirm")(confirm)
    app.action("defining.object")(object_to)
    app.view("defining.declined")(declined)
    assessing.register(app)


ERRANDS: dict[str, Callable[[Desk, Trip, Mapping[str, Any]], None]] = {LOOK: look_for_channel}
