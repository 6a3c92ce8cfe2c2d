"""Finding the right answer: how often, how fast, and in Slack's own spelling."""

import random
import time

import pytest

from bench.answering.sample import read_questions, score, slip, wrongly_answered
from bench.answers import SEED
from bot.catalog import Catalog
from bot.catalog.finding import Finder, entries, open_finder
from bot.settings import HOUSE
from tests.catalog.conftest import Folder


@pytest.fixture(scope="module")
def finder(sample: Catalog) -> Finder:
    return open_finder(sample, HOUSE / ".domestique")


def test_questions_nobody_wrote_in_the_catalog(finder: Finder) -> None:
    """The bars are a little under what bench/answers.py measures, so that a slip shows and noise does not."""
    asked, out_of_scope = read_questions()
    reached = score(finder, asked)
    assert reached.top_1 >= 0.95
    assert reached.top_3 >= 0.98
    assert reached.answered >= 0.80
    assert reached.precision >= 0.97
    assert wrongly_answered(finder, out_of_scope) == 0


def test_one_typo_each(finder: Finder) -> None:
    reached = score(finder, read_questions()[0], slip(random.Random(SEED)))
    assert reached.top_1 >= 0.91
    assert reached.precision >= 0.97


def test_words_alone_are_enough_to_go_on_with(sample: Catalog) -> None:
    asked, out_of_scope = read_questions()
    by_words = Finder(sample)
    reached = score(by_words, asked)
    assert reached.top_1 >= 0.85
    assert reached.top_3 >= 0.94
    assert reached.precision >= 0.94
    assert wrongly_answered(by_words, out_of_scope) <= 0.05


def test_none_of_the_questions_is_in_the_catalog(sample: Catalog) -> None:
    known = {text.lower() for each in sample.services.values() for faq in each.faqs for text in faq.phrasings}
    asked, out_of_scope = read_questions()
    assert len(asked) >= 80
    assert len(out_of_scope) >= 30
    assert not known & {question.ask.lower() for question in asked}


def test_every_wanted_answer_exists(sample: Catalog) -> None:
    asked, _ = read_questions()
    for question in asked:
        matches = [entry for entry in entries.of(sample) if question.met_by(entry)]
        assert len(matches) == len(question.want), question


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("<@U0BOT> the *card reader* is frozen", "The card reader is frozen. What do I do?"),
        ("see <https://x.example/a?b=c|my shared mailbox>", "Can we have a shared mailbox for our team?"),
        ("guest wi-fi for <#C0STORES|stores> :wave:", "How do guests get on the Wi-Fi?"),
        ("mail &amp; chat: how do I add a guest account", "How do I give a guest access?"),
        ("INVOICE STUCK!!!", "An invoice is stuck. Who can release it?"),
        ("shraed mailbox", "Can we have a shared mailbox for our team?"),
    ],
)
def test_slack_writes_messages_in_its_own_way(finder: Finder, text: str, title: str) -> None:
    found = finder.find(text)
    assert found.kind != "none"
    assert found.matches[0].title == title


def test_an_acronym_is_the_service(finder: Finder) -> None:
    found = finder.find("erp")
    assert (found.kind, found.matches[0].kind, found.matches[0].service) == ("answer", "service", "ERP")


@pytest.mark.parametrize("text", ["slow", "password", "cost", "the printer does not print"])
def test_one_word_or_two_good_answers_let_the_person_choose(finder: Finder, text: str) -> None:
    found = finder.find(text)
    assert found.kind == "choices"
    assert 2 <= len(found.matches) <= 3


@pytest.mark.parametrize("text", ["", "   ", "<@U0BOT>", "please?", "12345", ":wave:", "<!here>", "???"])
def test_nothing_said_finds_nothing(finder: Finder, text: str) -> None:
    found = finder.find(text)
    assert (found.kind, found.matches) == ("none", ())


def test_confidence_and_rank_are_apart(finder: Finder) -> None:
    """Something is always ranked first; confidence tells that it is no answer."""
    found = finder.find("invoice for the summer party of the football club in the castle by the sea")
    assert found.kind != "answer"
    sure = finder.find("my invoice is stuck").matches[0]
    assert 0 <= sure.confidence <= 1


def test_a_match_leads_back_to_its_question(sample: Catalog, finder: Finder) -> None:
    match = finder.find("forgot my password, how do I sign in").matches[0]
    assert match.kind == "faq"
    assert match.faq is not None
    assert sample.faq(match.service, match.faq).question == match.title


def test_a_small_catalog_still_answers(folder: Folder) -> None:
    finder = Finder(folder.load())
    assert finder.find("see the ledger").matches[0].title == "May I see the ledger?"
    assert finder.find("what's for lunch").kind == "none"


@pytest.mark.parametrize("piece", ["<", "<@", "<a|", "x", ":a", "invoice stuck ", "&lt;"])
def test_no_message_takes_long_to_read(finder: Finder, piece: str) -> None:
    begun = time.thread_time()
    finder.find(piece * 20_000)
    assert time.thread_time() - begun < 0.2
