"""The counter: files brought to the bot as people do, and what is in the database afterwards."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, select

from bot.catalog import Catalog
from bot.cost import capture
from bot.cost.batches import Batch
from bot.db import Database
from tests.conftest import T0


@dataclass
class Counter:
    """Where files are handed in."""

    db: Database
    catalog: Catalog
    folder: Path

    def file(self, text: str | bytes, name: str = "bill.csv") -> Path:
        """Write a file to bring."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def look(self, text: str | bytes | Path, now: datetime = T0, **more: Any) -> Batch:
        """Show what a file would bring."""
        path = text if isinstance(text, Path) else self.file(text)
        return capture.look(self.db, self.catalog, path, by="U0DEE", now=now, **more)

    def take(self, text: str | bytes | Path, now: datetime = T0, **more: Any) -> Batch:
        """Show it, and take it."""
        path = text if isinstance(text, Path) else self.file(text)
        batch = self.look(path, now, **more)
        return capture.store(self.db, self.catalog, batch.number, path) if batch.rows else batch

    def undo(self, batch: Batch, now: datetime = T0) -> Batch:
        """Take it back."""
        with self.db.session() as session:
            undone = capture.undo(session, batch.number, by="U0DEE", now=now)
        capture.sweep(self.db)
        return undone

    def rows(self, model: type[Any]) -> list[Any]:
        """Return all rows of a kind."""
        with self.db.read() as session:
            return list(session.exec(select(model).order_by(model.id)))

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of all tables but of the files themselves, as the driver gives them."""
        with self.db.read() as session, closing(session.connection().connection.cursor()) as cursor:
            found = {}
            for name in SQLModel.metadata.tables.keys() - {"batches"}:
                cursor.execute(f"SELECT * FROM {name}")
                found[name] = [tuple(row) for row in cursor.fetchall()]
            return found
