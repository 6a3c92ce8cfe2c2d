"""Spoken hours: what people say for service hours, as the files write it; what is not understood stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.hours import DAYS, EXAMPLES, Hours, Unreadable
from bot.catalog.spoken_hours import written
from tests.catalog.conftest import Folder


@pytest.mark.parametrize(
    ("spoken", "as_written"),
    [
        ("24/7", "24x7"),
        ("24 / 7", "24x7"),
        ("24 x 7", "24x7"),
        ("around the clock", "24x7"),
        ("24/7 at close", "24x7 at close"),
        ("Mon-Fri 9-5", "Mo-Fr 09-17"),
        ("Mo-Fr 7-19", "Mo-Fr 07-19"),
        ("monday to friday 8:30 to 17:00", "Mo-Fr 08:30-17"),
        ("Weekdays 7am-7pm", "Mo-Fr 07-19"),
        ("weekdays 8-6, Sat 9-12", "Mo-Fr 08-18, Sa 09-12"),
        ("Tues. – Thurs. from 9 am till 12:30 pm", "Tu-Th 09-12:30"),
        ("every day 6-22", "7d 06-22"),
        ("daily 7-7", "7d 07-19"),
        ("Sat 1-5pm", "Sa 13-17"),
        ("Sat 9-5pm", "Sa 09-17"),
        ("Sat 12am-8", "Sa 00-08"),
        ("Mon-Sun 8-20", "Mo-Su 08-20"),
        ("Mo-Fr 09-05", "Mo-Fr 09-05"),
        ("Mo-Fr 19-7", "Mo-Fr 19-07"),
        ("Mo-Fr mornings", "Mo-Fr mornings"),
        ("Mon-Fri 9-5, mornings", "Mon-Fri 9-5, mornings"),
        ("Xmas-Fri 9-5", "Xmas-Fri 9-5"),
        ("9-5", "9-5"),
        ("", ""),
    ],
)
def test_hours_as_people_say_them(spoken: str, as_written: str) -> None:
    assert written(spoken) == as_written


@pytest.mark.parametrize("spec", EXAMPLES)
def test_what_a_file_writes_stays_as_it_is(spec: str) -> None:
    assert written(spec) == spec
    assert str(Hours.parse(spec, "America/Denver")) == spec


@pytest.mark.parametrize(("spoken", "as_written"), [("24/7", "24x7"), ("Mon-Fri 9-5", "Mo-Fr 09-17")])
def test_files_may_say_it_as_people_do(folder: Folder, spoken: str, as_written: str) -> None:
    folder.change("services/erp.yaml", "    hours: 24x7", f"    hours: {spoken}")
    assert str(folder.load().service("ERP").tiers[1].hours) == as_written


@given(st.text(alphabet="MoFrSat 0123456789-:,/x7dampto", max_size=30))
def test_whatever_is_said_is_read_as_what_it_is_written_as_or_told(spec: str) -> None:
    try:
        hours = Hours.parse(spec, "America/Denver")
    except Unreadable:
        return
    assert written(str(hours)) == str(hours)
    assert any(hours.week[day] for day in range(len(DAYS)))
