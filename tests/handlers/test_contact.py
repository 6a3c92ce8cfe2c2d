"""What a person hears from the bot: less of it from any message, from Home and in words; at once, and back."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.customer import hearing
from bot.customer.contacts import Contact
from bot.customer.hearing import KINDS
from bot.customer.people import Person
from bot.delivery.jobs import Job
from bot.sandbox.hands import Person as Hands
from bot.settings import HOUSE
from bot.value.offers import Offer
from tests.office import Office
from tests.value.finance import standstills


def fewer(person: Hands, what: str) -> None:
    """Press the button under the latest message that has it, and choose."""
    person.clicks("Fewer of these")
    person.fills({"What should stop?": what})
    assert person.submits() == {}


def refused(office: Office, key: str = "ana") -> list[str]:
    with office.desk.read() as session:
        person = session.get_one(Person, office.workspace.person(key).id)
        return [kind for kind in KINDS if hearing.refuses(person, kind)]


def begun(office: Office, key: str = "ana") -> int:
    return len(office.workspace.person(key).sees("bot"))


def start(office: Office, kind: hearing.Kind, key: str = "ana") -> None:
    """Have the bot begin a conversation; the words are those of any message."""
    with office.desk.session() as session:
        person = office.desk.person(session, office.workspace.person(key).id)
        office.desk.start(session, kind, person, "contact/resumed", kinds=[kind])
    office.sender.run_once()


@pytest.fixture
def hurt(office: Office) -> None:
    with office.desk.session() as session:
        standstills(session)


# From a message


@pytest.mark.usefixtures("hurt")
@pytest.mark.parametrize(
    ("what", "stopped"),
    [("Suggestions", ["offers"]), ("Everything I start", list(KINDS)), ("Nothing, keep it as it is", [])],
)
def test_one_button_stops_this_kind_or_all_or_nothing(office: Office, what: str, stopped: list[str]) -> None:
    office.look()
    fewer(office.ana, what)

    assert refused(office) == stopped
    assert begun(office) == 1  # no message more
    assert ("Switch on again" in office.ana.last().buttons) is bool(stopped)


@pytest.mark.usefixtures("hurt")
def test_it_is_taken_back_where_it_was_done_and_only_what_was_stopped_there(office: Office) -> None:
    with office.desk.session() as session:
        hearing.stop(session, office.ana.id, ["talks"])
    office.look()
    fewer(office.ana, "Everything I start")
    form = office.ana.view
    assert form
    assert "I no longer ask how something went, suggest anything, begin conversations or send digests" in form
    office.ana.clicks("Switch on again", on=form)

    assert "It is on again" in str(office.ana.view and office.ana.view.all_text)
    assert refused(office) == ["talks"]


def test_everyone_decides_for_themselves_only(office: Office, hurt: None) -> None:
    office.look()
    office.eve.clicks("Fewer of these", on=office.ana.last())
    office.eve.fills({"What should stop?": "Everything I start"})
    office.eve.submits()
    assert (refused(office, "eve"), refused(office, "ana")) == (list(KINDS), [])


# From Home, by command and in words


def test_home_has_a_switch_for_each_kind(office: Office) -> None:
    seen = office.ana.opens_home()
    assert seen
    assert "What you hear from me" in seen
    assert "I start nothing between 18:00 and 8:00, nor at weekends, on your clock" in seen
    assert "I have not asked you yet" in seen
    office.ana.chooses("contact.hears", "surveys", "digests")
    assert refused(office) == ["offers", "talks"]
    office.ana.chooses("contact.hears")
    assert refused(office) == list(KINDS)
    office.ana.chooses("contact.hears", *KINDS)
    assert refused(office) == []


@pytest.mark.parametrize(
    ("words", "stopped"),
    [
        ("", list(KINDS)),
        ("all", list(KINDS)),
        ("everything please", list(KINDS)),
        ("surveys", ["surveys"]),
        ("offers", ["offers"]),
        ("talks", ["talks"]),
        ("the conversations", ["talks"]),
        ("digests", ["digests"]),
        ("surveys and offers", ["surveys", "offers"]),
    ],
)
def test_the_command_stops_what_it_names(office: Office, words: str, stopped: list[str]) -> None:
    office.ana.command(f"/it stop {words}")
    assert "Done. I no longer" in str(office.ana.last()).replace("*", "")
    assert refused(office) == stopped
    office.ana.clicks("Switch on again")
    assert refused(office) == []


@pytest.mark.parametrize(
    ("words", "stopped"),
    [
        ("stop", list(KINDS)),
        ("Stopp!", list(KINDS)),
        ("bitte abmelden", list(KINDS)),
        ("leave me alone", list(KINDS)),
        ("stop sending messages", list(KINDS)),
        ("stop asking me", ["surveys", "offers", "talks"]),
        ("no more digests", ["digests"]),
        ("no more surveys please", ["surveys"]),
    ],
)
def test_in_words(office: Office, words: str, stopped: list[str]) -> None:
    office.ana.dm(words)
    assert refused(office) == stopped


def test_to_stop_something_else_stops_nothing(office: Office) -> None:
    for words in ("how do I stop the backup?", "stop the printer from jamming", "can I stop my order?"):
        office.ana.dm(words)
    assert refused(office) == []


# At once


@pytest.mark.parametrize("kind", KINDS)
def test_what_waits_for_the_morning_is_taken_back(office: Office, kind: hearing.Kind) -> None:
    others = [each for each in KINDS if each != kind]
    office.later(timedelta(hours=12))  # nine in the evening
    start(office, kind)
    start(office, others[0])
    assert begun(office) == 0
    with office.desk.session() as session:
        hearing.stop(session, office.ana.id, [kind])
    office.later(timedelta(hours=12))
    assert begun(office) == 1


@pytest.mark.usefixtures("hurt")
def test_an_offer_that_waits_is_taken_back_and_was_never_made(office: Office) -> None:
    office.later(timedelta(hours=12))
    office.look()
    office.ana.command("/it stop offers")
    office.later(timedelta(hours=12))
    with office.desk.read() as session:
        (offer,) = session.exec(select(Offer).where(Offer.person == office.ana.id))
        assert (offer.state, offer.suppressed, offer.shown_at) == ("suppressed", "opted_out", None)
        assert session.exec(select(Contact).where(Contact.intent == "offer")).all() == []
    assert not any("longer hours" in seen for seen in office.ana.sees("bot"))


def test_what_the_person_asks_for_is_never_limited(office: Office) -> None:
    office.ana.command("/it stop")
    office.ana.dm("what does ERP cost?")
    assert "$165" in office.ana.last().all_text


# Quiet hours


@pytest.mark.parametrize(
    ("zone", "hours", "there"),
    [
        ("America/Denver", 0, "2026-11-23 09:00"),
        ("America/Denver", 10, "2026-11-24 08:00"),  # seven in the evening
        ("Asia/Kathmandu", 0, "2026-11-24 08:00"),  # a quarter to ten in the evening
        ("Asia/Kathmandu", 24 * 4, "2026-11-30 08:00"),  # Friday evening
    ],
)
def test_it_begins_when_it_is_day_on_the_persons_clock(
    office: Office, zone: str, hours: int, there: str
) -> None:
    office.ana.changes(zone=zone)
    office.later(timedelta(hours=hours))
    start(office, "talks")
    with office.desk.read() as session:
        (job,) = session.exec(select(Job).where(Job.starts == "talks"))
        assert f"{job.due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == there


@pytest.mark.usefixtures("hurt")
def test_an_offer_found_at_night_is_shown_in_the_morning(office: Office) -> None:
    office.later(timedelta(hours=12))
    office.look()
    assert begun(office) == 0
    office.later(timedelta(hours=11))
    assert "Would longer hours" in office.ana.last().all_text
    with office.desk.read() as session:
        (offer,) = session.exec(select(Offer).where(Offer.person == office.ana.id))
        (kept,) = session.exec(select(Contact).where(Contact.intent == "offer"))
        assert offer.shown_at == kept.at == datetime.fromisoformat("2026-11-24T15:00Z")
        assert (kept.started_by, kept.engagement) == ("bot", "offer")


# Everywhere


def test_every_message_that_the_bot_begins_with_has_the_button() -> None:
    inside = r"(?:(?!\n\n).)*?"
    begins = re.compile(rf'desk\.start\({inside}"(\w+)",{inside}"(\w+/\w+)"', re.DOTALL)
    sources = (path.read_text() for path in sorted((HOUSE / "handlers").glob("*.py")))
    begun = {found for source in sources for found in begins.findall(source)}
    begun |= {
        ("surveys", "closing/remind"),
        ("surveys", "surveys/_step"),
        ("surveys", "surveys/thanks"),
        ("digests", "digests/owner"),
        ("digests", "digests/unit"),
    }
    begun |= {("talks", "talks/lost"), ("talks", "advocates/ask"), ("digests", "talks/agenda")}
    assert ("offers", "offers/offer") in begun
    for kind, template in begun:
        words = (HOUSE / "templates" / f"{template}.j2").read_text()
        assert f'fewer("{kind}"' in words, template
