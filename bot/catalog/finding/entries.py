"""What can be found in a catalog: an entry for each service, question and topic, with what says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.catalog.catalog import Catalog
from bot.catalog.general import Elsewhere
from bot.catalog.service import Faq, Service

# Asked about any service; the answer is the service itself, which shows them all.
ASPECTS = (
    "price cost how much expensive charge rate fee, owner owns responsible, "
    "hours open available closed, levels tiers compare difference included upgrade, order buy subscribe"
)


@dataclass(frozen=True)
class Entry:
    """One thing that can be found.

    `asks` are ways to ask for it, each on its own; `about` says where it belongs; `body` is what it tells;
    `names` are what its service goes by, which is `backstage` if customers do not use it themselves; `levels`
    are those in which it comes.
    """

    kind: Literal["service", "faq", "elsewhere"]
    service: str | None
    faq: int | None
    title: str
    asks: tuple[str, ...]
    about: str
    body: str
    names: tuple[str, ...] = ()
    backstage: bool = False
    levels: tuple[str, ...] = ()


def of(catalog: Catalog) -> list[Entry]:
    """List what can be found: services of every kind and stage, questions, what is not IT's."""
    services = catalog.services.values()
    entries = [_service(each) for each in services]
    entries += [_faq(service, at, faq) for service in services for at, faq in enumerate(service.faqs)]
    entries += [_faq(None, at, faq) for at, faq in enumerate(catalog.faqs)]
    return entries + [_elsewhere(at, topic) for at, topic in enumerate(catalog.elsewhere)]


def _service(service: Service) -> Entry:
    tiers = [f"{service.key} {tier.name}" for tier in service.tiers]
    names = (service.name, service.key, *service.words)
    told = [service.outcome, service.does, service.units, *(tier.included for tier in service.tiers)]
    return Entry(
        "service",
        service.key,
        None,
        service.name,
        (*names, *tiers),
        ASPECTS,
        _joined(told),
        names,
        service.kind == "supporting",
        tuple(tier.name for tier in service.tiers),
    )


def _joined(told: Iterable[str | None]) -> str:
    return " ".join(filter(None, told))


def _faq(service: Service | None, at: int, faq: Faq) -> Entry:
    about = " ".join((service.name, service.key, *service.words)) if service else ""
    key = service.key if service else None
    return Entry("faq", key, at, faq.question, (faq.question, *faq.phrasings), about, faq.answer)


def _elsewhere(at: int, topic: Elsewhere) -> Entry:
    """Return a topic by its ways to ask alone: who helps is a customer of IT, whose name many questions hold."""
    return Entry("elsewhere", None, at, topic.title, (topic.title, *topic.phrasings), "", "")
