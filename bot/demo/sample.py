"""Sample: the names, sentences and cost mixes that the demo's history is generated from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Sample:
    """The material as the file gives it; `cost_mix` is percent by category, by service key or kind."""

    first_names: list[str]
    last_names: list[str]
    texts: dict[str, list[str]]  # kind of order -> sentences with {service}
    out_of_hours: str
    comments: dict[int, list[str]]  # score -> sentences
    grievances: dict[str, list[str]]  # service -> sentences of those who are not satisfied with it
    agreements: list[str]  # what was agreed with whoever was let down and called
    questions: list[dict[str, Any]]  # what the catalog could not answer, by what it came nearest to
    talks: list[dict[str, Any]]  # what units needed and what became of it, days ago or ahead
    cost_mix: dict[str, dict[str, int]]
    vendors: dict[str, str]  # of a category of cost
    unassigned: dict[str, Any]

    def mix(self, key: str, kind: str) -> dict[str, int]:
        """Return how a service's cost divides."""
        return self.cost_mix.get(key) or self.cost_mix["supporting" if kind == "supporting" else "customer"]


def load() -> Sample:
    """Read the file beside this module."""
    return Sample(**yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8")))
