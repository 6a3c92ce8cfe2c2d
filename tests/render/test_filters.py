"""Numbers, money, dates, people and links as a reader sees them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.money import Money
from bot.render import filters
from bot.render.records import escape, marked, shown, unescape

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def dollars(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.mark.parametrize(
    ("shown_as", "said"),
    [
        (filters.money(dollars("1240")), "$1,240.00"),
        (filters.money(dollars("-0.5")), "-$0.50"),
        (filters.money(dollars("3"), signed=True), "+$3.00"),
        (filters.money(dollars("0"), signed=True), "$0.00"),
        (filters.money(Money(1240, "JPY")), "¥1,240"),
        (filters.money(dollars("1240.5"), language="de"), "1.240,50\xa0$"),
        (filters.money(dollars("1240"), language="xx-none"), "$1,240.00"),
        (filters.money0(dollars("1239.50")), "$1,240"),
        (filters.money0(dollars("-1239.50")), "-$1,240"),
        (filters.money0(dollars("5"), signed=True), "+$5"),
        (filters.whole(dollars("-97.40")), dollars("-97")),
        (filters.whole(Money(1240, "JPY")), Money(1240, "JPY")),
        (filters.exact_money("1339.9", "USD"), "$1,339.90"),
        (filters.exact_money("-14.97651418586", "EUR"), "-€14.97651418586"),
        (filters.number(1240), "1,240"),
        (filters.number(Decimal("1240.50")), "1,240.5"),
        (filters.number(Decimal("1240.50"), language="de"), "1.240,5"),
        (filters.number(2.345, 2), "2.35"),
        (filters.number(2, 1), "2.0"),
        (filters.number(1999.5, 0), "2,000"),
        (filters.percent(0.84), "84 %"),
        (filters.percent(Decimal("0.8449"), 1), "84.5 %"),
        (filters.percent(1.2), "120 %"),
        (filters.day(date(2026, 11, 24)), "24 Nov 2026"),
        (filters.day(datetime(2026, 11, 24, 1, 0, tzinfo=timezone(timedelta(hours=2)))), "23 Nov 2026"),
        (filters.day(date(2026, 11, 24), "de"), "24. Nov. 2026"),
        (filters.weekday(date(2026, 11, 24)), "Tuesday"),
        (filters.weekday(date(2026, 11, 24), "de"), "Dienstag"),
        (filters.clock("07:00"), "7:00"),
        (filters.clock("00:30"), "0:30"),
        (filters.clock("24:00"), "24:00"),
        (filters.hours_minutes(200), "3 h 20 min"),
        (filters.hours_minutes(120), "2 h"),
        (filters.hours_minutes(45), "45 min"),
        (filters.hours_minutes(0), "0 min"),
        (filters.plural(1, "day", "days"), "day"),
        (filters.plural(0, "day", "days"), "days"),
        (filters.person("U0ANA"), "<@U0ANA>"),
        (filters.person("Ana <b>"), "Ana &lt;b&gt;"),
        (filters.channel("C0FINANCE"), "<#C0FINANCE>"),
        (filters.channel("!channel"), "!channel"),
        (filters.link("A & B", "https://x.y/?a=1&b=2"), "<https://x.y/?a=1&amp;b=2|A &amp; B>"),
        (filters.link("two\nlines", "mailto:a@b.example"), "<mailto:a@b.example|two lines>"),
        (filters.link("Open", "javascript:alert(1)"), "Open"),
        (filters.link("Open", "https://x.y|<!channel>"), "Open"),
        (filters.quote("one\ntwo <x>"), ">one\n>two &lt;x&gt;"),
        (filters.format("%s of %d", "x", 2), "x of 2"),
        (filters.format("%s & %s", filters.person("U0ANA"), "<!here>"), "<@U0ANA> &amp; &lt;!here&gt;"),
    ],
)  # fmt: skip
def test_what_a_reader_sees(shown_as: str, said: str) -> None:
    assert shown_as == said


@pytest.mark.parametrize(
    ("show", "said"),
    [
        ("both", "<!date^1795512600^{date_short_pretty} at {time}|24 Nov 2026, 09:30 UTC>"),
        ("date", "<!date^1795512600^{date_short_pretty}|24 Nov 2026>"),
        ("time", "<!date^1795512600^{time}|09:30 UTC>"),
        ("by", "<!date^1795512600^{time} {date_short_pretty}|24 Nov 2026, 09:30 UTC>"),
    ],
)
def test_a_moment_is_shown_in_each_readers_own_zone(show: str, said: str) -> None:
    assert filters.when(AT, show) == said
    assert filters.when(AT.astimezone(timezone(timedelta(hours=-7))), show) == said


def test_what_stands_around_a_moment_is_in_the_readers_language() -> None:
    said = "<!date^1795512600^{date_short_pretty} um {time}|24. Nov. 2026, 09:30 UTC>"
    assert filters.when(AT, language="de") == filters.when(AT, "by", "de") == said
    assert (
        filters.when(AT, language="fr")
        == "<!date^1795512600^{date_short_pretty} at {time}|24 nov. 2026, 09:30 UTC>"
    )


class Row:
    name = "ERP"
    key = "erp"


@pytest.mark.parametrize("row", [Row(), {"name": "ERP", "key": "erp"}])
def test_options_come_from_rows_of_any_kind(row: Any) -> None:
    assert filters.options([row], "name", "key") == [{"text": "ERP", "value": "erp"}]
    assert filters.options([row], "name", "key", "key")[0]["description"] == "erp"


@given(st.text())
def test_escaping_loses_nothing(words: str) -> None:
    assert unescape(escape(words)) == words


@given(st.text())
def test_words_look_the_same_however_they_were_escaped(words: str) -> None:
    assert shown(Markup.escape(words)) == shown(words) == words.strip()
    assert marked(Markup.escape(words)) == marked(words) == escape(words.strip())


@given(st.text(st.sampled_from("<>&\"' ab\n")), st.integers(1, 20))
def test_clipped_words_fit_escapes_counted(words: str, length: int) -> None:
    clipped = filters.clip(words, length)
    assert len(escape(clipped)) <= length
    if len(escape(words.strip())) <= length:
        assert clipped == words.strip()
    else:
        assert clipped.endswith("…")
        assert words.strip().startswith(clipped[:-1])


def test_clipped_markup_is_clipped_by_what_people_see() -> None:
    assert filters.clip(filters.link("Open the report", "https://example.com"), 8) == "Open th…"


@given(st.sets(st.dates(date(2026, 12, 1), date(2027, 1, 31)), min_size=1))
def test_runs_of_days_are_as_long_as_can_be_and_lose_none(days: set[date]) -> None:
    found = filters.runs(sorted(days))
    held = [first + timedelta(days=each) for first, last in found for each in range((last - first).days + 1)]

    assert held == sorted(days)
    assert all(later - last > timedelta(days=1) for (_, last), (later, _) in pairwise(found))
