"""Who reads German is asked, called back and asked again in German, from the first question to the last."""

import re
from datetime import timedelta

from bot.sandbox.seen import SeenMessage
from tests.beginnings import begun_once
from tests.handlers.test_contact import refused
from tests.handlers.test_recovering import calls, where
from tests.handlers.test_surveys import SOON, deliver
from tests.office import Office

# What the catalog, people and other features say stays as it is written there.
GIVEN = (
    "Mail, chat and meetings",
    "@Dee Park",
    "@Kim Weiss",
    "@Ana Ruiz",
    "person",
    "people",
    "Finance",
    "IT-Leitung",
    "Kim sets it up",
)
ENGLISH = re.compile(
    r"\b(the|is|it|you|your|call|number|about|with|and|to|by|not|of|yes|what|at|thanks?)\b", re.IGNORECASE
)


def in_german(words: str) -> str:
    """Return what was said; fails on a word that is only English."""
    plain = words
    for each in GIVEN:
        plain = plain.replace(each, "")
    assert not ENGLISH.search(plain), (ENGLISH.search(plain), words)
    return words


def told(message: SeenMessage) -> str:
    in_german(message.text)
    return in_german(f"{message.all_text} {' '.join(message.buttons)}")


@begun_once
def deliver_in_german(office: Office) -> None:
    office.ana.changes(locale="de-DE")
    deliver(office)


def test_from_the_first_question_to_the_call_and_after_it(office: Office) -> None:
    deliver_in_german(office)
    assert "Läuft es bei Ihnen?" in told(office.ana.last())
    assert "Zu Bestellung 1 (Mail, chat and meetings): fertig" in told(office.ana.last())
    for label in ("Ja, es läuft", "1 Sehr schlecht", "Es hat zu lange gedauert"):
        office.ana.clicks(label)
        told(office.ana.last())
    assert "46,00\xa0$ im Monat" in office.ana.last().all_text
    office.ana.clicks("Nein, ist es nicht")
    offered = told(office.ana.last())
    assert "ruft Sie bis" in offered
    assert "Dienstag, 24. Nov. 2026, bis 10:00 Uhr" in str(office.ana.last().blocks)

    office.ana.clicks("Ja, bitte anrufen")
    assert "um es in Ordnung zu bringen" in told(office.ana.last())
    office.dee.clicks("Cannot reach them")
    assert "hat Sie nicht erreicht" in told(office.ana.last())
    calls(office, "Kim sets it up")
    assert "Was vereinbart ist" in told(where(office.ana, "haben Sie gesagt"))
    office.later(timedelta(days=1))
    asked = office.ana.last()
    assert "Ist es in Ordnung?" in told(asked)
    office.ana.clicks("Nein, noch nicht")
    assert "Das tut uns leid." in told(office.ana.last())


def test_a_time_that_is_past_is_said_so_in_german(office: Office) -> None:
    deliver_in_german(office)
    office.ana.clicks("Ja, es läuft")
    office.ana.clicks("1 Sehr schlecht")
    asked = office.ana.last()
    office.later(timedelta(days=3))
    office.ana.chooses("Ein besserer Zeitpunkt", "Dienstag, 24. Nov. 2026, bis 10:00 Uhr", on=asked)
    assert "zu nah oder schon vorbei" in told(office.ana.last())


def test_whether_it_works_is_asked_and_reminded_of_and_a_no_is_taken_in_german(office: Office) -> None:
    deliver_in_german(office)
    question = office.ana.last()
    office.later(timedelta(days=1))
    (_, reminder) = office.ana.sees("bot", thread=question)
    assert "Ein Klick genügt." in told(reminder)
    office.ana.clicks("Nein, noch nicht", on=reminder)
    answered, reminder = office.ana.sees("bot", thread=question)
    assert "wieder bei denen, die sich darum kümmern" in told(answered)
    assert "nichts mehr zu tun" in told(reminder)
    office.ana.clicks("Sagen, was nicht geht…", on=answered)
    assert office.ana.view is not None
    in_german(office.ana.view.all_text)
    office.ana.fills({"Was läuft noch nicht?": "Das Postfach fehlt"})
    assert office.ana.submits() == {}
    assert "Sie haben geschrieben" in told(office.ana.sees("bot", thread=question)[0])


def test_fewer_of_these_is_german_where_the_question_was(office: Office) -> None:
    deliver_in_german(office)
    office.ana.clicks("Weniger davon")
    form = office.ana.view
    assert form is not None
    in_german(form.all_text)
    office.ana.fills({"Was soll aufhören?": "Fragen, wie es gelaufen ist"})
    assert office.ana.submits() == {}
    assert refused(office) == ["surveys"]
    done = office.ana.view
    assert done is not None
    assert "frage nicht mehr, wie etwas gelaufen ist" in in_german(done.all_text)
    office.ana.clicks("Wieder einschalten", on=done)
    again = office.ana.view
    assert again is not None
    assert "Ich darf wieder fragen, wie etwas gelaufen ist." in in_german(again.all_text)
    assert refused(office) == []


def test_who_reads_a_language_without_words_reads_english(office: Office) -> None:
    office.ana.changes(locale="fr-FR")
    deliver(office, SOON)
    assert "Is it working for you?" in office.ana.last().all_text
    office.ana.clicks("Yes, it works")
    office.ana.clicks("1 Very poor")
    assert {"Yes, call me", "Fewer of these"} <= set(office.ana.last().buttons)
