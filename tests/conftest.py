"""What every test may ask for: a fresh database on SQLite and on PostgreSQL, and a frozen instant."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import freezegun
import hypothesis
import psycopg  # noqa: F401  # before any clock is frozen, or it keeps the frozen datetime
import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory, StepTickTimeFactory, TickingDateTimeFactory

import bot
from bot.db import Database
from tests.databases import PostgreSQLDatabases, SQLiteFiles, opened, postgresql_cluster

freezegun.configure(extend_ignore_list=["numpy", "onnxruntime"])  # large, and tell no time
freezegun.api._get_module_attributes_hash = lambda module: (
    f"{id(module)} {len(vars(module))}"
)  # five times as quick
hypothesis.settings.register_profile(
    "untimed",  # what is drawn is checked, not how quickly; in CI the same is drawn each time
    parent=hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("untimed")
pytest_plugins = ["tests.office"]

T0 = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
Frozen = FrozenDateTimeFactory | StepTickTimeFactory | TickingDateTimeFactory
ON_BOTH = {
    f"test_{name}.py"
    for name in (
        "orders",
        "ask",
        "surveys",
        "offers",
        "reports",
        "digests",
        "knowledge",
        "endings",
        "teamwork",
        "extending",
        "expediting",
        "journeys",
        "engagement_journeys",
        "recovering",
        "advocates",
        "cases",
        "talks",
        "silence",
        "year",
    )
}
ROOMS = ("customer", "process", "cost", "value", "catalog", "delivery")

for room in ROOMS:  # every table must be known before the template is made
    for module in pkgutil.walk_packages([f"{bot.__path__[0]}/{room}"], f"bot.{room}."):
        importlib.import_module(module.name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --database, to run on one of the two while working."""
    parser.addoption("--database", choices=("both", "sqlite", "postgresql"), default="both")
    parser.addoption("--pictures", type=Path, help="folder for pictures of the journeys, which need Chromium")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that needs a database on every database asked for.

    What people in an office do runs on PostgreSQL where rows are decided on, and everywhere with
    `--database postgresql`; the rooms and the journeys over sockets run on both.
    """
    if "database_kind" not in metafunc.fixturenames:
        return
    asked = metafunc.config.getoption("--database")
    kinds = ("sqlite", "postgresql") if asked == "both" else (asked,)
    if asked == "both" and "office" in metafunc.fixturenames and metafunc.definition.path.name not in ON_BOTH:
        kinds = ("sqlite",)
    metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def sqlite_files() -> Iterator[SQLiteFiles]:
    files = SQLiteFiles()
    yield files
    files.close()


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgreSQLDatabases]:
    with postgresql_cluster() as cluster:
        databases = PostgreSQLDatabases(cluster)
        yield databases
        databases.close()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, database_kind: str) -> SQLiteFiles | PostgreSQLDatabases:
    """Where databases of that kind come from."""
    source = "sqlite_files" if database_kind == "sqlite" else "postgresql_databases"
    found: SQLiteFiles | PostgreSQLDatabases = request.getfixturevalue(source)
    return found


@pytest.fixture
def database_url(databases: SQLiteFiles | PostgreSQLDatabases) -> Iterator[str]:
    """Address of a fresh database with every table in it."""
    with databases.url() as url:
        yield url


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """Address of a database without tables."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'bot.db'}"
        return
    databases: PostgreSQLDatabases = request.getfixturevalue("postgresql_databases")
    with databases.url(template="template0") as url:
        yield url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """Open a fresh database."""
    with opened(database_url) as database:
        yield database


@pytest.fixture(name="T0")
def t0() -> datetime:
    """Name the instant at which tests stand: a Monday, 16:00 UTC."""
    return T0


@pytest.fixture
def at_t0() -> Iterator[Frozen]:
    """Stop the clock at T0; `.tick(...)` and `.move_to(...)` move it."""
    with freeze_time(T0) as frozen:
        yield frozen
