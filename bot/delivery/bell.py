"""The bell: wakes one sleeper for each ring, and forgets no ring that came while nobody slept."""

import threading


class Bell:
    """One may ring, one of those who wait wakes up."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = False

    def ring(self) -> None:
        """Wake one who waits, or the next who would."""
        with self._changed:
            self._rung = True
            self._changed.notify()

    def wait(self, seconds: float | None = None) -> None:
        """Sleep until the bell rings, so long at most."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung, seconds)
            self._rung = False
