"""Load: signed order submissions, each of another form, fired over so many connections at once."""

import json
import os
import random
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

SECRET = "sandbox-secret"  # the sandbox's, known to all


class Load:
    """Makes signed submissions, each of another view, and counts what comes back."""

    def __init__(self, submission: dict[str, Any], seed: int) -> None:
        self.submission = submission
        self._random = random.Random(seed)
        self._verifier = SignatureVerifier(SECRET)

    def bodies(self, count: int) -> list[tuple[str, dict[str, str]]]:
        """Return that many requests, ready to send."""
        return [self._request() for _ in range(count)]

    def _request(self) -> tuple[str, dict[str, str]]:
        payload = self.submission
        payload["view"]["id"] = f"V{self._random.getrandbits(48):012X}"
        payload["trigger_id"] = f"{self._random.getrandbits(60)}"
        body = urlencode({"payload": json.dumps(payload)})
        now = str(int(time.time()))  # noqa: TID251  # the signature is checked against the true time
        signature = self._verifier.generate_signature(timestamp=now, body=body) or ""
        return body, {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": now,
            "x-slack-signature": signature,
        }

    def fire(self, port: int, in_flight: int, count: int) -> tuple[float, list[float], int]:
        """Send `count` requests over `in_flight` connections; return seconds, each time in ms, failures."""
        waiting = self.bodies(count)
        times: list[float] = []
        failures: list[int] = []

        def work() -> None:
            line = HTTPConnection("127.0.0.1", port, timeout=30)
            while True:
                try:
                    body, headers = waiting.pop()
                except IndexError:
                    break
                began = time.perf_counter()
                line.request("POST", "/slack/events", body, headers)
                answer = line.getresponse()
                said = answer.read()
                times.append((time.perf_counter() - began) * 1000)
                if answer.status != 200 or said:
                    failures.append(answer.status)
            line.close()

        threads = [threading.Thread(target=work) for _ in range(in_flight)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began, times, len(failures)


def cpu_seconds(process_id: int) -> float:
    """Return the processor time a process has used, user and system (Linux)."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
