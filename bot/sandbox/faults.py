"""Mishaps on demand: what a test or the inspector orders to go wrong, how often, and where."""

import threading
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Literal

Mishap = Literal[
    "delay",  # the answer, or the delivery, comes `seconds` late
    "too_fast",  # 429 with Retry-After `seconds`
    "error_before",  # 500, and nothing was done
    "error_after",  # 500, although it was done
    "cut_before",  # the connection is cut, and nothing was done
    "cut_after",  # the connection is cut, although it was done
    "drop_ack",  # the bot's acknowledgement never reaches Slack
    "duplicate",  # the same delivery comes twice
    "disconnect",  # the socket is closed instead of the delivery being made
]


@dataclass
class Fault:
    """One order: `mishap` happens to the next `times` calls or deliveries that `what` matches.

    `what` is a Web API method, a response URL (`response_url`), a file that goes up (`upload`) or
    down (`download`), or a delivery: `event`, `event app_mention`, `interactive block_actions`,
    `command /it`; `*` stands for anything.
    """

    mishap: Mishap
    what: str = "*"
    times: int = 1
    seconds: float = 1.0


class Faults:
    """The orders that are not used up yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Fault] = []

    def add(self, mishap: Mishap, what: str = "*", *, times: int = 1, seconds: float = 1.0) -> Fault:
        """Order a mishap for the next `times` matching calls or deliveries."""
        fault = Fault(mishap, what, times, seconds)
        with self._lock:
            self._orders.append(fault)
        return fault

    def take(self, what: str, *mishaps: Mishap) -> Fault | None:
        """Use up one order of these kinds for `what`; None when there is none."""
        with self._lock:
            for fault in self._orders:
                if fault.mishap in mishaps and fnmatch(what, fault.what):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._orders.remove(fault)
                    return fault
        return None

    @property
    def waiting(self) -> list[Fault]:
        """What is ordered and has not happened yet."""
        with self._lock:
            return list(self._orders)

    def clear(self) -> None:
        """Take every order back."""
        with self._lock:
            self._orders.clear()
