"""The catalog: everything IT offers, offered once or will offer, and the company it is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import overload

from bot.catalog import sequence
from bot.catalog.company import Company, Unit
from bot.catalog.general import Elsewhere
from bot.catalog.mistakes import Mistake
from bot.catalog.offer_rules import OfferRule
from bot.catalog.service import Faq, Service, Tier
from bot.catalog.survey_forms import SurveyForm
from bot.refusal import Refused

FAQ_REVIEW = timedelta(days=365)


class Gone(Refused, KeyError):  # noqa: N818  # an answer, as Refused is
    """There is no such service, or no longer: whoever asks for it is told so, with a way on."""

    def __init__(self) -> None:
        super().__init__("ask/gone", ["browse", "hand_over"])


@dataclass(frozen=True)
class Retired:
    """Since when a service is no longer offered, and what is used instead, as far as the reader may know.

    `successor` is the key of the service that took its place.
    """

    since: date | None
    instead: str | None = None
    successor: str | None = None
    successor_name: str | None = None


@dataclass(frozen=True)
class Catalog:
    """The whole portfolio; `services` by key, `faqs` are the general ones, `weak` what could be better.

    Prices are those of the day `on`; `digest` sums up what was read. `surveys` and offer `rules` by name;
    surveys are written in all `languages`, the first is the company's own.
    `elsewhere` are topics that are not IT's, `left` the names of services that the files no longer have, by key.
    """

    company: Company
    services: dict[str, Service]
    faqs: tuple[Faq, ...]
    weak: list[Mistake]
    on: date = date.min
    digest: str = ""
    surveys: Mapping[str, SurveyForm] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    rules: Mapping[str, OfferRule] = field(default_factory=dict)
    elsewhere: tuple[Elsewhere, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)

    def language(self, locale: str | None) -> str:
        """Return in which language somebody with this locale (`de-DE`) is asked."""
        spoken = (locale or "").replace("_", "-").partition("-")[0].lower()
        return spoken if spoken in self.languages else self.languages[0]

    def service(self, key: str) -> Service:
        """Return the service with this key. Raises Gone where the catalog has none, or has it no longer."""
        service = self.services.get(key)
        if service is None:
            raise Gone
        return service

    @overload
    def name_of(self, key: str) -> str: ...

    @overload
    def name_of(self, key: str | None) -> str | None: ...

    def name_of(self, key: str | None) -> str | None:
        """Return how a service is called, or was while the files had it; its key where nobody knows."""
        service = self.services.get(key or "")
        return service.name if service else self.left.get(key or "", key)

    def tier(self, key: str, name: str) -> Tier:
        """Return a tier by service key and tier name. Raises Gone, and KeyError for a level that it has not."""
        return self.service(key).tier(name)

    def faq(self, service: str | None, index: int) -> Faq:
        """Return a question of a service, or a general one when `service` is None."""
        return (self.faqs if service is None else self.service(service).faqs)[index]

    def owned_by(self, email: str | None) -> list[Service]:
        """Return the services that somebody answers for, those to come among them, the retired ones not."""
        owner = (email or "").lower()
        every = self.services.values() if owner else ()
        return [each for each in every if each.owner.lower() == owner and each.stage != "retired"]

    def retired(self, service: Service) -> Retired | None:
        """Return since when a service is no longer offered and what is used instead, None while it is offered.

        Of one that is not in this catalog, as a unit may have but not see, nothing but the day is told.
        """
        if service.stage != "retired":
            return None
        if service.key not in self.services:
            return Retired(service.stage_from)
        after = self.services.get(service.replaced_by or "")
        if after is None:
            return Retired(service.stage_from, service.use_instead)
        return Retired(service.stage_from, service.use_instead, after.key, after.name)

    def hidden_from(self, unit: Unit | None) -> frozenset[str]:
        """Return the keys of the services that people of `unit` (None: not known yet) are not to know of."""
        audience = (unit.code, unit.kind) if unit else None
        hidden = self._hidden.get(audience)
        if hidden is None:
            hidden = frozenset(key for key, each in self.services.items() if not each.is_for(unit))
            self._hidden[audience] = hidden
        return hidden

    def seen_by(self, unit: Unit | None) -> "Catalog":
        """Return the catalog as people of `unit` may see it."""
        hidden = self.hidden_from(unit)
        if not hidden:
            return self
        seen = self._seen.get(hidden)
        if seen is None:
            seen = self._seen[hidden] = replace(self, services=self._without(hidden))
        return seen

    def _without(self, hidden: frozenset[str]) -> dict[str, Service]:
        """Return the services but for `hidden` ones; what is wanted back first is counted without them."""
        shown = {key: each for key, each in self.services.items() if key not in hidden}
        left_out = _ranks(self.services.values()) - _ranks(shown.values())
        return {key: _counted(each, left_out) for key, each in shown.items()}

    @cached_property
    def _hidden(self) -> dict[tuple[str, str] | None, frozenset[str]]:
        return {}

    @cached_property
    def _seen(self) -> "dict[frozenset[str], Catalog]":
        return {}

    def where(self, topic: Elsewhere) -> str | None:
        """Return the channel where people are sent with what is not IT's (`#people`)."""
        return topic.channel or (self.company.units[topic.unit].channel if topic.unit else None)

    @property
    def channels(self) -> set[str]:
        """Every channel that the files name (`#finance`)."""
        named = {service.team_channel for service in self.services.values()}
        named |= {channel for topic in self.elsewhere if (channel := self.where(topic))}
        return {*named, self.company.help_channel, *(unit.channel for unit in self.company.units.values())}

    @property
    def emails(self) -> set[str]:
        """Everyone that the files name."""
        return {*self.company.emails, *(service.owner for service in self.services.values())}

    def live(self) -> list[Service]:
        """Return what customers can use today, by name."""
        return self._sorted([each for each in self.services.values() if each.is_live])

    def orderable(self) -> list[Service]:
        """Return what can be ordered today, by name: it is live and has a price."""
        return self._sorted([each for each in self.services.values() if each.can_be_ordered])

    def pipeline(self) -> list[Service]:
        """Return what is being prepared, by name."""
        facing = [each for each in self.services.values() if each.kind == "customer_facing"]
        return self._sorted([each for each in facing if each.stage == "pipeline"])

    def supporting(self) -> list[Service]:
        """Return the services that other services stand on, by name."""
        return self._sorted([service for service in self.services.values() if service.kind == "supporting"])

    def overdue(self, today: date) -> list[str]:
        """Return what should have been looked at by `today`: "ERP" or "ERP: question"."""
        late = [key for key, each in self.services.items() if each.next_review and each.next_review < today]
        asked = [(each.key, faq) for each in self.services.values() for faq in each.faqs]
        asked += [("general", faq) for faq in self.faqs]
        return late + [f"{key}: {faq.question}" for key, faq in asked if faq.verified_on + FAQ_REVIEW < today]

    @staticmethod
    def _sorted(services: list[Service]) -> list[Service]:
        return sorted(services, key=lambda service: service.name)


def _ranks(services: Iterable[Service]) -> set[int]:
    return {each.impact.rank for each in services if each.impact}


def _counted(service: Service, left_out: set[int]) -> Service:
    if service.impact is None or not left_out:
        return service
    rank = sequence.counted(service.impact.rank, left_out)
    return replace(service, impact=replace(service.impact, rank=rank))
