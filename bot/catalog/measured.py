"""Measured: what IT as a whole is measured by, and to which of its three elements each measure belongs."""

from collections.abc import Mapping
from typing import Literal

Element = Literal["customer", "process", "cost"]

ELEMENTS: tuple[Element, ...] = ("customer", "process", "cost")
TWELVE: Mapping[str, Element] = {
    "satisfied": "customer",
    "talks": "customer",
    "outcomes": "customer",
    "way_forward": "customer",
    "in_time": "process",
    "owned": "process",
    "remedied": "process",
    "not_reopened": "process",
    "traced": "cost",
    "unit_costs": "cost",
    "driven": "cost",
    "explained": "cost",
}
"""What the balance is made of, four each."""
MEASURES: Mapping[str, Element] = {**TWELVE, "response": "process", "remedies_done": "process"}
"""These, and what else processes are measured by."""
