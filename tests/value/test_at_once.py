"""Two processes arrange the same at the same moment: there is one of it."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.catalog import amendments
from bot.customer import claims, gate, hearing, people, policy, surveys, talks
from bot.customer.surveys import Survey
from bot.customer.talks import Loss, Talk
from bot.db import Database
from bot.delivery import outbox, schedules
from bot.delivery.jobs import Job
from bot.delivery.schedules import Schedule
from bot.process.orders import Order
from bot.refusal import Refused
from bot.settings import HOUSE
from bot.value import (
    advocates,
    amending,
    asking,
    digest,
    offers,
    outreach,
    posting,
    silence,
    statements,
    statements_reply,
    stopping,
)
from bot.value.book import Book
from bot.value.offers import Offer
from bot.value.posting import Posting
from tests.process.calder import ANA, BO, CATALOG, move_in
from tests.value.finance import needs, standstills

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
WANTED = Posting("CC-500", "C0FINANCE", "month", "mon", "09:00", "Europe/Berlin", by=BO)


def at_once(db: Database, *works: Callable[[Session], object]) -> None:
    """Do all of these, each in its own session and thread."""

    def do(work: Callable[[Session], object]) -> None:
        with db.session() as session:
            work(session)

    hands = [threading.Thread(target=do, args=[work]) for work in works]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def hesitating(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> None:
    """Let whoever comes to `place.name` wait a moment for somebody else to come there, too."""
    meeting(monkeypatch, threading.Barrier(2), place, name)


def meeting(monkeypatch: pytest.MonkeyPatch, both: threading.Barrier, place: Any, name: str) -> None:
    """Let whoever comes to `place.name` wait a moment for somebody else to come to where `both` meet."""
    done = getattr(place, name)

    def wait_and_do(*args: Any, **more: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.3)
        return done(*args, **more)

    monkeypatch.setattr(place, name, wait_and_do)


@pytest.mark.parametrize(
    "arrange",
    [
        lambda session: outreach.arrange(session, "Europe/Berlin", NOW),
        lambda session: digest.arrange(session, "cy@calder.example", "Europe/Berlin", NOW),
        lambda session: posting.arrange(session, WANTED, NOW),
    ],
    ids=["the look for needs", "a digest", "a report"],
)
def test_what_is_arranged_twice_at_once_comes_once(
    db: Database, monkeypatch: pytest.MonkeyPatch, arrange: Callable[[Session], object]
) -> None:
    hesitating(monkeypatch, schedules, "add")
    at_once(db, arrange, arrange)
    with db.read() as session:
        assert len(session.exec(select(Schedule)).all()) == 1


def test_somebody_met_twice_at_once_is_one_person(db: Database) -> None:
    met = threading.Event()

    def meet(session: Session) -> None:
        people.meet(session, ANA)
        met.set()
        time.sleep(0.2)

    def meet_meanwhile(session: Session) -> None:
        met.wait(0.5)
        people.meet(session, ANA).unit = "CC-500"

    at_once(db, meet, meet_meanwhile)
    with db.read() as session:
        assert session.get_one(people.Person, ANA).unit == "CC-500"


def test_of_two_who_answer_for_a_unit_at_once_one_is_heard(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.session() as session:
        number = claims.begin(session, people.meet(session, "U0EVE"), "CC-500", NOW).number
    heard: list[bool] = []

    def decide(*, yes: bool) -> Callable[[Session], object]:
        def answer(session: Session) -> None:
            claim = session.get_one(claims.Claim, number)
            heard.append(claims.decide(session, claim, yes=yes, by=BO, now=NOW))

        return answer

    hesitating(monkeypatch, people, "hold")
    at_once(db, decide(yes=True), decide(yes=False))
    with db.read() as session:
        claim, eve = session.get_one(claims.Claim, number), session.get_one(people.Person, "U0EVE")
    assert sorted(heard) == [False, True]
    assert (claim.state == "confirmed") == (eve.unit == "CC-500")
    assert eve.claim is None


def test_who_chooses_twice_at_once_is_asked_about_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(session: Session) -> None:
        claims.begin(session, people.meet(session, "U0EVE"), "CC-500", NOW)

    with db.session() as session:
        people.meet(session, "U0EVE")
    hesitating(monkeypatch, people, "hold")
    at_once(db, choose, choose)
    with db.read() as session:
        assert len(session.exec(select(claims.Claim)).all()) == 1


def test_one_need_is_offered_to_one_person(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.session() as session:
        move_in(session)
        standstills(session)
        (need,) = needs(session, CATALOG)
    hesitating(monkeypatch, outreach, "standing_of")
    at_once(
        db,
        lambda session: outreach.look(session, CATALOG, [need], NOW, to=[ANA]),
        lambda session: outreach.look(session, CATALOG, [need], NOW, to=[BO]),
    )
    with db.read() as session:
        assert [offer.state for offer in session.exec(select(Offer))] == ["shown"]


def test_two_additions_that_do_not_go_together_are_not_accepted_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.session() as session:
        move_in(session)
    erp = CATALOG.service("ERP")
    new = {"key": "XTR", "kind": "supporting", "stage": "pipeline", "boundary": "it", "owner": erp.owner}
    new |= {"owner_role": "Owner", "team": erp.team, "team_channel": erp.team_channel}
    refused: list[str] = []

    def accept(name: str) -> Callable[[Session], None]:
        def add(session: Session) -> None:
            facts = {**new, "name": name, "outcome": "It is there twice."}
            about: dict[str, Any] = {"kind": "service", "service": "XTR", "facts": facts}
            book = Book(CATALOG, HOUSE / "catalog_data", people.meet(session, "U0DEE"), NOW)
            with suppress(Refused):
                amending.add(session, book, **about)
                return
            refused.append(name)
            session.rollback()

        return add

    hesitating(monkeypatch, amendments, "decide")
    at_once(db, accept("One"), accept("Two"))
    with db.read() as session:
        (counts,) = amendments.in_force(session)
    assert {counts.facts["name"], *refused} == {"One", "Two"}


def test_of_two_surveys_at_once_one_is_sent(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.session() as session:
        people.meet(session, ANA)
    hesitating(monkeypatch, policy, "may_survey")

    def ask(number: int) -> Callable[[Session], None]:
        def invite(session: Session) -> None:
            planned = surveys.plan(
                session,
                CATALOG.surveys["order"],
                about=f"recovery:{number}",
                person=ANA,
                unit="CC-500",
                service="ERP",
                language="en",
                due_at=NOW,
            )
            assert planned is not None
            asking.send(session, CATALOG, planned, NOW)

        return invite

    at_once(db, ask(1), ask(2))
    with db.read() as session:
        held = session.exec(select(Survey.suppressed)).all()
        assert sorted(held, key=str) == [None, "surveyed"]


def test_what_is_started_and_stopped_at_once_is_not_sent(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.session() as session:
        people.meet(session, ANA)
    hesitating(monkeypatch, policy, "may_survey")

    def start(session: Session) -> None:
        if gate.survey(session, CATALOG.company, people.meet(session, ANA), NOW).allowed:
            outbox.say(session, ANA, "notice", now=NOW, starts="surveys")

    at_once(db, start, lambda session: hearing.stop(session, ANA, ["surveys"]))
    with db.read() as session:
        assert hearing.refuses(session.get_one(people.Person, ANA), "surveys")
        assert session.exec(select(Job)).all() == []


def test_of_two_taps_on_one_talk_one_counts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.session() as session:
        known: dict[str, Any] = {
            "unit": "CC-500",
            "requirement": "Close a day sooner",
            "said_by": BO,
            "opened_at": NOW,
        }
        session.add(Talk(**known, answered_at=NOW, step="A run at night", step_owner="U0CY"))
    hesitating(monkeypatch, talks, "hold")
    told: list[str] = []

    def agree(session: Session) -> None:
        known = talks.find(session, 1)  # as whoever may agree is looked up
        try:
            talks.agree(session, talks.hold(session, known.number, "agree"), NOW)
            told.append("agreed")
        except Refused:
            told.append("refused")
            session.rollback()

    at_once(db, agree, agree)
    assert sorted(told) == ["agreed", "refused"]


def test_a_unit_that_fell_silent_is_asked_once(db: Database) -> None:
    with db.session() as session:
        fell: dict[str, Any] = {
            "unit": "CC-500",
            "measure": "contacts",
            "before": 20,
            "after": 2,
            "told_at": NOW,
        }
        session.add(Loss(**fell, since=NOW.date(), until=NOW.date(), owner="U0DEE"))
    asked: list[str] = []
    both = threading.Barrier(2)

    def ask(session: Session) -> None:
        session.exec(select(Loss)).all()
        with suppress(threading.BrokenBarrierError):
            both.wait(0.3)
        found = talks.together(session, 1)
        if found[0].asked_of is None:
            silence.ask(found, BO, NOW)
            asked.append(BO)
            session.flush()

    at_once(db, ask, ask)
    assert asked == [BO]


def shown_offer(**given: Any) -> Offer:
    level: dict[str, Any] = {
        "service": "ERP",
        "from_tier": "Standard",
        "to_tier": "Extended hours",
        "quantity": 1,
    }
    return Offer(
        person=ANA, unit="CC-500", **level, rule="quota", evidence={}, monthly_difference_minor=1, **given
    )


def test_an_offer_whose_moment_comes_while_its_reader_stops_offers(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.session() as session:
        people.meet(session, ANA)
        session.add(shown_offer(shown_at=NOW))
    both = threading.Barrier(2)
    meeting(monkeypatch, both, outreach, "has_trouble")
    meeting(monkeypatch, both, offers, "stop_all")
    done: list[str | None] = []

    def begin(session: Session) -> None:
        _, why_not = outreach.whose_moment_came(session, CATALOG, 1, NOW)
        done.append("begun" if why_not is None else "held back")

    def stop(session: Session) -> None:
        stopping.stop(session, ANA, ["offers"], NOW)
        done.append("stopped")

    at_once(db, begin, stop)
    assert sorted(map(str, done)) in (["begun", "stopped"], ["held back", "stopped"])


def test_a_good_contact_ends_while_somebody_looks_for_offers(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.session() as session:
        move_in(session)
        standstills(session)
        (need,) = needs(session, CATALOG)
    cause = advocates.Cause("CC-500", "ERP", BO)
    monkeypatch.setattr(advocates, "_is_content", lambda *_: True)
    monkeypatch.setattr(advocates, "_causes", lambda *_: iter([cause]))
    monkeypatch.setattr(outreach, "has_trouble", lambda *_: False)
    both = threading.Barrier(2)
    meeting(monkeypatch, both, policy, "may_talk")
    meeting(monkeypatch, both, outreach, "standing_of")
    done: list[str] = []

    def end_contact(session: Session) -> None:
        advocates.to_ask(session, CATALOG, ANA, "CC-500", "ERP", NOW)
        outreach.look(session, CATALOG, [need], NOW, to=[ANA])
        done.append("ended")

    def look(session: Session) -> None:
        outreach.look(session, CATALOG, [need], NOW, to=[ANA])
        done.append("looked")

    at_once(db, end_contact, look)
    assert sorted(done) == ["ended", "looked"]


def test_of_two_who_decide_on_a_statement_at_once_one_is_heard(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.session() as session:
        move_in(session)
        (mine,) = [
            each for each in statements.draw(session, CATALOG, "2026-10", NOW) if each.unit == "CC-500"
        ]
        statements.send(mine, NOW)
        number = mine.number
    hesitating(monkeypatch, statements, "hold")
    heard: list[str] = []

    def say(state: str) -> Callable[[Session], object]:
        def decide(session: Session) -> None:
            with suppress(Refused):
                statements.decide(statements.hold(session, number), state, by=BO, now=NOW)
                heard.append(state)

        return decide

    at_once(db, say("accepted"), say("disputed"))
    with db.read() as session:
        assert [statements.find(session, number).state] == heard


def test_a_statement_that_is_accepted_while_its_question_is_opened_again_stays_accepted(db: Database) -> None:
    with db.session() as session:
        asked = Order(kind="question", person=BO, unit="CC-500", state="done", opened_at=NOW)
        session.add(asked)
        session.flush()
        (mine,) = (
            each for each in statements.draw(session, CATALOG, "2026-10", NOW) if each.unit == "CC-500"
        )
        number = mine.number
        mine.state, mine.order_id = "settled", asked.number

    def open_again() -> None:
        with db.session() as session:
            asked.state = "open"
            statements_reply.follow(session, asked)

    with db.session() as session:
        statements.decide(statements.hold(session, number), "accepted", by=BO, now=NOW)
        session.flush()
        other = threading.Thread(target=open_again)
        other.start()
        other.join(0.3)
    other.join()
    with db.read() as session:
        assert statements.find(session, number).state == "accepted"


def test_a_month_is_drawn_once_by_two_at_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.session() as session:
        move_in(session)
    hesitating(monkeypatch, statements, "alone")
    drawn: list[int] = []

    def draw(session: Session) -> None:
        drawn.append(len(statements.draw(session, CATALOG, "2026-10", NOW)))

    at_once(db, draw, draw)
    assert sorted(drawn) == [0, len(CATALOG.company.units)]
