"""Listening: on PostgreSQL another process may commit what this one shall send; it says so."""

import logging
import socket
import threading
from collections.abc import Callable
from selectors import EVENT_READ, DefaultSelector

from bot.db import Database
from bot.db.doorbell import CHANNEL

log = logging.getLogger(__name__)

_LOOK_UP_S = 1.0


class Listener:
    """Rings when any process committed a job; a hint only, as polling stays the truth."""

    def __init__(self, db: Database, ring: Callable[[], None]) -> None:
        self._db = db
        self._ring = ring
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen in a thread; on SQLite there is nobody to listen to."""
        if self._db.is_sqlite:
            return
        self._stopping.clear()
        self._hang_up, self._told = socket.socketpair()
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        self._stopping.set()
        if self._thread is not None:
            self._hang_up.close()  # which the other end hears at once
            self._thread.join(2 * _LOOK_UP_S)
            self._told.close()
            self._thread = None

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._hear()
            except Exception as error:  # the database is away: polling goes on, and so shall we
                log.warning("not listening for new jobs: %s", error)
                self._stopping.wait(_LOOK_UP_S)

    def _hear(self) -> None:
        import psycopg  # only where PostgreSQL is used

        address = self._db.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as line, DefaultSelector() as either:
            either.register(line, EVENT_READ)
            either.register(self._told, EVENT_READ)
            line.execute(f"LISTEN {CHANNEL}")
            self._ring()
            while not self._stopping.is_set():
                for _ in line.notifies(timeout=0):
                    self._ring()
                either.select(_LOOK_UP_S)
