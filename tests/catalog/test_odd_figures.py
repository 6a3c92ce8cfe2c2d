"""Promises that contradict one another and days that cannot be are named; nothing stops for them."""

import pytest

from bot.catalog import restoring
from tests.catalog.conftest import NET, Folder

PRICE = "    price: 165"
SLOW = "resolve_minutes: 480\n    rpo_minutes: "


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "response_minutes: 60",
            "response_minutes: 600",
            "answers within 600 minutes what it has fixed within 480",
        ),
        (
            "resolve_minutes: 480",
            f"{SLOW}60",
            "`Standard` may lose 60 minutes of data; the business bears 0.",
        ),
        (
            "    resolve_minutes: 60\n",
            "    resolve_minutes: 60\n    availability: 98\n",
            "`Plus` costs more than `Standard` and promises less: 98 % availability, not 99.5 %.",
        ),
        ("    resolve_minutes: 60\n", "    resolve_minutes: 481\n", "481 minutes to fix it, not 480."),
        ("agreed_on: 2026-08-01", "agreed_on: 2027-09-01", "2027-09-01 has yet to come."),
        ("agreed_on: 2026-08-01", "agreed_on: 2019-09-01", "said so on 2019-09-01 and not since."),
        ("reviewed_on: 2026-08-01", "reviewed_on: 2021-01-01", "said so on 2021-01-01 and not since."),
        ("reviewed_on: 2026-08-01", "reviewed_on: 2026-11-25", "2026-11-25 has yet to come."),
        ("verified_on: 2026-09-01", "verified_on: 2028-09-01", "2028-09-01 has yet to come."),
        ("key: ERP", "key: ERP\nchanges: [{on: 2028-01-01, note: New.}]", "2028-01-01 has yet to come."),
        ("next_review: 2027-03-01", "next_review: 2127-03-01", "looked at again only on 2127-03-01."),
        ("assessed_by: bo@tiny", "assessed_by: dee@tiny", "`dee@tiny.example` is in IT"),
    ],
)
def test_what_can_hardly_be_meant_is_named_and_does_not_stop(
    finished: Folder, old: str, new: str, says: str
) -> None:
    finished.change("services/erp.yaml", old, new)
    (weak,) = finished.load().weak
    line = (finished.path / weak.file).read_text("utf-8").splitlines()[weak.line - 1]
    assert new.splitlines()[-1].strip() in line
    assert says in weak.message
    assert weak.suggestion


def test_an_answer_for_all_was_not_looked_at_in_days_to_come(finished: Folder) -> None:
    line = finished.change("general.yaml", "verified_on: 2026-09-01", "verified_on: 2028-09-01")
    (weak,) = finished.load().weak
    assert str(weak).startswith(f"general.yaml:{line}: 2028-09-01 has yet to come.")


def test_tomorrow_is_today_somewhere(finished: Folder) -> None:
    finished.change("services/erp.yaml", "verified_on: 2026-09-01", "verified_on: 2026-11-24")
    assert finished.load().weak == []


def test_what_costs_nothing_says_so(finished: Folder) -> None:
    line = finished.change("services/erp.yaml", PRICE, "    price: 0")
    (weak,) = finished.load().weak
    assert (weak.line, weak.message) == (line, "`Standard` costs nothing, and does not say so.")
    finished.change("services/erp.yaml", "included: Books.", "included: Books, free of charge.")
    assert finished.load().weak == []


def test_what_cannot_be_back_in_time_is_told_as_the_restore_plan_has_it(finished: Folder) -> None:
    finished.write("services/net.yaml", f"{NET}restore_minutes: 180\n")
    finished.change("services/erp.yaml", "impact:\n", "restore_minutes: 60\nimpact:\n")
    catalog = finished.load()
    assert catalog.weak == []
    line = finished.change("services/erp.yaml", "rto_minutes: 240", "rto_minutes: 239")
    catalog = finished.load()
    (weak,) = catalog.weak
    assert [step.key for step in restoring.plan(catalog).broken] == ["ERP"]
    assert weak.line == line
    assert weak.message == (
        "`ERP` is wanted back within 239 minutes, which is impossible: "
        "it takes 240 with as many hands as one likes (NET 180, ERP 60)."
    )


def test_what_is_wanted_back_after_the_longest_outage_is_a_mistake(finished: Folder) -> None:
    line = finished.change("services/erp.yaml", "rto_minutes: 240", "rto_minutes: 481")
    (mistake,) = finished.mistakes()
    assert mistake.line == line
    assert "later than the longest outage that the business can bear (480)." in mistake.message
