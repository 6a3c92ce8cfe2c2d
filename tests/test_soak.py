"""The soak orders, kills and counts; for minutes it runs by `make soak`."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from bench.soak import Figures
from bot.settings import HOUSE


@pytest.mark.slow
@pytest.mark.sockets
def test_a_short_soak_loses_and_doubles_nothing() -> None:
    command = [sys.executable, "-m", "bench.soak", "--kills", "3", "--databases", "sqlite", "--json"]
    ended = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (row,) = json.loads(ended.stdout.splitlines()[-1])["rows"]
    assert row["kills"] == 3
    assert row["acknowledged"] <= row["orders"] <= row["sent"]


def test_where_nothing_happened_nothing_is_shown() -> None:
    well = Figures("sqlite", 7, acknowledged=2, orders=2, messages=4)
    assert well.is_clean
    assert not replace(well, acknowledged=0).is_clean
    assert not replace(well, messages=0).is_clean
    assert not replace(well, doubled_messages=1).is_clean
