"""Talking: one claimed message goes to Slack, and Slack's answer becomes an outcome; no session is open."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from bot.delivery import look_up
from bot.delivery.claims import EDIT, POST, PUBLISH, REPEATABLE, WORKSPACE, Claim
from bot.delivery.facts import unpack
from bot.delivery.jobs import WHISPER
from bot.delivery.pictures import FILE, IMAGE, Gallery, Picture
from bot.delivery.policy import REST_WHEN_STOPPED, REST_WHEN_UNREACHED, Meaning, meaning_of
from bot.delivery.settling import CROWDED, Again, Gone, Hopeless, Outcome, Sent, Unsure
from bot.delivery.wire import Declined, FateUnknown, TooFast, Unreached, Wire

log = logging.getLogger(__name__)

UNSEEN = "nobody knows whether it was seen"
TOO_SLOW = "the claim was nearly over before Slack was called"
DRYING = "picture: Slack still looks at it"
QUIET = {"unfurl_links": False, "unfurl_media": False}


class Words(Protocol):
    """Turns a template and its facts into a payload."""

    def view(self, template: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return a Home."""

    def message(self, template: str, facts: Mapping[str, Any], *, classic: bool = False) -> dict[str, Any]:
        """Return `{"text": …, "blocks": […]}`."""


class Talk:
    """Says to Slack what a claim asks for; `is_ours` tells whether a claim lasts for one more call."""

    def __init__(
        self, words: Words, wire: Wire, pictures: Mapping[str, Picture], is_ours: Callable[[Claim], bool]
    ) -> None:
        self._words = words
        self._wire = wire
        self._gallery = Gallery(wire, pictures)
        self._is_ours = is_ours

    def deliver(self, claim: Claim) -> Outcome:
        """Send, edit or whisper; look first when an earlier attempt may have arrived."""
        outcome = self._deliver(claim)
        if not isinstance(outcome, Again):
            self._gallery.take_down(_number(claim))
        return outcome

    def _deliver(self, claim: Claim) -> Outcome:
        if not claim.doubtful or claim.method in REPEATABLE:
            return self._attempt(claim)
        if claim.job.kind == WHISPER:
            return Sent(note=UNSEEN)
        try:
            found = look_up.find(self._wire, claim.job, claim.channel)
        except TooFast as wait:
            return Unsure(CROWDED, timedelta(seconds=wait.retry_after), counts=False)
        except (FateUnknown, Unreached) as silence:
            return Unsure(f"look-up: {silence}", counts=False)
        except Declined as no:
            return self._look_up_declined(no.error)
        return Sent(*found) if found else self._attempt(claim)

    def _look_up_declined(self, error: str) -> Outcome:
        if meaning_of(error) in (Meaning.LATER, Meaning.UNKNOWN):
            return Unsure(f"look-up: {error}")
        return Hopeless(f"it may have arrived, and looking it up is declined: {error}")

    def _attempt(self, claim: Claim) -> Outcome:
        try:
            return self._send(claim, classic=False)
        except Declined as no:
            if meaning_of(no.error) is not Meaning.SIMPLER:
                return _declined(claim, no.error)
            why = no.error
        if self._is_wet(claim, classic=False):
            return Again(DRYING)
        log.error("job %s: Slack answers %s to the blocks of %s", claim.job.id, why, claim.job.name)
        return self._attempt_classic(claim)

    def _attempt_classic(self, claim: Claim) -> Outcome:
        try:
            return self._send(claim, classic=True)
        except Declined as no:
            wet = meaning_of(no.error) is Meaning.SIMPLER and self._is_wet(claim, classic=True)
            return Again(DRYING) if wet else _declined(claim, no.error)

    def _is_wet(self, claim: Claim, *, classic: bool) -> bool:
        return _image(claim.job.facts, classic) is not None and self._gallery.is_wet(_number(claim))

    def _send(self, claim: Claim, *, classic: bool) -> Outcome:
        try:
            payload = self._payload(claim, classic=classic)
        except (TooFast, FateUnknown, Unreached) as error:
            return Again(f"picture: {error}")
        except Exception as error:  # a template's fault stays one until somebody mends the template
            log.exception("job %s: %s cannot be put into words", claim.job.id, claim.job.name)
            return Hopeless(f"{type(error).__name__}: {error}")
        if not self._is_ours(claim):
            return Again(TOO_SLOW, timedelta(), counts=False)
        try:
            answer = self._wire.call(claim.method, **payload)
        except TooFast as wait:
            return Again(CROWDED, timedelta(seconds=wait.retry_after), counts=False)
        except Unreached:
            return Again("unreached", REST_WHEN_UNREACHED, counts=False, holds=WORKSPACE)
        except FateUnknown as silence:
            return _silent(claim, str(silence))
        return Sent(answer.get("channel"), answer.get("ts"))

    def _payload(self, claim: Claim, *, classic: bool) -> dict[str, Any]:
        job, facts = claim.job, unpack(claim.job.facts)
        if claim.method == PUBLISH:
            return {"user_id": job.person, "view": self._words.view(job.name, facts)}
        words = self._words.message(job.name, {**facts, **self._hung(claim, facts, classic)}, classic=classic)
        if claim.method == EDIT and claim.place:
            return {**words, "channel": claim.place[0], "ts": claim.place[1]}
        addressed = {**words, "channel": job.to, **({"thread_ts": job.thread} if job.thread else {})}
        if claim.method == POST:
            quiet = {} if "attached" in facts else QUIET  # the link to a file is what shares it
            return {**addressed, **quiet, "metadata": look_up.metadata(job)}
        return {**addressed, "user": job.person}

    def _hung(self, claim: Claim, facts: Mapping[str, Any], classic: bool) -> dict[str, Any]:
        """Return what a template shows: the id of its `image`, the link to the `file` that is attached.

        Each is None when Slack has none, and the words must do.
        """
        message = _number(claim)
        shown = _image(facts, classic)
        image = self._gallery.hang(message, IMAGE, shown) if shown else None
        hung: dict[str, Any] = {IMAGE: image.id if image else None}
        if "attached" in facts:
            file = self._gallery.hang(message, FILE, facts["attached"])
            hung[FILE] = file.link if file else None
        return hung


def _image(facts: Mapping[str, Any], classic: bool) -> Mapping[str, Any] | None:
    """Return what the message's image is drawn from: its diagram, or its chart for who draws none."""
    shown = facts.get("diagram") or (facts.get("chart") if classic else None)
    return shown if isinstance(shown, dict) else None


def _number(claim: Claim) -> int:
    return claim.job.id or 0


def _declined(claim: Claim, error: str) -> Outcome:
    match meaning_of(error):
        case Meaning.LATER:
            return Again(error)
        case Meaning.STOP:
            log.error("Slack takes nothing from this installation: %s", error)
            return Again(error, REST_WHEN_STOPPED, counts=False, holds=WORKSPACE)
        case Meaning.GONE if claim.method == EDIT:
            return Gone()
        case Meaning.UNKNOWN:
            return _silent(claim, error)
        case _:
            return Hopeless(error)


def _silent(claim: Claim, error: str) -> Outcome:
    """Edits may be repeated; whispers cannot be looked up; posts are looked up."""
    if claim.method in REPEATABLE:
        return Again(error)
    return Sent(note=UNSEEN) if claim.job.kind == WHISPER else Unsure(error)
