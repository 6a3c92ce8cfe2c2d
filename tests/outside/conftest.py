"""The office with another system that hears of its orders."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot import serve
from bot.desk import Desk
from bot.settings import Settings
from tests.office import Office
from tests.outside.receiver import Receiver, listening

SECRET = "between us"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as heard:
        yield heard


def connect(office: Office, **settings: Any) -> Desk:
    """Set the bot of an office up with more settings; return its desk."""
    given = {**office.desk.settings.model_dump(), **settings}
    chosen = Settings(_env_file=None, **{_name(name): value for name, value in given.items()})
    desk = office.desk
    office.desk = Desk(desk.db, desk.shelf, chosen, desk.renderer, desk.wire)
    office.desk.db.told = serve.open_telling(chosen, desk.db, desk.shelf).addresses
    bot: Any = office.workspace.post.route
    bot.sender = office.sender = serve.make_sender(office.desk, pace=timedelta(0))
    return office.desk


def _name(name: str) -> str:
    return str(Settings.model_fields[name].alias or name)


@pytest.fixture
def told(office: Office, receiver: Receiver) -> Office:
    """Set the office up with a receiver of every event."""
    connect(office, hook_url=f"{receiver.url}/hook", hook_secret=SecretStr(SECRET))
    return office
