"""The desk: all that a handler or a timer may touch."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import clock
from bot.catalog import Catalog, Service, Unit
from bot.catalog.finding import Finder
from bot.customer import claims, gate, people
from bot.customer.hearing import Kind
from bot.customer.people import Person
from bot.db import Database
from bot.delivery import inbound, outbox, timers
from bot.delivery.wire import Declined, Wire
from bot.referee import Referee
from bot.refusal import Refused
from bot.render import Renderer
from bot.settings import Settings
from bot.value.book import Book

Timer = Callable[[Session, "Desk", datetime, Mapping[str, Any]], None]


@dataclass
class Visit:
    """One delivery from Slack: its key, and whether a session has accepted it yet."""

    key: str
    view: str | None = None  # the id of the form in which it was pressed
    accepted: bool = False


@dataclass(frozen=True)
class Stock:
    """A catalog with what is derived from it."""

    catalog: Catalog
    finder: Finder


@dataclass
class Shelf:
    """Holds the catalog that is in force; putting another there is one step, seen by whoever looks next."""

    stock: Stock


@dataclass(frozen=True)
class Desk:
    """What a handler works with; during a request it also knows which delivery it answers."""

    db: Database
    shelf: Shelf
    settings: Settings
    renderer: Renderer
    wire: Wire
    visit: Visit | None = None
    referee: Referee | None = None

    @property
    def catalog(self) -> Catalog:
        """The catalog that is in force."""
        return self.shelf.stock.catalog

    @property
    def finder(self) -> Finder:
        """Finds the catalog entry that answers a question."""
        return self.shelf.stock.finder

    def visited(self, key: str, view: str | None = None) -> "Desk":
        """Return this desk for the length of one delivery, with the catalog as it is now."""
        return replace(self, visit=Visit(key, view), shelf=Shelf(self.shelf.stock))

    @property
    def is_done(self) -> bool:
        """Whether something was written for the delivery that this desk answers."""
        return self.visit is not None and self.visit.accepted

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One write transaction; the first in a request accepts its delivery.

        Raises AlreadyHandled when the delivery was handled before.
        """
        with self.db.session() as session:
            accepting = self.visit is not None and not self.visit.accepted
            if accepting and self.visit:
                inbound.accept(session, self.visit.key, clock.now())
            yield session
        if accepting and self.visit:
            self.visit.accepted = True

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the rows."""
        with self.db.read() as session:
            yield session

    def say(
        self,
        session: Session,
        to: str,
        template: str,
        /,
        *,
        thread: str | None = None,
        due_at: datetime | None = None,
        key: str | None = None,
        **facts: Any,
    ) -> None:
        """Have `template` posted to a channel or person once this session is on disk."""
        outbox.say(session, to, template, now=clock.now(), thread=thread, due_at=due_at, key=key, facts=facts)

    def show(
        self,
        session: Session,
        card: str,
        to: str,
        template: str,
        /,
        *,
        thread: str | None = None,
        **facts: Any,
    ) -> None:
        """Have the one message named `card` say `template`: posted the first time, edited after."""
        outbox.show(session, card, to, template, now=clock.now(), thread=thread, facts=facts)

    def start(
        self,
        session: Session,
        kind: Kind,
        person: Person,
        template: str,
        /,
        *,
        card: str | None = None,
        key: str | None = None,
        **facts: Any,
    ) -> None:
        """Begin a conversation of this kind with a person, in the first moment that is not quiet for them.

        With `card` it is a message that is edited as things move. Refused until then, it is never sent; the
        gate was asked by who calls this.
        """
        now = clock.now()
        due_at = gate.moment(self.catalog.company, person, now)
        if card is None:
            outbox.say(
                session, person.id, template, now=now, due_at=due_at, key=key, starts=kind, facts=facts
            )
        else:
            outbox.show(session, card, person.id, template, now=now, due_at=due_at, starts=kind, facts=facts)

    def whisper(
        self,
        session: Session,
        channel: str,
        person: str,
        template: str,
        /,
        *,
        thread: str | None = None,
        **facts: Any,
    ) -> None:
        """Have `template` shown to one person in a channel."""
        outbox.whisper(session, channel, person, template, now=clock.now(), thread=thread, facts=facts)

    def soon(self, session: Session, timer: str, **facts: Any) -> None:
        """Have a timer run right after this session is on disk: what the ack need not wait for."""
        timers.soon(session, timer, now=clock.now(), facts=facts)

    def home(self, session: Session, person: str, template: str, /, **facts: Any) -> None:
        """Have a person's Home drawn."""
        outbox.home(session, person, template, now=clock.now(), facts=facts)

    def view(self, template: str, /, **facts: Any) -> dict[str, Any]:
        """Render a modal or a Home, for an ack or for one of the three below."""
        return self.renderer.view(template, facts)

    def options(self, template: str, /, **facts: Any) -> list[dict[str, Any]]:
        """Render what a search select offers."""
        return self.renderer.options(template, facts)

    def open(self, trigger_id: str, template: str, /, **facts: Any) -> None:
        """Open a modal while the trigger lives."""
        self._call("views.open", trigger_id=trigger_id, view=self.view(template, **facts))

    def push(self, trigger_id: str, template: str, /, **facts: Any) -> None:
        """Put a modal on top of the one that is open; on top of three, which is all Slack stacks, in its place."""
        try:
            self._call("views.push", trigger_id=trigger_id, view=self.view(template, **facts))
        except Declined as declined:
            top = self.visit and self.visit.view
            if declined.error != "push_limit_reached" or not top:
                raise
            self.update(top, None, template, **facts)

    def update(self, view_id: str, hash_: str | None, template: str, /, **facts: Any) -> None:
        """Redraw an open modal."""
        given = {"hash": hash_} if hash_ else {}
        self._call("views.update", view_id=view_id, view=self.view(template, **facts), **given)

    def _call(self, method: str, **args: Any) -> dict[str, Any]:
        if self.db.in_session:
            raise RuntimeError(f"{method} inside a session would hold everyone else up")
        return self.wire.call(method, **args)

    def person(self, session: Session, slack_id: str) -> Person:
        """Return who this is; someone never seen before gets a row, and the clock asks Slack about them."""
        return people.meet(session, slack_id)

    def unit_of(self, session: Session, slack_id: str) -> Unit:
        """Return the business unit whose affairs a person may read.

        Raises Refused with the units to choose from while theirs is not known, and with what they can do
        already while nobody confirmed it.
        """
        unit = self.works_for_of(session, slack_id)
        if unit.code != people.unit_of(session, slack_id):
            claim = claims.open_of(session, slack_id)
            asked = claim.asked if claim else None
            raise Refused("belonging/waits", ["order", "talk"], unit_name=unit.name, asked=asked)
        return unit

    def works_for_of(self, session: Session, slack_id: str, wanted: str | None = None) -> Unit:
        """Return the business unit for which a person orders, confirmed or not.

        Raises Refused with the units to choose from while it is not known; once it is chosen, the order form
        opens for what was `wanted`: "ERP", "ERP.Standard", or "any".
        """
        person = people.find(session, slack_id)
        unit = self.works_for(person) if person else None
        if unit is None:
            raise Refused("people/which_unit", ["choose_unit"], units=self.units_to_choose, wanted=wanted)
        return unit

    @property
    def units_to_choose(self) -> list[dict[str, str]]:
        """The units that somebody may say they work for."""
        return [{"code": each.code, "name": each.name} for each in self.catalog.company.open_units]

    def zone(self, person: Person) -> str:
        """Return the IANA zone of a person, the company's while Slack has not told theirs."""
        return person.zone or self.catalog.company.zone

    def language(self, session: Session, slack_id: str) -> str:
        """Return in which of the languages of surveys the person with this id reads (`de`)."""
        return self.catalog.language(people.locale_of(session, slack_id))

    def today(self, person: Person | None = None) -> date:
        """Return the date on a person's calendar, on the company's for nobody."""
        return clock.today(self.zone(person) if person else self.catalog.company.zone)

    def unit(self, person: Person) -> Unit | None:
        """Return the business unit whose affairs a person may read, None while nobody confirmed any."""
        return self.catalog.company.units.get(person.unit or "")

    def works_for(self, person: Person) -> Unit | None:
        """Return the business unit for which a person orders and answers, confirmed or not; None while not known."""
        return self.catalog.company.units.get(person.works_for or "")

    def reads(self, person: Person, unit: Unit) -> bool:
        """Say whether a person may read what a unit has, pays and has left: their own, or one they answer for."""
        return person.unit == unit.code or self.catalog.company.answers_for(unit, person.email)

    def seen_by(self, person: Person) -> Catalog:
        """Return the catalog as this person may see it."""
        return self.catalog.seen_by(self.unit(person))

    def book(self, session: Session, slack_id: str) -> Book:
        """Return what the person with this id writes into who adds to the catalog."""
        return Book(self.catalog, self.settings.catalog, self.person(session, slack_id), clock.now())

    def catalog_of(self, session: Session, slack_id: str) -> Catalog:
        """Return the catalog as the person with this id may see it."""
        return self.catalog.seen_by(self.catalog.company.units.get(people.unit_of(session, slack_id) or ""))

    def slack_id(self, session: Session, email: str) -> str | None:
        """Return the Slack id of the person with this address, None while Slack has not shown them."""
        return people.id_of(session, email)

    def channel(self, session: Session, name: str) -> str | None:
        """Return the id of the channel of that name (`#finance`)."""
        return people.place_id(session, name)

    def leads(self, session: Session) -> list[str]:
        """Return the Slack ids of the IT leads."""
        return self._ids(session, self.catalog.company.leads)

    def keepers(self, session: Session) -> list[str]:
        """Return the Slack ids of who keeps IT's books: IT leads first, then IT finance, each once."""
        company = self.catalog.company
        return list(dict.fromkeys(self._ids(session, (*company.leads, *company.it_finance))))

    def _ids(self, session: Session, emails: Iterable[str]) -> list[str]:
        ids = [self.slack_id(session, email) for email in emails]
        return [slack_id for slack_id in ids if slack_id]

    def team(self, session: Session, service: Service | None) -> str | None:
        """Return where the people who look after `service` can be reached.

        Their channel, else the owner, else the help channel, else an IT lead; None when Slack has shown
        the bot none of them.
        """
        return next(filter(None, self._reachable(session, service)), None)

    def _reachable(self, session: Session, service: Service | None) -> Iterator[str | None]:
        if service and service.team_channel:
            yield self.channel(session, service.team_channel)
        if service:
            yield self.slack_id(session, service.owner)
        yield self.channel(session, self.catalog.company.help_channel)
        yield from self.leads(session)
