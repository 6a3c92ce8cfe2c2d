"""A question on the command line, with a database and without one."""

from datetime import date

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.catalog import Catalog
from bot.cost import subscriptions
from bot.customer import people
from bot.customer.people import Person, Profile
from bot.db import Database
from bot.desk import Shelf
from bot.render import Renderer
from bot.value.answers import terminal
from bot.value.answers.terminal import Reply
from tests.conftest import T0

PLUS = "what would 40 people on Plus cost us?"


def ask(
    db: Database | None,
    shelf: Shelf,
    renderer: Renderer,
    question: str,
    email: str | None = "ana@calder.example",
) -> Reply:
    stock = shelf.stock
    if db is None:
        return terminal.ask(None, stock.catalog, stock.finder, renderer, question, email, T0)
    with db.read() as session:
        return terminal.ask(session, stock.catalog, stock.finder, renderer, question, email, T0)


@pytest.fixture
def staffed(db: Database, sample_catalog: Catalog) -> Database:
    """Kim owns mail, and Ana works in Finance, which has what it planned."""
    with db.session() as session:
        for slack_id, name in (("U0KIM", "Kim Weiss"), ("U0ANA", "Ana Ruiz")):
            email = f"{name.split()[0].lower()}@calder.example"
            profile = Profile(id=slack_id, name=name, email=email, zone="Europe/Berlin")
            people.learn(session, profile, sample_catalog.company, T0)
        subscriptions.take_from_plan(session, sample_catalog, date(2026, 7, 1))
    return db


def test_it_reads_as_in_slack(staffed: Database, sample_shelf: Shelf, renderer: Renderer) -> None:
    said = "\n".join(ask(staffed, sample_shelf, renderer, PLUS).lines())

    assert "$1,840.00 a month for 40 people on Plus of Mail, chat and meetings" in said
    assert "$695.00 a month more" in said
    assert "[Order Plus]" in said
    assert "*" not in said
    named = "\n".join(ask(staffed, sample_shelf, renderer, "who owns mail?").lines())
    assert "Kim Weiss" in named
    assert "<@" not in named


def test_without_a_database_it_says_what_it_leaves_out(sample_shelf: Shelf, renderer: Renderer) -> None:
    said = "\n".join(ask(None, sample_shelf, renderer, PLUS).lines())

    assert "$1,840.00 a month" in said
    assert "$695.00" not in said
    assert "there was no database to look at" in said
    assert "could not look at" in "\n".join(ask(None, sample_shelf, renderer, "where are my orders?").lines())


def test_the_clock_is_that_of_whom_it_is_asked_for(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer
) -> None:
    said = "\n".join(ask(staffed, sample_shelf, renderer, "is ERP open on tuesday at 9?").lines())

    assert "(Berlin time)" in said


def test_asking_changes_nothing(staffed: Database, sample_shelf: Shelf, renderer: Renderer) -> None:
    ask(staffed, sample_shelf, renderer, "stop asking me")

    with staffed.read() as session:
        ana = session.get(Person, "U0ANA")
        assert ana is not None
        assert not ana.refuses_surveys


@pytest.mark.parametrize(
    "step",
    [
        "understood",
        "asks        price",
        "quantity    40",
        "found",
        "decided",
        "topic       price of COL on Plus",
        "answered",
        "together $1,840.00",
    ],
)
def test_each_step_is_shown_with_its_figures(sample_shelf: Shelf, renderer: Renderer, step: str) -> None:
    assert step in "\n".join(ask(None, sample_shelf, renderer, PLUS).steps())


def test_what_is_left_out_is_shown_too(sample_shelf: Shelf, renderer: Renderer) -> None:
    reply = ask(None, sample_shelf, renderer, "who owns IT security? is crm fixed within 2 hours")

    assert "left out    who owns IT security" in "\n".join(reply.steps())
    assert "minutes     120" in "\n".join(reply.steps())


def test_what_nobody_knows_is_explained_as_well(sample_shelf: Shelf, renderer: Renderer) -> None:
    reply = ask(None, sample_shelf, renderer, "how tall is the Eiffel tower?")

    assert "none" in "\n".join(reply.steps())
    assert "I don't know that one" in "\n".join(reply.lines())


@pytest.mark.parametrize(
    "question", ["", "   ", "<!channel>", "\U0001f37a" * 50, "compare ERP", "what changed?"]
)
def test_nothing_is_too_strange_to_be_printed(sample_shelf: Shelf, renderer: Renderer, question: str) -> None:
    reply = ask(None, sample_shelf, renderer, question)

    assert list(reply.lines())
    assert list(reply.steps())


def test_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('none')}/none.db")
    result = CliRunner().invoke(cli, ["ask", "what does ERP cost?", "--explain"])

    assert result.exit_code == 0
    assert "$165.00 per named user and month" in result.output
    assert "decided" in result.output


@pytest.mark.parametrize(
    ("said", "back"), [("thanks", "Glad to"), ("Hello!", "Ask me anything"), ("ok, thx", "Glad to")]
)
def test_manners_are_answered_as_in_slack(
    sample_shelf: Shelf, renderer: Renderer, said: str, back: str
) -> None:
    reply = ask(None, sample_shelf, renderer, said)

    assert back in "\n".join(reply.lines())
    assert "nothing is asked" in "\n".join(reply.steps())


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (
            "the ERP is frozen",
            "In Slack this becomes a report of what is broken in Orders and finance; after you said who cannot"
            " work, one button sends it to Business applications.",
        ),
        (
            "my whole team cannot log in to payroll",
            "a report of what is broken in HR and payroll self-service; one button sends it to",
        ),
        (
            "please order 3 laptops on Performance",
            "In Slack this becomes an order: Workplace device · Performance · 3 devices; the price is shown, and one"
            " button sends it.",
        ),
        (
            "I am very unhappy with the support for CRM",
            "In Slack this becomes a complaint about Customer relationships; one button sends it to its owner in"
            " person.",
        ),
        (
            "please keep ERP open until 10pm on friday",
            "a request to keep Orders and finance open longer; its form",
        ),
        ("order 12 cannot wait until thursday", "a change that cannot wait"),
        ("it would be great to have a robot that waters the plants", "a wish for something new; one button"),
        ("we no longer need the phones", "a request for fewer: Phones and contact center; one button"),
    ],
)
def test_a_wish_says_what_becomes_of_it_in_slack(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, wish: str, said: str
) -> None:
    for db in (staffed, None):
        lines = [line for line in ask(db, sample_shelf, renderer, wish).lines() if line]
        assert said in lines[0]
        assert not any("[Order]" in line for line in lines)


def test_an_owners_answer_stands_below_the_wish_as_in_slack(sample_shelf: Shelf, renderer: Renderer) -> None:
    reply = ask(None, sample_shelf, renderer, "my screen is broken and dead")

    assert "Meanwhile, this may help." in "\n".join(reply.lines())


def test_the_steps_name_the_wish(sample_shelf: Shelf, renderer: Renderer) -> None:
    steps = "\n".join(ask(None, sample_shelf, renderer, "the ERP is frozen").steps())

    assert "wish        incident of ERP" in steps
    assert "wish" not in "\n".join(ask(None, sample_shelf, renderer, "what is ERP?").steps())
