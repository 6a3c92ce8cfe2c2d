"""The worked examples of recommending and of answers needed, from what people tap in Slack to who reads it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import clock
from bot.catalog.survey_forms import SurveyForm
from bot.desk import Stock
from bot.sandbox.hands import Person
from bot.sandbox.workspace import Workspace
from handlers import digests, people, surveys
from tests.office import Office, _plan
from tests.value.finance import incident

ONLINE = "CC-200"  # of 60 people
DECEMBER = datetime(2026, 12, 2, 17, tzinfo=UTC)  # when the turn of each person has come
JANUARY = datetime(2027, 1, 4, 16, tzinfo=UTC)  # the first Monday, 9:00 in Denver
SIXTY = [f"o{number:02}" for number in range(60)]
Asks = Callable[..., list[Person]]


@pytest.fixture
def workspace() -> Workspace:
    """Let sixty people more be in the workspace."""
    plan, manifest = deepcopy(_plan())
    for key in SIXTY:
        plan["people"][key] = {"name": f"{key} Reed", "email": f"{key}@calder.example"}
    return Workspace.load(plan, manifest)


@pytest.fixture
def asks(office: Office) -> Asks:
    """Have the calendar ask so many people of Online and Marketing by one form, and let nobody else be asked."""

    def ask(count: int, form: SurveyForm) -> list[Person]:
        stock, members = office.desk.shelf.stock, SIXTY[:count]
        company = stock.catalog.company
        unit = replace(company.units[ONLINE], members=tuple(f"{key}@calder.example" for key in members))
        company = replace(company, units={**company.units, ONLINE: unit})
        only = {form.key: replace(form, units=(ONLINE,), sample=None)}
        office.desk.shelf.stock = Stock(replace(stock.catalog, company=company, surveys=only), stock.finder)
        people.keep_up(office.desk)
        people.keep_up(office.desk)  # forty a round
        with office.desk.session() as session:
            surveys.keep_schedules(session, office.desk, clock.now())
            digests.keep_schedules(session, office.desk, clock.now())
        office.hal.command("/it stop surveys")  # who heads the unit reads, and is not counted
        office.until(DECEMBER)
        return [office.workspace.person(key) for key in members]

    return ask


def breaks(office: Office) -> None:
    """Let the unit have something to read about: in December something of it was mended."""
    with office.desk.session() as session:
        at = datetime(2026, 12, 10, 18, tzinfo=UTC)
        session.add(incident(at, unit=ONLINE, state="closed", done_at=at))


def digest_of(person: Person) -> str:
    (found,) = [each for each in person.sees("bot") if "When and how long…" in each.buttons]
    return found.all_text.replace("*", "")


def test_who_would_recommend_it(office: Office, asks: Asks) -> None:
    asked = asks(40, office.desk.catalog.surveys["recommend"])
    for at, person in enumerate(asked):
        person.clicks(
            ("10" if at % 2 else "9") if at < 20 else ("8" if at % 2 else "7") if at < 34 else str(at - 34)
        )
    breaks(office)
    office.until(JANUARY)
    said = "would recommend IT: +35 ± 22.5 (40 answers; promoters less detractors, -100 to +100)"
    assert f"What your people said of all services, 1 Oct to 31 Dec 2026:\n• {said}" in digest_of(office.hal)
    office.dee.command("/it contacts")
    read = office.dee.last().all_text.replace("*", "")
    assert said in read
    assert "Recommend IT: answered by 100 % (91 % to 100 %, 40 asked)" in read


def test_how_many_answers_and_surveys_tell_satisfaction_to_a_margin(office: Office, asks: Asks) -> None:
    score = office.desk.catalog.surveys["order"].questions[0]
    form = SurveyForm("satisfied", "csat", "quarter", (score,), to="customers")
    asked = asks(60, form)
    for at, person in enumerate(asked[:18]):
        person.clicks("5 Very good" if at < 15 else "2 Poor")
    breaks(office)
    office.until(JANUARY)
    said = (
        "49 answers tell how satisfied {} are to ±10 points, 196 to ±5, at about 85 % satisfied "
        "as from 1 Oct to 31 Dec 2026. 30 % of those asked answered then, so that is 164 and 654 surveys. "
    )
    month = "60 people can be sent at most 60 surveys in 30 days, about 18 answers."
    assert said.format("your people") + month in digest_of(office.hal)
    office.dee.command("/it contacts")
    assert said.format("people") in office.dee.last().all_text.replace("*", "")
