"""Staff: made-up colleagues, so that the sample history has people in it."""

from random import Random
from typing import Any

from bot.catalog import Company
from bot.demo.sample import Sample


def cast_id(email: str) -> str:
    """Return the Slack id that somebody of the cast has in the demo's workspace: "U0" and their name."""
    return f"U0{email.partition('@')[0].upper()}"


def hire(rng: Random, sample: Sample, company: Company) -> list[dict[str, Any]]:
    """Return rows for the people whom each unit's headcount counts but its file does not name.

    Their ids begin with U9, which nobody in the demo's workspace has, and they have no e-mail address:
    nobody is ever looked up in Slack or written to by mistake.
    """
    rows: list[dict[str, Any]] = []
    for unit in company.units.values():
        for _ in range(unit.headcount - len(unit.members)):
            name = f"{rng.choice(sample.first_names)} {rng.choice(sample.last_names)}"
            rows.append(
                {
                    "id": f"U9{len(rows):06}",
                    "name": name,
                    "unit": unit.code,
                    "zone": company.zone,
                    "refuses_surveys": rng.random() < 0.03,
                    "refuses_offers": rng.random() < 0.03,
                    "active": True,
                    "sample": True,
                }
            )
    return rows
