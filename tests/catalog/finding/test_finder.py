"""How the finder comes to its decision, and what it never does."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from weakref import ref

import numpy as np
import pytest

from bot.catalog import Catalog
from bot.catalog.finding import Finder, Thresholds, open_encoder, open_finder
from bot.catalog.finding.encoder import Vectors
from bot.catalog.service import Faq
from bot.settings import HOUSE
from tests.catalog.conftest import Folder

CACHE = HOUSE / ".domestique"


@pytest.fixture(scope="module")
def finder(sample: Catalog) -> Finder:
    return open_finder(sample, CACHE)


@pytest.fixture(scope="module")
def by_words(sample: Catalog) -> Finder:
    return Finder(sample)


def with_faqs(catalog: Catalog, *faqs: tuple[str, tuple[str, ...]]) -> Catalog:
    """Return a catalog of nothing but these general questions."""
    asked = tuple(Faq(question, phrasings, "See the page.", date(2026, 9, 1)) for question, phrasings in faqs)
    return replace(catalog, services={}, faqs=asked)


def of_few(sample: Catalog) -> Catalog:
    """Return a catalog of three services, which is learned in no time."""
    return replace(sample, services={key: sample.services[key] for key in ("ERP", "COL", "WEB")})


def test_a_trace_tells_every_step(finder: Finder) -> None:
    trace = finder.explain("<@U0BOT> what does the finance system cost, per usr? And who ownes erp :wave:")
    assert trace.text == "what does the finance system cost, per usr? And who owner erp"
    assert trace.repairs == (("ownes", "owner"),)
    assert trace.names == (("finance system", "ERP"), ("erp", "ERP"))
    assert trace.encoder is not None
    assert 1 <= len(trace.candidates) <= 5
    first = trace.candidates[0]
    assert (first.match.kind, first.match.service, first.named) == ("service", "ERP", 1)
    for part in (first.closest, first.center, first.relevance, first.learned, first.match.confidence):
        assert 0 < part <= 1
    assert (trace.kind, trace.reason) == ("answer", "sure")
    assert 0 < trace.thresholds.choices < trace.thresholds.answer < 1


@pytest.mark.parametrize(
    "text",
    [
        "hi team, quick question: my invoice is stuck. thanks a lot in advance!",
        "Good morning, sorry to bother you but my invoice is stuck. Kind regards, Jane",
        "my inv is stuck",
        "my inovice is stukc",
    ],
)
def test_a_question_is_understood_however_hurried_or_polite(
    finder: Finder, by_words: Finder, text: str
) -> None:
    for each in (finder, by_words):
        assert each.explain(text).text.rstrip(".") == "my invoice is stuck"
        assert each.find(text).matches[0].title == "An invoice is stuck. Who can release it?"


def test_what_is_found_is_what_is_explained(finder: Finder) -> None:
    found = finder.find("my invoice is stuck")
    assert found.trace == finder.explain("my invoice is stuck")
    assert found.trace is not None
    assert found.matches == tuple(each.match for each in found.trace.candidates[:3])


class Counting:
    """An encoder that keeps a list of the questions that it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts if len(texts) == 1 else []
        return np.eye(3, dtype=np.float32)[[len(text) % 3 for text in texts]]


def test_a_question_is_compared_once_from_whatever_side_it_is_looked_at(sample: Catalog) -> None:
    encoder = Counting()
    finder = Finder(of_few(sample), encoder)
    for text in ("my invoice is stuck", "<@U0BOT> my invoice is stuck"):
        assert finder.find(text).trace == finder.explain("my invoice is stuck")
    assert encoder.asked == ["my invoice is stuck"]

    hidden = finder.find("my invoice is stuck", {"ERP"})
    assert all(match.service != "ERP" for match in hidden.matches)
    assert len(encoder.asked) == 2


def test_a_finder_that_is_replaced_goes_at_once(sample: Catalog) -> None:
    """The bot has the collector pass over what it began with, so nothing of a finder may lead back to it."""
    finder = Finder(sample)
    finder.find("my invoice is stuck")
    kept = ref(finder)
    del finder
    assert kept() is None


def test_an_honest_no_names_the_nearest(finder: Finder) -> None:
    found = finder.find("who won the game last night")
    assert found.kind == "none"
    assert 1 <= len(found.matches) <= 3


