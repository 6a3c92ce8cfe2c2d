"""Who is who: chosen by themselves, learned from Slack, kept up with at Slack's pace."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import clock
from bot.customer.people import Person, Place, place_id
from bot.delivery.wire import Declined, TooFast, Unmet
from handlers import channels, people
from tests.office import Office
from tests.reading import form


def known(office: Office, slack_id: str) -> Person:
    with office.desk.read() as session:
        return session.get_one(Person, slack_id)


def asked(office: Office, method: str) -> int:
    """Count how often Slack was asked by this method."""
    return sum(exchange.what == method for exchange in office.workspace.traffic)


# The business unit


def test_eve_is_thanked_where_she_was_asked(office: Office) -> None:
    question = office.eve.dm("what is ERP?")
    office.eve.clicks("Order")
    office.eve.chooses("person.unit", "People")
    assert "you work for *People*" in office.eve.last()
    assert office.eve.last().thread_ts == question.ts

    office.eve.says("#general", "@domestique what is ERP?")
    office.eve.clicks("Order")
    assert "What do you need?" in form(office.eve).labels


def test_nobody_makes_themselves_it(office: Office) -> None:
    office.eve.command("/it order")
    with pytest.raises(LookupError, match="no option"):
        office.eve.chooses("person.unit", "IT")


def test_what_eve_wanted_opens_once_she_chose(office: Office) -> None:
    office.eve.dm("what is ERP?")
    office.eve.clicks("Compare levels")
    office.eve.clicks("Order Extended hours")
    office.eve.chooses("person.unit", "People")

    assert "Orders and finance" in form(office.eve)
    assert "Extended hours" in form(office.eve)
    assert office.eve.submits() == {}


def test_eve_is_asked_once_for_her_unit(office: Office) -> None:
    office.eve.command("/it order")
    assert "Which part of the company do you work for?" in office.eve.last()

    office.eve.chooses("person.unit", "People")
    assert "you work for *People*" in office.eve.last()
    assert known(office, "U0EVE").works_for == "CC-600"
    assert "What do you need?" in form(office.eve).labels
    office.eve.closes()

    office.eve.clicks("Order something")
    assert "What do you need?" in form(office.eve).labels
    office.eve.closes()
    office.eve.command("/it order ERP")
    assert "Orders and finance" in form(office.eve)


def test_eve_chooses_in_the_form_that_asked_and_goes_on(office: Office) -> None:
    said = office.bo.says("#general", "The printer is broken")
    office.eve.message_shortcut("order.from_message", said)
    office.eve.chooses("What is it about?", "We need something")
    assert form(office.eve).title == "Before we go on"

    office.eve.chooses("person.unit", "People")
    assert "Go back, and on from there." in form(office.eve)
    assert form(office.eve).buttons == []
    office.eve.closes()
    office.eve.chooses("What is it about?", "We need something")
    assert "What do you need?" in form(office.eve).labels
    assert office.eve.sees("bot") == []


# What Slack tells


def test_a_changed_profile_is_learned(office: Office) -> None:
    office.ana.changes(zone="Europe/Berlin", locale="de-DE")

    ana = known(office, "U0ANA")
    assert (ana.zone, ana.locale, ana.unit) == ("Europe/Berlin", "de-DE", "CC-500")


def test_somebody_who_left_is_nobody_to_turn_to(office: Office) -> None:
    office.bo.changes(deleted=True)

    assert not known(office, "U0BO").active
    with office.desk.read() as session:
        assert office.desk.slack_id(session, "bo@calder.example") is None


def test_strangers_who_change_their_profile_stay_strangers(office: Office) -> None:
    office.eve.changes(zone="Asia/Tokyo")

    with office.desk.read() as session:
        assert session.get(Person, "U0EVE") is None


def test_everybody_in_the_catalog_is_found_by_their_address(office: Office) -> None:
    with office.desk.read() as session:
        emails = set(session.exec(select(Person.email)).all())
        assert emails >= office.desk.catalog.emails
        assert all(place_id(session, name) for name in office.desk.catalog.channels)


def test_who_is_known_is_not_asked_about_again_before_a_day_is_over(office: Office) -> None:
    before = asked(office, "users.info"), asked(office, "users.lookupByEmail")
    people.keep_up(office.desk)
    assert (asked(office, "users.info"), asked(office, "users.lookupByEmail")) == before

    office.frozen.tick(timedelta(days=1, minutes=1))
    people.keep_up(office.desk)
    assert asked(office, "users.info") == before[0] + len(office.desk.catalog.emails)


def test_a_newcomer_is_looked_up(office: Office) -> None:
    office.eve.dm("hello, what is ERP?")
    people.find_people(office.desk)

    eve = known(office, "U0EVE")
    assert (eve.name, eve.zone, eve.email) == ("Eve Stone", "Europe/Berlin", "eve@calder.example")


def test_who_is_not_in_slack_is_asked_about_once_a_day(office: Office) -> None:
    with office.desk.session() as session:
        office.desk.person(session, "U0GONE")
    people.find_people(office.desk)
    before = asked(office, "users.info")
    people.find_people(office.desk)

    assert asked(office, "users.info") == before
    assert known(office, "U0GONE").seen_at == clock.now()


def forget_everyone(office: Office) -> None:
    with office.desk.session() as session:
        for person in session.exec(select(Person)):
            session.delete(person)


def test_an_address_that_slack_does_not_know_is_passed_over(office: Office) -> None:
    forget_everyone(office)
    office.workspace.member("bo").email = "bo.larsen@calder.example"
    people.find_people(office.desk)

    with office.desk.read() as session:
        known_now = {person.id for person in session.exec(select(Person))}
    assert "U0BO" not in known_now
    assert "U0CY" in known_now


def test_what_slack_told_before_it_asked_to_wait_is_kept(office: Office) -> None:
    forget_everyone(office)
    asked_for = 0
    call = type(office.desk.wire).call

    def hasty(wire: object, method: str, **args: object) -> object:
        nonlocal asked_for
        asked_for += 1
        if asked_for > 5:
            raise TooFast(30)
        return call(wire, method, **args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(office.desk.wire), "call", hasty)
        with pytest.raises(TooFast):
            people.find_people(office.desk)

    with office.desk.read() as session:
        assert len(session.exec(select(Person)).all()) == 5
    people.find_people(office.desk)
    with office.desk.read() as session:
        assert len(session.exec(select(Person)).all()) == len(office.desk.catalog.emails)


def test_another_no_than_nobody_is_not_swallowed(office: Office) -> None:
    forget_everyone(office)
    office.workspace.app = replace(office.workspace.app, bot_token="xoxb-another")
    with pytest.raises(Declined, match="invalid_auth"):
        people.find_people(office.desk)


# Channels


def test_channels_are_found_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_places(office)
    monkeypatch.setattr(channels, "PAGE", 4)
    people.find_channels(office.desk)

    with office.desk.read() as session:
        assert place_id(session, "#finance") == "C0FINANCE"
        assert all(place_id(session, name) for name in office.desk.catalog.channels)


def test_channels_that_are_known_are_not_asked_for(office: Office) -> None:
    before = asked(office, "conversations.list")
    people.find_channels(office.desk)
    assert asked(office, "conversations.list") == before


def test_a_channel_made_later_is_found_later(office: Office) -> None:
    forget_places(office)
    office.workspace.channel("#finance").name = "money"
    people.find_channels(office.desk)
    with office.desk.read() as session:
        assert office.desk.channel(session, "#finance") is None

    office.workspace.channel("#money").name = "finance"
    people.find_channels(office.desk)
    with office.desk.read() as session:
        assert office.desk.channel(session, "#finance") == "C0FINANCE"


def test_slack_out_of_reach_is_said_to_the_clock(office: Office) -> None:
    forget_places(office)
    office.workspace.faults.add("cut_before", "conversations.list")
    with pytest.raises(Unmet):
        people.find_channels(office.desk)


def forget_places(office: Office) -> None:
    with office.desk.session() as session:
        for place in session.exec(select(Place)):
            session.delete(place)
