"""What the figures were measured on, and the memory of this process."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Name the machine."""
    cores = os.cpu_count()
    return f"{platform.machine()} {platform.system()}, {cores} cores, Python {platform.python_version()}"


def resident_mb() -> float:
    """Return the memory that this process holds now, in MB (Linux; nothing elsewhere)."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return float("nan")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
