"""Levels of approval and shared pools in the company file: what they mean, and every way to get them wrong."""

import pytest

from bot.money import Money
from tests.catalog.conftest import Folder

LEVELS = """\
approvals:
  - {by: budget_owner, above: 0}
  - {by: head, above: 10000}
  - {by: cal@tiny.example, above: 50000}
"""
POOLS = """\
pools:
  GROWTH:
    name: Growth fund
    owner: cal@tiny.example
    units: [CC-1, CC-9]
    funding: {2027: 900}
"""


@pytest.fixture
def written(folder: Folder) -> Folder:
    folder.change("company.yaml", "units:\n", LEVELS + POOLS + "units:\n")
    return folder


def test_what_is_written_holds_for_every_unit_without_levels_of_its_own(written: Folder) -> None:
    own = "    approvals: [{by: lead, above: 0}]\n    plan:\n"
    written.change("company.yaml", "    plan:\n", own)
    company = written.load().company
    finance, it = company.units["CC-1"], company.units["CC-9"]
    assert [level.by for level in company.levels(it)] == ["budget_owner", "head", "cal@tiny.example"]
    assert [level.by for level in company.levels(finance)] == ["lead"]
    assert [pool.name for pool in company.pools_of(finance)] == ["Growth fund"]
    assert company.pools["GROWTH"].funding == {2027: Money(90000, "USD")}


def test_without_the_setting_there_are_no_levels_and_no_pools(folder: Folder) -> None:
    company = folder.load().company
    assert company.levels(company.units["CC-1"]) == ()
    assert company.pools_of(company.units["CC-1"]) == []


@pytest.mark.parametrize(
    ("old", "new", "says", "suggests"),
    [
        ("above: 0}", "above: 5}", "Nobody approves what commits 5.00 or less.", "budget_owner, above: 0"),
        ("above: 50000", "above: 10000", "not above the one before it", "in the order of their amounts"),
        ("by: head", "by: budget_owner", "decides on a lower level already", "One person decides once"),
        ("by: cal@tiny", "by: call@tiny", "a member of no unit", "`cal@tiny.example`"),
        ("by: head", "by: boss", "`by` should be `budget_owner`, `head`, `lead` or an e-mail", None),
        ("owner: cal@tiny", "owner: call@tiny", "a member of no unit", "`cal@tiny.example`"),
        ("units: [CC-1, CC-9]", "units: [CC-1, CC-8]", "`CC-8` is no unit.", "`CC-9`"),
        ("units: [CC-1, CC-9]", "units: []", "Nobody may draw on this pool.", "List the codes"),
        ("  GROWTH:", "  CC-1:", "`CC-1` is a unit already.", "another code"),
    ],
)
def test_a_mistake_has_its_line_and_a_way_out(
    written: Folder, old: str, new: str, says: str, suggests: str | None
) -> None:
    line = written.change("company.yaml", old, new)
    found = [each for each in written.mistakes() if says in each.message]
    assert found, [str(each) for each in written.mistakes()]
    assert found[0].file == "company.yaml"
    assert line <= found[0].line <= line + 1
    if suggests:
        assert suggests in (found[0].suggestion or "")
