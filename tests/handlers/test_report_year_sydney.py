"""A year of reports in Sydney: each once, on the right morning, across both changes of the clock."""

import pytest

from tests.office import Office
from tests.report_year import play, second

__all__ = ["second"]  # a fixture


@pytest.mark.slow
def test_every_report_of_a_year_comes_once_on_its_morning(
    office: Office, second: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    came, due = play(office, second, monkeypatch, "CC-500", "Australia/Sydney")
    assert came == due
