"""Portfolio: browsing what IT offers, will offer and offered, and wanting what is being prepared."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.catalog.finding import Found
from bot.customer import asked, gate, votes
from bot.customer.people import Person
from bot.delivery import timers
from bot.desk import Desk, Timer
from bot.value import answers, defining, places, portfolio, service_page, waiting
from bot.value.places import FIRST, Place
from bot.value.portfolio import Browser
from handlers import home, order_form, orders

Page = tuple[str, dict[str, Any]]  # a template and its facts


def show(desk: Desk, session: Session, slack_id: str) -> None:
    """Tell a person in private what there is, with a button to browse it: where no form can be opened."""
    browser = _browser(desk, session, desk.person(session, slack_id))
    summary = portfolio.summary(browser)
    desk.say(session, slack_id, "portfolio/shown", unit_name=_unit_name(browser), **summary)


def open_at(desk: Desk, trigger_id: str, slack_id: str, place: Place = FIRST, on_top: bool = False) -> None:
    """Open the portfolio at a place; `on_top` of a modal that is open."""
    with desk.session() as session:
        template, facts = _page(desk, session, slack_id, [str(place)])
    (desk.push if on_top else desk.open)(trigger_id, template, **facts)


def open_portfolio(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Browse services, or a button that leads to one place in the portfolio."""
    on_top = body.get("view", {}).get("type") == "modal"
    open_at(desk, body["trigger_id"], body["user"]["id"], Place.read(action["value"]), on_top)
    ack()


