"""Whatever people write: it is answered once, nobody else is called, and nothing breaks."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sqlmodel import Session, col, func, select

from bot.catalog import aspects, figures
from bot.delivery.jobs import DEAD, Job
from bot.desk import Shelf
from bot.render import Renderer
from bot.sandbox import acts
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from bot.sandbox.state import Message
from bot.value.answers import terminal
from tests.conftest import T0
from tests.office import Office

BOT = "<@U0BOT>"
LIVE = re.compile(r"<(?:[@#!][^>]*|[a-z]+:[^>]*evil[^>]*)>")
CALLS = ["<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S0TEAM>", "<@U0HAL>", "<#C0GENERAL|general>"]
INERT = ("value", "initial_value", "action_id", "private_metadata")  # never read as words
OTHERS = "U0HAL", "U0MIA", "C0GENERAL", "S0TEAM"  # of nobody that an answer to Ana would name by itself
KINDS = {
    "emoji": "🧗‍♀️🏔️ :tada: 👍🏽 how much is 🧾?",
    "forty thousand characters": "what does ERP cost? " * 2000,
    "one word of forty thousand": "e" * 40_000,
    "many questions": "who owns ERP? " * 30,
    "markup": "*what* _does_ ~ERP~ `cost`? > quote\n• list\n```\ncode\n``` {{ 7 * 7 }} {% raw %} \x1e",
    "mentions": f"{' '.join(CALLS)} what does ERP cost?",
    "an order for somebody": "order CRM for <@U0HAL>",
    "only mentions": " ".join(CALLS),
    "escaped mentions": "&lt;!channel&gt; &lt;@U0HAL&gt; &amp;lt;!here&amp;gt; what is ERP?",
    "a link": "<https://evil.example|what is ERP?> <mailto:evil@x.example|x> <javascript:evil|y>",
    "half a mention": "<@U0HAL <!channel what is ERP> ?|",
    "right to left": "كم تكلفة ERP؟ \u202eTSOC\u202c \u200f מה זה",
    "code": "SELECT * FROM orders; DROP TABLE orders;-- \\ ${HOME} $(reboot) %s %(x)s {0}",
    "zeros and controls": "what\x00 is\x07 ERP\ufeff\u200b?\x1b[31m",
    "only white space": " \u00a0\u2003\n\t",
    "one sign": "?",
    "half an emoji": "\ud83e what is ERP? \udd97\ufffd\ufffe\U0010ffff",
    "numbers": "99999999999999999999 of ERP at 25:61 on 31.02.2027 in ٣ days, order 999999999999",
    "line breaks": "\r\n\r\nwhat\r\nis\rERP\u2028\u2029?",
}
WORDS = st.one_of(
    st.sampled_from(
        ["ERP", "what does", "cost", "who owns", "open on", "*", "```", "|", "order", "report", *CALLS]
    ),
    st.text("<>&|!@#*_~`{}%\\\"' \x1e\x00chanelU0", min_size=1, max_size=12),
    st.text(min_size=1, max_size=12),
)
WRITTEN = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def written(examples: int, texts: SearchStrategy[str] = WRITTEN) -> Callable[[Any], Any]:
    """Have a test hold for each kind and for so many more texts.

    It takes nothing but the text: hypothesis writes down all that is given, and a catalog is long.
    """

    def of(test: Any) -> Any:
        test = settings(max_examples=examples, deadline=None, suppress_health_check=[*HealthCheck])(
            given(texts)(test)
        )
        for text in KINDS.values():
            test = example(text)(test)
        return test

    return of


@pytest.fixture
def raw(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Have Slack pass on what is typed, character for character."""
    monkeypatch.setattr(acts, "mark_up", lambda _workspace, text, named=False: text)
    return office


def said_by_bot(office: Office) -> list[Message]:
    channels = list(office.workspace.channels.values())
    return [one for channel in channels for one in channel.messages if one.user == "U0BOT"]


