"""Pressed: where a button was pressed, and so where its answer is looked for."""

from collections.abc import Mapping
from typing import Any


def private_thread(body: Mapping[str, Any]) -> str | None:
    """Return the thread of the direct message in which something was pressed; None anywhere else."""
    is_private = body.get("channel", {}).get("id", "").startswith("D")
    return body.get("message", {}).get("thread_ts") if is_private else None
