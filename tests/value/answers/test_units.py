"""Units: they are named by what they are called, and by no word that only sounds like it."""

from dataclasses import replace

import pytest

from bot.catalog import Catalog
from bot.value.answers import units


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a laptop for people in my team: who approves", None),
        ("who approves a laptop for the People team", "CC-1"),
        ("who approves a laptop for the people department", "CC-1"),
        ("who approves a laptop for People", "CC-1"),
        ("People in my team need a laptop", None),
        ("what is left for #people", "CC-1"),
        ("what is left for cc-1", "CC-1"),
        ("what is left for finance", "CC-2"),
        ("what is left for finance operations", "CC-3"),
        ("finance's budget, and that of people", "CC-2"),
        ("a refinance for us", None),
        ("we need finance", None),
    ],
)
def test_a_unit_is_named(sample_catalog: Catalog, text: str, code: str | None) -> None:
    company = sample_catalog.company
    one = company.units["CC-500"]
    called = {"CC-1": "People", "CC-2": "Finance", "CC-3": "Finance operations"}
    renamed = {
        code: replace(one, code=code, name=name, channel=f"#{name.split()[-1].lower()}")
        for code, name in called.items()
    }
    found = units.named(replace(company, units=renamed), text)

    assert (found.code if found else None) == code


def test_where_there_is_no_unit_none_is_named(sample_catalog: Catalog) -> None:
    assert units.named(replace(sample_catalog.company, units={}), "what is left for finance") is None
