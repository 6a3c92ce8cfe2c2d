"""Telling: each event of an order is posted, signed, to the addresses of the settings; one may be an adapter's."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from bot import clock
from bot.db import Database
from bot.delivery import hooks
from bot.delivery.claims import Claim
from bot.delivery.facts import unpack
from bot.delivery.jobs import Taken
from bot.delivery.settling import Hopeless, Outcome
from bot.desk import Shelf
from bot.outside import calling
from bot.outside.calling import NoAnswer
from bot.outside.shapes import Event, Step, shape_of
from bot.settings import Settings

Adapter = Callable[[Claim, Event], Outcome]


class Telling:
    """Posts events to whom the settings name; `adapters` tell theirs in the other system's own words."""

    def __init__(
        self, settings: Settings, db: Database, shelf: Shelf, adapters: Mapping[str, Adapter]
    ) -> None:
        self._db = db
        self._shelf = shelf
        self._secret = settings.hook_secret.get_secret_value()
        self._posted = settings.hook_url.split()
        self._adapters = adapters
        for address in self._posted:
            calling.check(address)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Whom to tell."""
        return (*self._posted, *self._adapters)

    def deliver(self, claim: Claim) -> Outcome:
        """Tell the address of a claimed job, and say what came of it."""
        address = hooks.address_of(claim.job)
        if address not in self.addresses:
            return Hopeless("this address is not in the settings any more")
        event = self._event(claim.job)
        try:
            if adapter := self._adapters.get(address):
                return adapter(claim, event)
            return self._post(claim, address, event)
        except NoAnswer as silence:
            return hooks.again(str(silence), claim.job.attempts)

    def _event(self, job: Taken) -> Event:
        facts: dict[str, Any] = unpack(job.facts)
        with self._db.read() as session:
            order = shape_of(session, self._shelf.stock.catalog, facts["order"])
        step = _step(facts, private=order.private)
        return Event.model_validate(
            {"id": facts["id"], "type": job.name, "time": facts["at"], "step": step, "order": order}
        )

    def _post(self, claim: Claim, address: str, event: Event) -> Outcome:
        body, stamp = event.model_dump_json().encode(), str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Domestique",
            "X-Domestique-Event": event.id,
            "X-Domestique-Timestamp": stamp,
            "X-Domestique-Signature": sign(self._secret, stamp, body),
        }
        answer = calling.call("POST", address, body, headers)
        return hooks.outcome_of(answer.status, answer.retry_after, claim.job.attempts)


def _step(facts: Mapping[str, Any], *, private: bool) -> Step:
    """Return what happened; of a private order only who works on it is named, and no word is told."""
    by = facts["by"]
    if not private:
        return Step(what=facts["what"], by=by, note=facts["note"] or None)
    works = by == facts["order"]["assignee"] or by.startswith("outside:")
    return Step(what=facts["what"], by=by if works else "", note=None)


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Return `v1=` and the hex HMAC-SHA256 of `<timestamp>.<body>`."""
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={mac.hexdigest()}"
