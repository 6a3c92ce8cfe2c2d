"""From when and until when something is paid, as people say it on Monday, 23 November 2026."""

from datetime import date

import pytest

from bot.catalog import Catalog, spans
from bot.catalog.spans import Span

TODAY = date(2026, 11, 23)


def since(year: int, month: int, day: int = 1) -> Span:
    return Span(date(year, month, day))


def until(year: int, month: int, day: int, begins: date | None = None) -> Span:
    """Return the span that ends before a day."""
    return Span(begins, date(year, month, day))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("from february", since(2027, 2)),
        ("20 seats from january price", since(2027, 1)),
        ("starting in sept", since(2027, 9)),
        ("in july 2027", since(2027, 7)),
        ("for february", since(2027, 2)),
        ("as of 1 january", since(2027, 1)),
        ("price on 15 jan", since(2027, 1, 15)),
        ("price january 2027", since(2027, 1)),
        ("from 2026-12-31", since(2026, 12, 31)),
        ("from monday", since(2026, 11, 30)),  # said on a Monday
        ("starting next friday", since(2026, 12, 4)),
        ("as of tomorrow", since(2026, 11, 24)),
        ("from next week", since(2026, 11, 30)),
        ("from feb 31", since(2027, 2)),  # which no calendar has
        ("next month", since(2026, 12)),
        ("next quarter", since(2027, 1)),
        ("next year", Span(date(2027, 1, 1), date(2028, 1, 1), is_year=True)),
        ("next year's price", Span(date(2027, 1, 1), date(2028, 1, 1), is_year=True)),
        ("in 2027", Span(date(2027, 1, 1), date(2028, 1, 1), is_year=True)),
        ("archive 2028", Span(date(2028, 1, 1), date(2029, 1, 1), is_year=True)),
        ("next fiscal year", Span(date(2027, 7, 1), date(2028, 7, 1), is_year=True)),
        ("next fy", Span(date(2027, 7, 1), date(2028, 7, 1), is_year=True)),
        ("from 1 march until june", until(2027, 7, 1, date(2027, 3, 1))),
        ("from march to june", until(2027, 7, 1, date(2027, 3, 1))),
        ("march-june", until(2027, 7, 1, date(2027, 3, 1))),
        ("between march and june", until(2027, 7, 1, date(2027, 3, 1))),
        ("until june from march", until(2027, 7, 1, date(2027, 3, 1))),
        ("from 1 march until 1 june", until(2027, 6, 1, date(2027, 3, 1))),
        ("from 1 march until 15 june", until(2027, 6, 16, date(2027, 3, 1))),
        ("from july 2027 until december", until(2028, 1, 1, date(2027, 7, 1))),
        ("jan to mar", until(2027, 4, 1, date(2027, 1, 1))),
        ("for 6 months", until(2027, 6, 1, date(2026, 12, 1))),
        ("six months of it", until(2027, 6, 1, date(2026, 12, 1))),
        ("for 2 years from april", until(2029, 4, 1, date(2027, 4, 1))),
        ("for three months from 31 january", until(2027, 4, 30, date(2027, 1, 31))),
        ("until june", until(2027, 7, 1)),
        ("up to the end of april 2027", until(2027, 5, 1)),
        ("until the end of the year", until(2027, 1, 1)),
        ("until fiscal year end", until(2027, 7, 1)),
        ("in november", Span()),  # which is now
        ("in 2025", Span()),
        ("from 2025 until march 2026", Span()),
    ],
)
def test_these_days_are_meant(sample_catalog: Catalog, text: str, span: Span) -> None:
    said = spans.read(text)

    assert said is not None
    assert spans.meant(said, sample_catalog.company, TODAY) == span


@pytest.mark.parametrize(
    "text",
    [
        "may i ask for the price",
        "standard to premium",
        "what did it cost in october",
        "what was it in 2027",
        "2030 users",
        "from 2027-13-45",
        "from 9 to 12",
        "a phone for april",
    ],
)
def test_no_days_are_meant(text: str) -> None:
    assert spans.read(text) is None
    assert spans.without(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("5 laptops from 1 march until june total", "5 laptops total"),
        ("how much is 10tb archive in 2027", "how much is 10tb archive"),
        ("march-june for crm", "for crm"),
        ("until june", ""),
        ("CRM From January", "CRM"),
        ("ERP for 6 months", "ERP"),
    ],
)
def test_what_is_said_beside_them(text: str, rest: str) -> None:
    assert " ".join(spans.without(text).split()) == rest
