"""Which month people mean."""

from datetime import date

import pytest

from bot.value import period

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "month", "rest"),
    [
        ("", None, ""),
        ("2026-10", "2026-10", ""),
        ("October", "2026-10", ""),
        ("oct. 2025 Finance", "2025-10", "Finance"),
        ("dec", "2025-12", ""),  # this year's has not begun
        ("Nov", "2026-11", ""),
        ("Sept", "2026-09", ""),
        ("last month", "2026-10", ""),
        ("Online and Marketing", None, "Online and Marketing"),
        ("Online and Marketing may", "2026-05", "Online and Marketing"),
        ("2026-13", None, "2026-13"),
    ],
)
def test_a_month_is_read_out_of_words(text: str, month: str | None, rest: str) -> None:
    assert period.read(text, TODAY) == (month, rest)
