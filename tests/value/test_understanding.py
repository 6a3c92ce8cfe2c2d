"""What people write is understood: what kind of wish it is, of what, how many, from when, for whom."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.catalog.aspects import Asked
from bot.desk import Shelf
from bot.value.answers.decided import Decided, Spoken, Topic
from bot.value.understanding import Wish, about, understand
from bot.value.wishing import gone_on
from tests.conftest import T0

HERE = Path(__file__).parent
NAMES = ("Ana", "Bo", "Cy", "Dee", "Fay", "Lee", "Mia", "Jo", "Kim")

Understand = Callable[[str], Wish]


@dataclass(frozen=True)
class Meant:
    """One message, and what was meant by it; None where it does not say."""

    say: str
    kinds: tuple[str, ...]
    services: tuple[str, ...] = ()
    tier: str | None = None
    quantity: int | None = None
    starts: date | None = None
    person: str | None = None
    reach: str | None = None
    urgency: int | None = None
    until: str | None = None
    number: int | None = None

    @property
    def is_question(self) -> bool:
        """Whether only asking was meant."""
        return self.kinds == ("question",)


def _meant(say: str, kind: str | list[str], service: str | list[str] = "", **more: Any) -> Meant:
    services = [service] if isinstance(service, str) else service
    kinds = [kind] if isinstance(kind, str) else kind
    return Meant(say, tuple(kinds), tuple(filter(None, services)), person=more.pop("for", None), **more)


def _read(name: str) -> list[Meant]:
    return [_meant(**each) for each in yaml.safe_load((HERE / name).read_text("utf-8"))["wishes"]]


MEANT, FRESH = _read("wishes.yaml"), _read("wishes_fresh.yaml")
WISHES = [each for each in MEANT if not each.is_question]
QUESTIONS = [each for each in (*MEANT, *FRESH) if each.is_question]


@pytest.fixture(scope="module")
def read(sample_shelf: Shelf) -> Understand:
    stock = sample_shelf.stock

    def understood(text: str) -> Wish:
        found = stock.finder.find(about(text))
        return understand(stock.catalog, found, text, now=T0, zone="America/Denver", names=NAMES)

    return understood


def _report(misses: list[str], of: int) -> str:
    return "\n".join([f"{len(misses)} of {of}", *misses])


def test_no_question_is_taken_for_a_wish(read: Understand) -> None:
    taken = [
        f"{each.say!r}: {read(each.say).kind}" for each in QUESTIONS if read(each.say).kind != "question"
    ]

    assert not taken, _report(taken, len(QUESTIONS))


@pytest.mark.parametrize("meant", [WISHES, [each for each in FRESH if not each.is_question]])
def test_the_kind_of_wish_is_right(read: Understand, meant: list[Meant]) -> None:
    wrong = [
        f"{each.say!r}: {read(each.say).kind}, not {' or '.join(each.kinds)}"
        for each in meant
        if read(each.say).kind not in each.kinds
    ]

    assert len(wrong) <= 0.1 * len(meant), _report(wrong, len(meant))


def test_the_service_is_right(read: Understand) -> None:
    named = [each for each in WISHES if each.services]
    wrong = [
        f"{each.say!r}: {read(each.say).service}, not {' or '.join(each.services)}"
        for each in named
        if read(each.say).service not in each.services
    ]

    assert len(wrong) <= 0.15 * len(named), _report(wrong, len(named))


def _details(each: Meant, wish: Wish) -> list[str]:
    person = wish.for_person.lower() if wish.for_person else None
    said = {
        "tier": (each.tier, wish.tier),
        "quantity": (each.quantity, wish.quantity),
        "starts": (each.starts, wish.starts_on),
        "for": (each.person.lower() if each.person else None, person),
        "reach": (each.reach, wish.reach),
        "urgency": (each.urgency, wish.urgency),
        "until": (each.until, wish.until),
        "number": (each.number, wish.number),
    }
    return [
        f"{each.say!r}: {name} {got}, not {wanted}"
        for name, (wanted, got) in said.items()
        if wanted not in (None, got)
    ]


def test_how_many_from_when_and_for_whom_are_right(read: Understand) -> None:
    wrong = [miss for each in WISHES for miss in _details(each, read(each.say))]
    said = sum(
        value is not None
        for each in WISHES
        for value in (each.quantity, each.starts, each.person, each.number)
    )

    assert len(wrong) <= 0.05 * said, _report(wrong, said)


def test_whose_it_is_is_nobodys_name(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    for text, who in (
        ("order a laptop for my team", None),
        ("order a laptop for mia", "mia"),
        ("order 2 packs of 100 envelopes for Document signing", None),
    ):
        wish = understand(
            stock.catalog, stock.finder.find(about(text)), text, now=T0, zone="UTC", names=("My", "Mia")
        )
        assert wish.for_person == who


def test_one_more_till_is_no_longer_day_and_a_stores_number_is_no_quantity(read: Understand) -> None:
    assert read("can we have one more till").kind != "hours"
    assert read("can we have the till open till 9").kind == "hours"
    wish = read("we need another till in store 4")
    assert (wish.kind, wish.service, wish.quantity) == ("order", "POS", 1)


def test_a_slip_in_the_name_of_a_level_orders_no_other(read: Understand) -> None:
    wish = read("order 3 crm premum seats")

    assert (wish.service, wish.tier, wish.quantity) == ("CRM", "Premium", 3)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("order the till on Standard", "POS"),
        ("order 2 more on Plus", "COL"),
        ("PR needs a new laptop", "DEV"),
        ("order 2 TB of storage", "FIL"),
    ],
)
def test_a_wish_is_for_what_it_names(sample_shelf: Shelf, text: str, service: str) -> None:
    stock = sample_shelf.stock
    wish = understand(stock.catalog, stock.finder.find(about(text)), text, now=T0, zone="UTC")
    assert wish.service == service


@pytest.mark.parametrize(
    "said", ["web shop down", "the tills are fine but payroll is down", "CRM down since 9, what now?"]
)
def test_down_alone_says_that_something_is_broken(read: Understand, said: str) -> None:
    assert read(said).kind == "incident"


@pytest.mark.parametrize(
    "said", ["slow it down", "prices went up and down", "write that down", "costs down in payroll?"]
)
def test_down_in_another_sense_does_not(read: Understand, said: str) -> None:
    assert read(said).kind != "incident"


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("3 extra hours of ERP tonight", ("hours", "ERP", None)),
        ("we need two more hours of the CRM on saturday", ("hours", "CRM", None)),
        ("3 extra hours of consulting on monday", ("order", "ADV", 3)),
    ],
)
def test_more_hours_are_longer_hours_but_of_what_is_counted_in_them(
    read: Understand, said: str, wish: tuple[str, str, int | None]
) -> None:
    found = read(said)

    assert (found.kind, found.service, found.quantity) == wish


def test_a_measure_that_is_written_with_its_figure_is_counted(read: Understand) -> None:
    wish = read("10tb archive please")

    assert (wish.kind, wish.service, wish.tier, wish.quantity) == ("order", "FIL", "Archive", 10)


def test_who_quits_gives_up_and_what_quits_is_broken(read: Understand) -> None:
    assert read("my laptop just quit").kind == "incident"
    assert read("the tills quit working").kind == "incident"
    assert read("can we quit site connectivity in june").kind != "incident"


def test_for_so_many_people_orders_what_is_called_and_not_what_people_have(read: Understand) -> None:
    wish = read("please order crm for 3 people")

    assert (wish.kind, wish.service, wish.quantity) == ("order", "CRM", 3)


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        ("need QXZ for my team", "capability"),
        ("QXZ is down", "incident"),
        ("open QXZ longer saturday until 20:00", "hours"),
        ("the vacuum robot is broken", "incident"),
    ],
)
def test_what_nothing_is_called_becomes_no_other_service(read: Understand, say: str, kind: str) -> None:
    """A key that is not known, or a thing: what merely comes near stands to be chosen from, at most."""
    wish = read(say)
    assert wish.kind == kind
    assert wish.service is None


@pytest.mark.parametrize(
    ("say", "service"),
    [("FYI the CRM is down", "CRM"), ("need Teams for my team", "COL"), ("MY LAPTOP IS BROKEN", "DEV")],
)
def test_other_words_in_capitals_hide_no_service(read: Understand, say: str, service: str) -> None:
    assert read(say).service == service


def test_only_what_was_spoken_of_goes_on(sample_shelf: Shelf, read: Understand) -> None:
    """Another service that all which comes near belongs to was not named before."""
    wish = Wish("order", "order QXZ")
    spoken, near = Spoken("ERP"), Topic(Asked("order QXZ", "order"), "order", "SIT")
    decided = Decided("answer", wish.text, (near.asked,), (near,), (), (), before=spoken)
    assert gone_on(wish, decided).service is None
    assert gone_on(wish, replace(decided, before=Spoken("SIT"))).service == "SIT"
