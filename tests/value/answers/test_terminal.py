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
    assert "Kim Weiss" in said
    assert "[Order Plus]" in said
    assert "<@" not in said
    assert "*" not in said


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
