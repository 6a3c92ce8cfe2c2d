"""What every test may ask for: a fresh database on SQLite and on PostgreSQL, and a frozen instant."""

import atexit
import gc
import importlib
import os
import pkgutil
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import freezegun
import hypothesis
import psycopg  # noqa: F401  # before any clock is frozen, or it keeps the frozen datetime
import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory, StepTickTimeFactory, TickingDateTimeFactory
from slack_bolt.listener import custom_listener
from slack_bolt.listener_matcher import builtins as matchers

import bot
from bot import migrations
from bot.db import Database
from bot.render import Renderer
from bot.settings import HOUSE
from tests.clocks import Telling
from tests.databases import PostgreSQLDatabases, SQLiteFiles, opened, postgresql_cluster

gc.disable()  # until all is imported
LARGE = ["numpy", "onnxruntime", "openpyxl", "pandas", "playwright", "polars", "scipy", "statsmodels"]
freezegun.configure(extend_ignore_list=LARGE)  # and none of them tells the time
freezegun.api._get_module_attributes_hash = lambda module: (
    f"{id(module)} {len(vars(module))}"
)  # five times as quick
vars(freezegun.api)["sys"] = Telling()
for bolt in (custom_listener, matchers):  # each office has an app; as quick, too
    vars(bolt)["get_arg_names_of_callable"] = lambda of: [*of.__code__.co_varnames[: of.__code__.co_argcount]]
hypothesis.settings.register_profile(
    "untimed",  # what is drawn is checked, not how quickly; in CI the same is drawn each time
    parent=hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("quick", hypothesis.settings.get_profile("untimed"), max_examples=25)
pytest_plugins = ["tests.office", "tests.statements"]

T0 = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
Frozen = FrozenDateTimeFactory | StepTickTimeFactory | TickingDateTimeFactory
ON_BOTH = {
    f"test_{name}.py"
    for name in (
        "belonging",
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
        "recovering",
        "advocates",
        "cases",
        "talks",
        "silence",
        "year",
        "importing",
        "mapping",
    )
}
JOURNEYS = ("test_journeys.py", "test_engagement_journeys.py")
ROOMS = ("customer", "process", "cost", "value", "catalog", "delivery")

for room in ROOMS:  # every table must be known before the template is made
    for module in pkgutil.walk_packages([f"{bot.__path__[0]}/{room}"], f"bot.{room}."):
        importlib.import_module(module.name)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the templates once for all workers, and for all runs until one changes; thoroughly, draw a hundred."""
    if config.getoption("dist", "no") != "no":
        gc.enable()  # it hands out the tests, and never comes to the end of collecting them
    hypothesis.settings.load_profile("untimed" if config.getoption("--thorough") else "quick")
    Renderer(HOUSE / "templates").prepare(HOUSE / ".domestique")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Have one process more than there are processors: some wait for sockets, for Chromium, or for PostgreSQL."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --database, to run everything on both of the two or, while working, on one."""
    databases = ("needed", "both", "sqlite", "postgresql")
    parser.addoption("--database", choices=databases, default="needed")
    parser.addoption("--thorough", action="store_true", help="also what is slow, as .ci/run does")
    parser.addoption("--pictures", type=Path, help="folder for pictures of the journeys, which need Chromium")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that needs a database on every database asked for.

    Unless asked otherwise those of the database layer, of delivery, of threads that meet, and the journeys run on
    both, those of engagement thoroughly only. All others run on SQLite. Those of rows run on PostgreSQL, too, if they
    have a statement to run there that no test has run before, and thoroughly without a condition; what an office says
    is said to PostgreSQL afterwards, and thoroughly those where rows are decided on have a turn for it.
    """
    if "database_kind" not in metafunc.fixturenames:
        return
    asked, file = metafunc.config.getoption("--database"), metafunc.definition.path
    marks = [pytest.mark.no_cover]  # of Python it runs the same lines again
    journeys = JOURNEYS if metafunc.config.getoption("--thorough") else JOURNEYS[:1]
    if asked == "needed" and "office" in metafunc.fixturenames and file.name not in journeys:
        asked = "both" if metafunc.config.getoption("--thorough") and file.name in ON_BOTH else "beside"
        marks.append(pytest.mark.if_new)
    elif asked == "needed" and not metafunc.config.getoption("--thorough") and not _decides_itself(metafunc):
        marks.append(pytest.mark.if_new)
    again = pytest.param("postgresql", marks=marks)
    beside = pytest.param("sqlite", marks=pytest.mark.read_beside, id="sqlite")
    kinds = {"needed": ("sqlite", again), "both": ("sqlite", again), "beside": (beside,)}
    metafunc.parametrize("database_kind", kinds.get(asked, (asked,)), scope="session")


def _decides_itself(metafunc: pytest.Metafunc) -> bool:
    """Return whether it matters to a test how each database locks and waits, not only how it reads."""
    file = metafunc.definition.path
    threads = {"threading", "ThreadPoolExecutor"} & vars(metafunc.module).keys()
    return bool(threads) or file.parent.name in ("db", "delivery", "e2e") or file.name in JOURNEYS


def pytest_collection(session: pytest.Session) -> None:
    """Begin each worker with a share of the modules of its own: what one has compiled, the others need not."""
    if (worker := getattr(session.config, "workerinput", None)) is None:
        return
    files = sorted(file for given in session.config.args for file in Path(given).rglob("test_*.py"))
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        with suppress(Exception, pytest.skip.Exception):  # in its turn it is told of
            importlib.import_module(".".join(file.resolve().relative_to(HOUSE).with_suffix("").parts))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow, unless asked to be thorough or for nothing else."""
    if config.getoption("--thorough") or "slow" in config.getoption("-m"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_collection_finish() -> None:
    """Never look for garbage among all that was imported, and from now on less often."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Let a worker that has told all end at once, instead of clearing away every object that it has."""
    if hasattr(config, "workerinput"):
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


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


@pytest.fixture(scope="session")
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tables step by step, as the first command or run does, in a file of which there are copies."""
    path = tmp_path_factory.mktemp("migrated") / "domestique.db"
    with opened(f"sqlite:///{path}") as db:
        migrations.migrate(db)
    return path


@pytest.fixture
def migrated(migrated_once: Path, tmp_path: Path) -> Path:
    """Lay a database without rows into this test's folder, where commands that stand there look for one."""
    return Path(shutil.copy(migrated_once, tmp_path))


@pytest.fixture(name="T0")
def t0() -> datetime:
    """Name the instant at which tests stand: a Monday, 16:00 UTC."""
    return T0


@pytest.fixture
def at_t0() -> Iterator[Frozen]:
    """Stop the clock at T0; `.tick(...)` and `.move_to(...)` move it."""
    with freeze_time(T0) as frozen:
        yield frozen
