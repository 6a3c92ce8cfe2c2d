"""The clock role sweeps, and a database that is away does not end it."""

import logging
from datetime import datetime, timedelta
from unittest.mock import MagicMock

import pytest
import sqlalchemy as sa
from sqlmodel import select

from bot.db import Database
from bot.delivery.inbound import Delivery, accept
from bot.serve.roles import Clock
from tests.conftest import Frozen


@pytest.fixture
def keeper(db: Database) -> Clock:
    """Make a clock that does not tick by itself."""
    clock = Clock.__new__(Clock)
    clock._desk = MagicMock(db=db)
    return clock


def test_old_rows_are_swept(keeper: Clock, db: Database, T0: datetime, at_t0: Frozen) -> None:
    with db.session() as session:
        accept(session, "old", T0 - timedelta(days=8))
    keeper.tidy()
    with db.read() as session:
        assert session.exec(select(Delivery)).all() == []


def test_a_database_that_is_away_is_swept_later(
    keeper: Clock, db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        db, "session", MagicMock(side_effect=sa.exc.OperationalError("", {}, Exception("away")))
    )
    with caplog.at_level(logging.WARNING):
        keeper.tidy()
    assert "old rows stay for now" in caplog.text