@pytest.mark.parametrize(
    "text", ["zoom", "price of zoom", "I cannot hear anybody in a meeting", "is COL down"]
)
def test_what_is_hidden_is_not_there(finder: Finder, by_words: Finder, text: str) -> None:
    for each in (finder, by_words):
        found = each.find(text, hidden={"COL"})
        assert found.trace is not None
        assert "COL" not in {match.service for match in found.matches}
        assert "COL" not in {candidate.match.service for candidate in found.trace.candidates}
        assert "COL" not in {service for _, service in found.trace.names}


def test_all_may_be_hidden(sample: Catalog, finder: Finder) -> None:
    found = finder.find("my invoice is stuck", hidden=set(sample.services))
    assert {match.service for match in found.matches} <= {None}


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("price of the finance system", "ERP"),
        ("who owns the web shop", "WEB"),
        ("what does a call center seat cost", "CAL"),
        ("which levels does docusign have", "DOC"),
        ("who depends on the database", "DB"),
        ("what is integration", "IN"),
        ("what is IN", "IN"),
    ],
)
def test_a_question_about_a_service_finds_the_service(finder: Finder, text: str, service: str) -> None:
    first = finder.find(text).matches[0]
    assert (first.kind, first.service) == ("service", service)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("may the st be used", ()),
        ("may the ST be used", (("ST", "ST"),)),
        ("MAY THE ST BE USED", ()),
        ("a place to sit", ()),
        ("owner of SIT", (("SIT", "SIT"),)),
        ("doors open on the 1st", ()),
        ("the Plus level", (("plus level", "COL"),)),
        ("the Extended level", ()),  # or Extended hours
        ("the Extended hours level", (("extended hours level", "ERP"),)),
        ("erp for 3 hrs", (("erp", "ERP"),)),
    ],
)
def test_what_is_a_name_of_one_service_and_of_nothing_else(
    finder: Finder, text: str, names: tuple[tuple[str, str], ...]
) -> None:
    assert finder.explain(text).names == names


def test_the_service_that_is_named_wins_over_the_time_of_day(finder: Finder) -> None:
    """Night is what the web shop's own question is about."""
    assert finder.find("what happens if erp breaks at night").matches[0].service == "ERP"


def test_laptops_are_devices_whoever_gets_them(finder: Finder) -> None:
    assert finder.find("2 more laptops for the new hires").matches[0].service == "DEV"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("printer is jammed", "names_another"),
        ("recording", "one_word"),
        ("the meaning of all this fuss", "far_off"),
        ("", "nothing_said"),
        ("hello", "nothing_said"),
    ],
)
def test_there_is_a_reason_for_not_answering(finder: Finder, text: str, reason: str) -> None:
    assert finder.explain(text).reason == reason


def test_shared_meaning_without_a_shared_word_leaves_the_choice(sample: Catalog) -> None:
    careless = open_finder(replace(sample, elsewhere=()), CACHE)
    careless.thresholds = Thresholds(0.3, 0.2)
    trace = careless.explain("my vehicle will not start")
    assert (trace.kind, trace.reason) == ("choices", "no_word_shared")


def test_what_runs_behind_is_not_for_customers_to_use(finder: Finder) -> None:
    """A word that is a supporting service's as well leads to what customers use."""
    found = finder.find("forgot my password, cannot sign in")
    assert found.matches[0].service is None
    assert finder.find("password").kind == "choices"


def test_what_an_owner_wrote_word_for_word_is_answered_with_it(finder: Finder, sample: Catalog) -> None:
    written = [
        (service.key if service else None, at, ask)
        for service in (None, *sample.services.values())
        for at, faq in enumerate(service.faqs if service else sample.faqs)
        for ask in (faq.question, *faq.phrasings)
    ]
    asks = Counter(" ".join(re.findall(r"\w+", ask.lower())) for *_, ask in written)
    for service, at, ask in written[::7]:
        if asks[" ".join(re.findall(r"\w+", ask.lower()))] == 1:
            found = finder.find(f"Hi, {ask.upper()}!")
            assert (found.kind, found.matches[0].service, found.matches[0].faq) == ("answer", service, at), (
                ask
            )


def test_of_two_that_are_asked_in_the_same_words_people_choose(sample: Catalog) -> None:
    same = ("where do the numbers go", "put the numbers there")
    finder = open_finder(with_faqs(sample, ("Who books costs?", same), ("Who plans sums?", same)))
    found = finder.find("Where do the numbers go?")
    assert found.kind == "choices"
    assert {match.title for match in found.matches} == {"Who books costs?", "Who plans sums?"}
    assert finder.find("where do numbers go").kind != "answer"


