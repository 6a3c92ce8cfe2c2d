"""Curious: what made-up colleagues asked last week and the catalog could not answer, or misunderstood."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.catalog import Catalog
from bot.customer.asked import name_of
from bot.demo.sample import Sample

RECENT_HOURS = (2, 120)  # how long ago: within the week that the owners' next list is about


def questions(
    rng: Random, sample: Sample, catalog: Catalog, people: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """Return rows of questions, each of somebody else; none where the catalog is not the sample company's."""
    asked = [(about, text) for about in sample.questions for text in about["texts"]]
    known = [(about, text) for about, text in asked if about["service"] in catalog.services]
    askers = rng.sample(people, len(known))
    return [
        {
            "root": None,
            "person": person["id"],
            "unit": person["unit"],
            "text": text,
            "how": about["how"],
            "aspect": "what",
            "service": about["service"],
            "entry": catalog.service(about["service"]).name,
            "confidence": about["confidence"],
            "handed_over": False,
            **_meant(catalog, about),
            "at": now - timedelta(hours=rng.randrange(*RECENT_HOURS)),
        }
        for (about, text), person in zip(known, askers, strict=True)
    ]


def _meant(catalog: Catalog, about: dict[str, Any]) -> dict[str, str | None]:
    """Return the verdict on an answer that missed, and what was chosen instead."""
    wanted = about.get("meant")
    if wanted is None:
        return {"verdict": None, "meant": None}
    faqs = catalog.service(wanted["service"]).faqs
    (faq,) = (each for each in faqs if each.question == wanted["question"])
    return {"verdict": "not_meant", "meant": name_of(wanted["service"], faq)}
