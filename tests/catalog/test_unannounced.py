"""Unannounced: what customers pay or get otherwise, without a day that was told before; close changes are one story."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.catalog import history, unannounced
from bot.catalog.hours import Hours
from bot.catalog.unannounced import Felt, Round
from bot.db import Database
from tests.catalog.conftest import Folder
from tests.conftest import T0

MINUTE = timedelta(minutes=1)


def read(folder: Folder, db: Database, minutes: int = 0) -> Round | None:
    """Read the files at a time, and return what customers felt lately."""
    now = T0 + minutes * MINUTE
    with db.session() as session:
        history.record(session, folder.load(on=date(2026, 11, 23)), now)
        return unannounced.latest(session, now)


def felt(folder: Folder, db: Database, minutes: int = 1) -> tuple[Felt, ...]:
    lately = read(folder, db, minutes)
    return lately.felt if lately else ()


@pytest.fixture
def begun(folder: Folder, db: Database) -> Folder:
    folder.change("company.yaml", "    plan:\n      ERP.Standard: 2\n", "    plan: {}\n")
    assert read(folder, db) is None
    return folder


@pytest.mark.parametrize(
    ("old", "new", "what", "about"),
    [
        ("    price: 165", "    price: 170", "price", "Standard"),
        ("    price: 165", "    price: 160", "price", "Standard"),
        ("hours: Mo-Fr 07-19", "hours: Mo-Fr 07-18", "hours", "Standard"),
        ("    resolve_minutes: 480", "    resolve_minutes: 481", "target", "Standard"),
        ("    resolve_minutes: 480\n", "", "target", "Standard"),
        ("name: Plus", "name: More", "level", "Plus"),
        ("stage: live", "stage: pipeline", "pipeline", ""),
        ("stage: live", "stage: retired\nstage_from: 2026-11-01\nuse_instead: Paper.", "retired", ""),
    ],
)
def test_what_is_taken_from_customers_is_felt(
    begun: Folder, db: Database, old: str, new: str, what: str, about: str
) -> None:
    file = begun.path / "services" / "erp.yaml"
    before = file.read_text("utf-8")
    begun.change("services/erp.yaml", old, new)
    (one,) = felt(begun, db)
    assert (one.service, one.what, one.about) == ("ERP", what, about)
    file.write_text(before, "utf-8")
    lately = read(begun, db, 16)
    assert lately is not None
    assert not lately.felt
    assert lately.services == {"ERP"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hours: Mo-Fr 07-19", "hours: 7d 06-22"),
        ("    resolve_minutes: 480", "    resolve_minutes: 360"),
        ("    price: 165\n", "    prices: [{price: 165}, {price: 172, from: 2027-01-01}]\n"),
        ("answer: Choose Post.", "answer: Press Post."),
    ],
)
def test_what_is_better_or_told_ahead_is_not(begun: Folder, db: Database, old: str, new: str) -> None:
    begun.change("services/erp.yaml", old, new)
    assert read(begun, db, 1) is None


def test_a_service_that_is_no_longer_offered_may_go(begun: Folder, db: Database) -> None:
    gone = "stage: retired\nstage_from: 2026-11-01\nuse_instead: Paper."
    begun.change("services/erp.yaml", "stage: live", gone)
    read(begun, db, 1)
    (begun.path / "services" / "erp.yaml").unlink()
    (begun.path / "services" / "net.yaml").unlink()
    assert read(begun, db, 60) is None


def test_what_moves_twice_is_told_from_its_first_figure_on(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "    price: 165", "    price: 170")
    felt(begun, db, 1)
    begun.change("services/erp.yaml", "    price: 170", "    price: 180")
    (one,) = felt(begun, db, 15)
    assert (one.said["before"].minor, one.said["after"].minor) == (16500, 18000)
    begun.change("services/erp.yaml", "    price: 180", "    price: 190")
    (one,) = felt(begun, db, 31)
    assert (one.said["before"].minor, one.said["after"].minor) == (18000, 19000)


@pytest.mark.parametrize(
    ("own", "other", "covers"),
    [
        ("Mo-Fr 07-19", "Mo-Fr 08-17", True),
        ("Mo-Fr 07-12, Mo-Fr 12-19", "Mo-Fr 08-17", True),
        ("Mo-Fr 07-19", "Mo-Sa 08-17", False),
        ("Mo-Fr 07-19", "Mo-Fr 08-19:30", False),
        ("Mo-Su 00-24", "7d 08-17", False),  # closed on holidays
        ("7d 00-24", "Mo-Fr 08-17", True),
        ("24x7", "24x7 at close", True),
        ("24x7 at close", "Mo-Fr 07-19", True),
        ("Mo-Fr 07-19", "24x7 at close", False),
        ("24x7 at close", "24x7", False),
    ],
)
def test_hours_that_hold_others(own: str, other: str, covers: bool) -> None:
    assert Hours.parse(own, "UTC").covers(Hours.parse(other, "UTC")) is covers


def test_no_figure_is_a_promise_of_nothing(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "    resolve_minutes: 480\n", "")
    said: dict[str, Any] = felt(begun, db)[0].said
    assert (said["before"]["resolve_minutes"], said["after"]["resolve_minutes"]) == (480, None)