def test_a_wording_that_names_another_service_is_its_owners_all_the_same(sample: Catalog) -> None:
    few = of_few(sample)
    erp = few.services["ERP"]
    ask = "newsletter number of the online shop"
    before = open_finder(few).explain(ask)
    assert before.candidates[0].match.service != "ERP"
    taught = replace(erp.faqs[0], phrasings=(*erp.faqs[0].phrasings, ask))
    finder = open_finder(
        replace(few, services={**few.services, "ERP": replace(erp, faqs=(taught, *erp.faqs[1:]))})
    )
    trace = finder.explain(ask)
    assert (trace.kind, trace.reason) == ("answer", "word_for_word")
    assert trace.candidates[0].match.title == erp.faqs[0].question
    hidden = finder.find(ask, hidden={"ERP"})
    assert "ERP" not in {match.service for match in hidden.matches}


def test_a_question_of_small_words_only_is_a_question(sample: Catalog) -> None:
    catalog = with_faqs(
        sample,
        (
            "What can you do for us?",
            ("what is it that you do", "what can I get from you", "how can you help me"),
        ),
        ("Where is the printer?", ("printer location", "find a printer", "nearest printer")),
    )
    found = Finder(catalog, open_encoder(), CACHE).find("what is it you can do")
    assert found.matches[0].title == "What can you do for us?"


def test_small_words_are_looked_for_where_they_are_a_way_to_ask(sample: Catalog) -> None:
    few = of_few(sample)
    thanks = Faq("Saying thanks", ("thank you", "thanks", "ok thanks", "75*72"), "Gladly.", date(2026, 9, 1))
    finder = open_finder(replace(few, faqs=(thanks,)))
    assert finder.find("Thanks!").kind == "answer"
    assert {finder.find(each).matches[0].title for each in ("thank u", "60*75")} == {"Saying thanks"}
    assert {finder.explain(each).reason for each in ("", "!?", ":wave:")} == {"nothing_said"}
    assert {finder.explain(each).reason for each in ("ok", "who", "how much")} == {"nothing_said"}
    without = open_finder(few)
    assert {without.explain(each).reason for each in ("Thanks!", "thank u", "60*75")} == {"nothing_said"}


def test_thresholds_are_about_as_sure_as_questions_that_nobody_wrote(sample: Catalog) -> None:
    few, asked = of_few(sample), []
    services = {}
    for key, service in few.services.items():
        kept = [replace(faq, phrasings=faq.phrasings[::2]) for faq in service.faqs]
        asked += [ask for faq in service.faqs for ask in faq.phrasings[1::2]]
        services[key] = replace(service, faqs=tuple(kept))
    finder = open_finder(replace(few, services=services))
    sure = sorted(found.matches[0].confidence for ask in asked if (found := finder.find(ask)).matches)
    assert sure[len(sure) // 5] < finder.thresholds.answer < sure[len(sure) * 3 // 5]


def test_too_few_texts_to_measure_leave_fixed_thresholds(folder: Folder) -> None:
    assert open_finder(folder.load(), CACHE).thresholds == Thresholds(0.7, 0.5)


def test_thresholds_follow_the_catalog(finder: Finder, by_words: Finder) -> None:
    for each in (finder, by_words):
        assert 0 < each.thresholds.choices < each.thresholds.answer < 0.7


def test_an_empty_catalog_finds_nothing(sample: Catalog) -> None:
    nothing = with_faqs(sample)
    for each in (Finder(nothing), open_finder(nothing)):
        assert (each.find("where is the printer").kind, each.find("where is the printer").matches) == (
            "none",
            (),
        )


@pytest.mark.parametrize("of", [of_few, pytest.param(replace, marks=pytest.mark.slow)], ids=["few", "all"])
def test_the_same_question_has_the_same_answer(sample: Catalog, of: Callable[[Catalog], Catalog]) -> None:
    finder, again = open_finder(of(sample), CACHE), open_finder(of(sample), None)
    for text in ("zoom", "printer is jammed", "can I book orders at 9pm"):
        mine, theirs = finder.find(text), again.find(text)
        assert [match.title for match in mine.matches] == [match.title for match in theirs.matches]
        assert mine.kind == theirs.kind
