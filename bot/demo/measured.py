"""Measured: who owns the sample's measures, and what its services brought, month by month."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlmodel import Session

from bot.catalog import Catalog
from bot.process.measures import ProcessMeasure
from bot.value.outcomes import Reading
from bot.value.period import last_day

# Key, target in percent, and how many days before the last month's end it was reviewed; one review is stale.
OWNED = (("in_time", 92, 40), ("response", 95, 75), ("not_reopened", 98, 220))
SHARE = "Share of "  # what begins so is a percentage, which is all that is made up
READ = Decimal("0.75")  # of what could be read
USUAL, TARGET = 94, Decimal(95)


def write(session: Session, catalog: Catalog, months: Sequence[str], seed: int) -> None:
    """Store owners, targets, reviews and readings of these months, all of them made up."""
    owners = sorted({each.owner for each in catalog.live()})
    for at, (key, target, days) in enumerate(OWNED):
        reviewed_on = last_day(months[-1]) - timedelta(days=days)
        owner = owners[at % len(owners)]
        session.add(ProcessMeasure(key=key, owner=owner, target=Decimal(target), reviewed_on=reviewed_on))
    session.add_all(_readings(catalog, months, Random(f"{seed} readings")))


def _readings(catalog: Catalog, months: Sequence[str], rng: Random) -> list[Reading]:
    shares = [
        (service.key, measure)
        for service in sorted(catalog.live(), key=lambda each: each.key)
        for measure in service.measures
        if measure.startswith(SHARE)
    ]
    read = shares[: int(len(shares) * READ)]
    return [
        Reading(
            service=key,
            measure=measure,
            month=month,
            value=Decimal(rng.randint(-40, 40)) / 10 + USUAL,
            unit="%",
            target=TARGET,
            by="sample",
        )
        for key, measure in read
        for month in months
    ]