def go_on(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A button or the menu that leads to another page."""
    value = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    _turn(desk, body, places.onward(_path(body["view"]), Place.read(value)))
    ack()


def go_back(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Back to the page before."""
    _turn(desk, body, _path(body["view"])[:-1])
    ack()


def _path(view: dict[str, Any]) -> list[str]:
    path: list[str] = order_form.private(view)["path"]
    return path


def _turn(desk: Desk, body: dict[str, Any], path: list[str]) -> None:
    """Have the open modal show the last page of the path."""
    with desk.session() as session:
        template, facts = _page(desk, session, body["user"]["id"], path)
    desk.update(body["view"]["id"], body["view"]["hash"], template, **facts)


def _page(desk: Desk, session: Session, slack_id: str, path: list[str]) -> Page:
    """Return the page at the end of a path; what is not there for this person leads to the first one."""
    person = desk.person(session, slack_id)
    browser = _browser(desk, session, person)
    place = Place.read(path[-1]) if path else FIRST
    found = _facts(desk, session, person, browser, place)
    shown = place if found else FIRST
    facts = found or browser.offered(0)
    return f"portfolio/{shown.page}", {
        "path": path if found else [str(FIRST)],
        "counts": browser.counts,
        "unit_name": _unit_name(browser),
        "author": defining.is_author(desk.catalog, person.email),
        "missing": not found,
        "at": shown.at,
        **facts,
    }


def _facts(
    desk: Desk, session: Session, person: Person, browser: Browser, place: Place
) -> dict[str, Any] | None:
    """Return what a place shows, None when this person has no such place."""
    match place.page:
        case "offered":
            return browser.offered(place.at)
        case "prepared":
            return portfolio.prepared(session, browser, person.id, place.at)
        case "retired":
            return browser.retired(place.at)
        case "behind":
            return portfolio.behind(session, browser, place.at)
        case "critical":
            return portfolio.critical(browser.catalog, place.at)
        case "found":
            hidden = desk.catalog.hidden_from(browser.unit)
            return _found(desk, session, browser, desk.finder.find(place.about, hidden), place.about)
    service = browser.catalog.services.get(place.about)
    return _of_service(session, person, browser, place, service) if service else None


def _found(desk: Desk, session: Session, browser: Browser, answer: Found, words: str) -> dict[str, Any]:
    """Return what was found for these words, and who helps where that is not IT."""
    topic, surely = answer.elsewhere, answer.is_surely_elsewhere
    helps = answers.elsewhere(session, desk.catalog, topic, surely=surely) if topic else None
    return {**portfolio.found(browser, answer, words), "elsewhere": helps}


def _of_service(
    session: Session, person: Person, browser: Browser, place: Place, service: Service
) -> dict[str, Any] | None:
    match place.page:
        case "service":
            return service_page.of(session, browser, service, person, clock.now(), place.at)
        case "depends":
            return portfolio.depends(browser, service)
    return None


def _browser(desk: Desk, session: Session, person: Person) -> Browser:
    return Browser.of(session, desk.seen_by(person), desk.unit(person), desk.today(person))


def _unit_name(browser: Browser) -> str | None:
    return browser.unit.name if browser.unit else None


def send_words(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Search, or what somebody would use a service for: the words in the field of the page."""
    path, words = _path(view), order_form.field(view, "find")
    if words:
        path = places.onward(path, Place("found", words.strip()[: places.LONGEST_SEARCH]))
    with desk.session() as session:
        if words is None:
            wish = order_form.field(view, "wish") or ""
            votes.wish(session, Place.read(path[-1]).about, body["user"]["id"], wish)
        template, facts = _page(desk, session, body["user"]["id"], path)
        if words and not facts["sure"] and not facts["elsewhere"]:
            _note_gap(desk, session, body["user"]["id"], facts)
    ack(response_action="update", view=desk.view(template, **facts))


def _note_gap(desk: Desk, session: Session, slack_id: str, facts: dict[str, Any]) -> None:
    """Keep what was looked for in vain, as a question that the catalog should answer one day."""
    person = desk.person(session, slack_id)
    asked.note(
        session,
        root=None,
        person=person.id,
        unit=person.works_for,
        text=facts["words"],
        found_kind="none",
        aspect="what",
        match=facts["nearest"],
        now=clock.now(),
    )


def ask_person(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Talk to a person about what was looked for, with the words as they were typed."""
    orders.open_help(desk, body["trigger_id"], text=action["value"], on_top=True)
    ack()


def vote(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """I want this: one vote for each person, wherever the button stands."""
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        if action["value"] in {each.key for each in desk.seen_by(person).pipeline()}:
            votes.vote(session, action["value"], person.id, unit=person.works_for, now=clock.now())
        home.draw(session, desk, person)
    _show_vote(desk, body, action["value"])
    ack()


def take_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """I no longer want it."""
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        votes.take_back(session, action["value"], person.id)
        home.draw(session, desk, person)
    _show_vote(desk, body, action["value"])
    ack()


def _show_vote(desk: Desk, body: dict[str, Any], service: str) -> None:
    """Show what became of a vote beside Home: in the portfolio, or under a message by opening its page."""
    view = body.get("view", {})
    if view.get("callback_id") == "portfolio.page":
        _turn(desk, body, _path(view))
    elif view.get("type") != "home":
        open_at(desk, body["trigger_id"], body["user"]["id"], Place("service", service))


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that who waits for a service is told when it is there."""
    waiting.arrange(session, desk.catalog.company.zone, now)


def tell_waiting(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Look, each working morning, who wanted what can be ordered now; they are told by day."""
    for each, _ in waiting.ready(session, desk.catalog, now):
        at = gate.moment(desk.catalog.company, desk.person(session, each.person), now)
        timers.set_timer(session, waiting.TELL, at, now=now, facts={"vote": each.id})


def tell_one(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Tell one person once, unless something has happened since that speaks against it."""
    found = waiting.still_ready(session, desk.catalog, facts["vote"], now)
    if found is not None:
        vote, service = found
        told = {"key": service.key, "name": service.name, "outcome": service.outcome}
        desk.start(session, "offers", desk.person(session, vote.person), "portfolio/ready", service=told)
        waiting.told(session, vote, now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action(re.compile(r"^portfolio\.open(\.\d+)?$"))(open_portfolio)
    app.action(re.compile(r"^portfolio\.(go(\.\d+)?|jump)$"))(go_on)
    app.action("portfolio.back")(go_back)
    app.view("portfolio.page")(send_words)
    app.action("portfolio.person")(ask_person)
    app.action("portfolio.vote")(vote)
    app.action("portfolio.take_back")(take_back)


TIMERS: dict[str, Timer] = {waiting.LOOK: tell_waiting, waiting.TELL: tell_one}
