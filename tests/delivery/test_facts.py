"""Facts come back from JSON as the kinds of values that went in."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.facts import pack, unpack
from bot.delivery.jobs import Card
from bot.money import Money

exact = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(Money, st.integers(), st.sampled_from(["USD", "JPY"])),
)
names = st.text().filter(lambda name: not name.startswith("$"))
anything = st.recursive(exact, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=10)


@given(anything)
def test_what_goes_in_comes_out(value: Any) -> None:
    assert unpack(json.loads(json.dumps(pack(value)))) == value


@dataclass(frozen=True)
class Line:
    price: Money
    when: date


def test_rows_and_dataclasses_become_dicts() -> None:
    line = Line(Money(1240, "USD"), date(2026, 11, 24))
    card = Card(key="order:1", lane="C1")
    assert unpack(pack({"line": line, "card": card, "pair": (1, 2)})) == {
        "line": {"price": Money(1240, "USD"), "when": date(2026, 11, 24)},
        "card": {"key": "order:1", "lane": "C1", "channel": None, "ts": None},
        "pair": [1, 2],
    }


def test_an_instant_travels_in_utc() -> None:
    denver = timezone(timedelta(hours=-7))
    assert pack(datetime(2026, 11, 23, 9, 0, tzinfo=denver)) == {"$instant": "2026-11-23T16:00:00+00:00"}


def test_zero_stays_exact() -> None:
    assert unpack(pack(Decimal("0.00"))) == Decimal("0.00")
    assert unpack(pack([])) == []


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 11, 23), ValueError),  # noqa: DTZ001  # that is the mistake
        (timedelta(1), TypeError),
        ({1: "one"}, TypeError),
        ({"$money": 1}, TypeError),
        (Line, TypeError),
    ],
)
def test_what_templates_cannot_read_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        pack(value)
