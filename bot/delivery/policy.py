"""Policy: what to do about each of the errors that Slack answers with."""

from datetime import timedelta
from enum import Enum


class Meaning(Enum):
    """What an answer means for the message that got it."""

    HOPELESS = "this message will never be taken: a dead letter"
    STOP = "no message will be taken until somebody mends the installation: hold everything"
    LATER = "Slack is busy: try again, more and more slowly"
    SIMPLER = "our blocks are not understood: once more with long-standing ones"
    GONE = "the message to edit is gone: post it again"
    UNKNOWN = "Slack may have done it: look before trying again"


MAX_ATTEMPTS = 10
REST_WHEN_STOPPED = timedelta(minutes=5)
REST_WHEN_UNREACHED = timedelta(seconds=5)
REST_WHEN_UNKNOWN = timedelta(seconds=30)  # longer than Slack may still be at work on it
_LONGEST_REST = timedelta(minutes=5)

_MEANINGS = {
    Meaning.STOP: (
        "account_inactive",
        "access_denied",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    ),
    Meaning.LATER: (
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    ),
    Meaning.SIMPLER: ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"),
    Meaning.GONE: ("cant_update_message", "edit_window_closed", "message_not_found"),
    Meaning.UNKNOWN: ("fatal_error", "internal_error"),
}
_BY_ERROR = {error: meaning for meaning, errors in _MEANINGS.items() for error in errors}


def meaning_of(error: str) -> Meaning:
    """Return what Slack's `error` means; a word never heard of is hopeless, so that somebody reads it."""
    return _BY_ERROR.get(error, Meaning.HOPELESS)


def rest_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: 2, 4, 8 … seconds, 5 minutes at most."""
    return min(timedelta(seconds=2**attempts), _LONGEST_REST)