def live(value: Any) -> Iterator[str]:
    """Yield everything in a payload that Slack would make a mention or a link of."""
    if isinstance(value, dict):
        if value.get("type") in ("user", "usergroup", "broadcast", "channel"):
            yield str(value)
        verbatim = value.get("type") in ("plain_text", "raw_text", "text", "code", "button")
        for key, inner in value.items():
            if not (verbatim and key == "text" and isinstance(inner, str)) and key not in INERT:
                yield from live(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from live(inner)
    elif isinstance(value, str):
        yield from LIVE.findall(value)


def calls_nobody(payload: Any, besides: str = "") -> bool:
    called = [one for one in live(payload) if "!date" not in one]
    others = [other for other in OTHERS if other != besides]
    return not [one for one in called if "!" in one or "evil" in one or any(other in one for other in others)]


def check_quiet(office: Office, new: list[Message], besides: str = "") -> None:
    for one in new:
        assert calls_nobody([one.text, one.blocks], besides or for_whom(one)), (one.text, one.blocks)
        assert "Reference" not in one.text
    with office.desk.read() as session:
        assert dead(session) == 0
    assert office.workspace.notices == []
    assert office.workspace.unknown_methods == {}


def for_whom(one: Message) -> str:
    """Return whom a wish may be for: its card, in private, names them."""
    return "U0HAL" if one.channel.startswith("D") and "wish." in str(one.blocks) else ""


def dead(session: Session) -> int:
    return session.exec(select(func.count(col(Job.id))).where(Job.state == DEAD)).one()


def news(office: Office, before: list[Message]) -> list[Message]:
    known = {id(one) for one in before}
    return [one for one in said_by_bot(office) if id(one) not in known]


def answered_once(office: Office, before: list[Message], root: SeenMessage) -> None:
    new = news(office, before)
    check_quiet(office, new)
    here = [one for one in new if one.channel == root.raw.channel]
    assert len(here) == 1
    assert here[0].thread_ts == (root.thread_ts or root.ts)
    assert all(one.channel.startswith("D") for one in new if one not in here)


def test_in_private(raw: Office) -> None:
    @written(5)
    def holds(text: str) -> None:
        before = said_by_bot(raw)
        asked = raw.ana.dm(text)
        answered_once(raw, before, asked)

        before = said_by_bot(raw)
        raw.ana.dm(text[::-1], thread=asked)
        answered_once(raw, before, asked)

    holds()


def test_in_a_channel(raw: Office) -> None:
    @written(5)
    def holds(text: str) -> None:
        before = said_by_bot(raw)
        answered_once(raw, before, raw.ana.says("#finance", f"{BOT} {text}"))

    holds()


def test_with_the_command(raw: Office) -> None:
    @written(5)
    def holds(text: str) -> None:
        before = said_by_bot(raw)
        raw.ana.command(f"/it {text}", "#finance")
        new, view = news(raw, before), raw.ana.view
        check_quiet(raw, new)
        private = [one for one in new if one.channel == "D0ANA"]
        in_place = [one for one in new if one not in private]
        assert len(private) <= 1  # and a word in place that it is there
        assert len(in_place) + (view is not None) == 1
        assert all(one.only_for == "U0ANA" for one in in_place)
        if view:
            assert calls_nobody(view.raw.payload)
            raw.ana.closes(all_of_them=True)

    holds()


def test_handed_over(raw: Office) -> None:
    """Both ways to a person: from the answer, and from any message, whose form is for whom the message names."""

    @written(5)
    def holds(text: str) -> None:
        before = said_by_bot(raw)
        asked = raw.ana.dm(text)
        raw.ana.clicks("Talk to a person")
        press_on(raw, raw.ana)
        raw.ana.message_shortcut("order.from_message", asked)
        view = raw.ana.view
        assert view is not None
        assert calls_nobody(view.raw.payload, besides="U0HAL")
        press_on(raw, raw.ana)
        check_quiet(raw, news(raw, before), besides="U0HAL")

    holds()


def press_on(office: Office, person: Person) -> None:
    """Send the form that is open, or leave it where something is missing."""
    if person.view and "Send" in str(person.view.raw.payload.get("submit")):
        person.submits()
    if person.view:
        person.closes(all_of_them=True)


# Without Slack


def test_finding(sample_shelf: Shelf) -> None:
    finder = sample_shelf.stock.finder

    @written(20)
    def holds(text: str) -> None:
        found = finder.find(text)
        trace = finder.explain(text)
        assert (found.kind, trace.kind) in {
            (kind, kind) for kind in ("answer", "choices", "elsewhere", "none")
        }
        assert len(found.matches) <= 3

    holds()


@written(200, st.text() | WRITTEN)
def test_reading_aspects(text: str) -> None:
    asked = aspects.read(text)
    assert 1 <= len(asked) <= aspects.MOST_QUESTIONS
    assert all(each.quantity is None or 0 < each.quantity <= figures.MOST for each in asked)


def test_on_the_command_line(sample_shelf: Shelf, renderer: Renderer) -> None:
    stock = sample_shelf.stock

    @written(5)
    def holds(text: str) -> None:
        reply = terminal.ask(None, stock.catalog, stock.finder, renderer, text, "ana@calder.example", T0)
        assert "".join(reply.lines()).strip()
        assert "".join(reply.steps()).strip()
        assert calls_nobody(reply.payload)

    holds()
