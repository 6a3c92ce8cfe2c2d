"""A database that processes share."""

from collections.abc import Iterator

import pytest

from bot.db import Database
from tests.databases import PostgreSQLDatabases, opened


@pytest.fixture
def shared(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("PostgreSQL only")
    databases: PostgreSQLDatabases = request.getfixturevalue("postgresql_databases")
    with databases.url() as url, opened(url) as database:
        yield database
