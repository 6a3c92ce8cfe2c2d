"""The desk: what handlers hold in their hands, and what it keeps them from doing."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from bot.customer.people import Person, Place
from bot.delivery.inbound import AlreadyHandled, Delivery
from bot.delivery.jobs import Job
from bot.desk import Desk
from bot.refusal import Refused
from tests.office import Office


def deliveries(office: Office) -> list[str]:
    with office.desk.read() as session:
        return sorted(session.exec(select(Delivery.key)))


def test_the_first_session_of_a_visit_accepts_its_delivery_and_later_ones_go_on(office: Office) -> None:
    visit = office.desk.visited("event:1")
    assert not visit.is_done
    for name in ("Ana", "Bo"):
        with visit.session() as session:
            visit.person(session, "U0ANA").name = name

    assert visit.is_done
    assert deliveries(office) == ["event:1"]


def test_a_delivery_that_was_handled_is_handled_no_more(office: Office) -> None:
    with office.desk.visited("event:1").session():
        pass
    again = office.desk.visited("event:1")
    with pytest.raises(AlreadyHandled), again.session() as session:
        again.person(session, "U0ANA").name = "twice"

    assert not again.is_done
    with office.desk.read() as session:
        assert session.get_one(Person, "U0ANA").name == "Ana Ruiz"


def test_a_visit_that_failed_may_come_again(office: Office) -> None:
    visit = office.desk.visited("event:1")
    with pytest.raises(RuntimeError), visit.session():
        raise RuntimeError

    assert not visit.is_done
    with visit.session():
        pass
    assert deliveries(office) == ["event:1"]


def test_outside_of_a_visit_nothing_is_accepted(office: Office) -> None:
    with office.desk.session():
        pass
    assert not office.desk.is_done
    assert deliveries(office) == []


@pytest.mark.parametrize(
    "talk",
    [
        lambda desk: desk.open("trigger", "people/which_unit"),
        lambda desk: desk.push("trigger", "people/which_unit"),
        lambda desk: desk.update("V1", "hash", "people/which_unit"),
    ],
)
def test_nobody_talks_to_slack_inside_a_session(
    office: Office, monkeypatch: pytest.MonkeyPatch, talk: Callable[[Desk], None]
) -> None:
    monkeypatch.setattr(type(office.desk.renderer), "view", lambda *_: {})
    with office.desk.session(), pytest.raises(RuntimeError, match="would hold everyone else up"):
        talk(office.desk)


def test_facts_may_bear_any_name(office: Office) -> None:
    with office.desk.session() as session:
        office.desk.say(session, "U0ANA", "any", person=1, to=2, template=3, session=4)
        facts = session.exec(select(Job.facts).where(Job.name == "any")).one()
    assert set(facts) == {"person", "to", "template", "session"}


# Who and where


def test_whoever_is_not_known_lives_on_the_companys_clock(office: Office) -> None:
    with office.desk.session() as session:
        eve, ana = office.desk.person(session, "U0EVE"), office.desk.person(session, "U0ANA")
    assert office.desk.zone(eve) == office.desk.catalog.company.zone
    assert office.desk.unit(eve) is None
    ana_unit = office.desk.unit(ana)
    assert ana_unit is not None
    assert ana_unit.code == "CC-500"


def test_a_unit_that_the_company_gave_up_is_asked_for_again(office: Office) -> None:
    with office.desk.session() as session:
        office.desk.person(session, "U0EVE").unit = "CC-000"
    office.eve.command("/it order")
    assert "Which part of the company" in office.eve.last()


def test_a_team_is_reached_by_whatever_slack_has_shown(office: Office) -> None:
    desk, erp = office.desk, office.desk.catalog.service("ERP")
    with desk.session() as session:
        assert desk.team(session, erp) == "C0ERPTEAM"
    forget(office, "#erp-team")
    with desk.read() as session:
        assert desk.team(session, erp) == "U0CY"
        assert desk.team(session, None) == "C0ITHELP"
    forget(office, "#it-help", "U0CY")
    with desk.read() as session:
        assert desk.team(session, erp) == "U0DEE"
    forget(office, "U0DEE")
    with desk.read() as session:
        assert desk.team(session, erp) is None
        assert desk.leads(session) == []


def forget(office: Office, *what: str) -> None:
    with office.desk.session() as session:
        for one in what:
            session.delete(session.get_one(Place if one.startswith("#") else Person, one))


def test_a_refusal_without_a_way_forward_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="dead end"):
        Refused("orders/unknown", [])
