"""Each of Slack's errors has a meaning, rests grow, and a conversation's pace is kept."""

from datetime import datetime, timedelta

import pytest

from bot.delivery.pace import Pace
from bot.delivery.policy import Meaning, meaning_of, rest_after

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        ("not_in_channel", Meaning.HOPELESS),
        ("restricted_action", Meaning.HOPELESS),
        ("messages_tab_disabled", Meaning.HOPELESS),
        ("msg_too_long", Meaning.HOPELESS),
        ("token_revoked", Meaning.STOP),
        ("missing_scope", Meaning.STOP),
        ("service_unavailable", Meaning.LATER),
        ("invalid_blocks_format", Meaning.SIMPLER),
        ("message_not_found", Meaning.GONE),
        ("internal_error", Meaning.UNKNOWN),
        ("something_new", Meaning.HOPELESS),
    ],
)
def test_an_error_has_one_meaning(error: str, meaning: Meaning) -> None:
    assert meaning_of(error) is meaning


def test_rests_double_up_to_five_minutes() -> None:
    assert [rest_after(attempts).total_seconds() for attempts in (1, 2, 3, 8, 9, 10)] == [
        2,
        4,
        8,
        256,
        300,
        300,
    ]


def test_a_silence_earns_a_burst_and_no_more(T0: datetime) -> None:
    pace, now, full_at, sent = Pace(), T0, T0 - timedelta(days=1), []
    for _ in range(40):
        if pace.opens_at(full_at) <= now:
            full_at = pace.after_one(full_at, now)
            sent.append((now - T0).total_seconds())
        else:
            now += timedelta(seconds=0.25)
    assert sent[:7] == [0, 0, 0, 1, 2, 3, 4]


def test_a_closed_lane_opens_when_told_for_one_message(T0: datetime) -> None:
    pace = Pace()
    full_at = pace.closed_until(T0 + 30 * SECOND)
    assert pace.opens_at(full_at) == T0 + 30 * SECOND
    after_one = pace.after_one(full_at, T0 + 30 * SECOND)
    assert pace.opens_at(after_one) == T0 + 31 * SECOND
