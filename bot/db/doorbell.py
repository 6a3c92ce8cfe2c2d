"""The doorbell: tells other processes on PostgreSQL that there is something to send.

A NOTIFY inside the transaction would make all commits queue for one lock, so it is rung after the commit,
from a thread of its own, once for all that came meanwhile. A lost ring costs a second: senders also poll.
"""

import logging
import threading

import sqlalchemy as sa
from sqlalchemy.engine import Engine

log = logging.getLogger(__name__)

CHANNEL = "domestique_jobs"
PAUSE_S = 0.02  # between two rings: a busy process would else ring for every order


class Doorbell:
    """Rings CHANNEL from a thread that starts with the first ring."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._asked = threading.Event()
        self._closing = threading.Event()
        self._gate = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Have it rung soon; never waits and never fails."""
        self._asked.set()
        with self._gate:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._asked.wait()
            self._asked.clear()
            try:
                self._notify()
            except sa.exc.SQLAlchemyError as error:
                log.warning("other processes were not told of a new job: %s", error)

    def _notify(self) -> None:
        with self._engine.connect() as connection:
            connection.detach()  # no session may ever get this one: it does not wait for the disk
            connection.exec_driver_sql("SET synchronous_commit = off")
            while not self._closing.is_set():
                connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
                self._closing.wait(PAUSE_S)
                self._asked.wait()
                self._asked.clear()

    def close(self) -> None:
        """End the thread."""
        self._closing.set()
        self._asked.set()
        with self._gate:
            if self._thread is not None:
                self._thread.join(1)
