"""What Alembic runs for every command: on the connection it is given, all in one transaction."""

import importlib
import pkgutil
from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

import bot
from bot.db import Exact, UtcDateTime

ROOMS = ("catalog", "customer", "process", "cost", "value", "delivery")


def know_every_table() -> None:
    """Import each room's modules, as a table is known once its module is."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([f"{bot.__path__[0]}/{room}"], f"bot.{room}."):
            importlib.import_module(module.name)


def write_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as short as possible; False: as Alembic would."""
    if kind != "type" or not isinstance(item, AutoString | Exact | UtcDateTime):
        return False
    return "sa.String()" if isinstance(item, AutoString) else f"bot.db.{type(item).__name__}()"


know_every_table()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=write_type,
)
with context.begin_transaction():
    context.run_migrations()
