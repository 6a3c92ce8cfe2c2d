"""Migrations make exactly the tables that the code expects, forwards and backwards, on both databases."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel, col, select

from bot import migrations
from bot.customer.people import Person
from bot.customer.recoveries import Recovery
from bot.db import Database, Unusable, engines
from bot.migrations import check_schema, is_empty, migrate, new
from bot.process.remedies import Remedy
from tests.conftest import T0
from tests.databases import PostgreSQLDatabases, SQLiteFiles, opened


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    with opened(empty_url) as database:
        yield database


@pytest.fixture(scope="module")
def made_url(
    databases: SQLiteFiles | PostgreSQLDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a database that was migrated, of which there are copies."""
    with ExitStack() as stack:
        if isinstance(databases, SQLiteFiles):
            url = f"sqlite:///{tmp_path_factory.mktemp('made') / 'bot.db'}"
        else:
            url = stack.enter_context(databases.url(template="template0"))
        with opened(url) as db:
            migrate(db)
        yield url


@pytest.fixture
def made(databases: SQLiteFiles | PostgreSQLDatabases, made_url: str) -> Iterator[Database]:
    """Open a database of one's own that was migrated."""
    with databases.url(made_url) as url, opened(url) as database:
        yield database


def differences(db: Database) -> list[object]:
    with db.read() as session:
        context = MigrationContext.configure(session.connection())
        return list(compare_metadata(context, SQLModel.metadata))


def test_an_empty_database_becomes_what_the_code_expects(empty: Database) -> None:
    assert is_empty(empty)
    with pytest.raises(Unusable, match="python -m bot migrate"):
        check_schema(empty)
    assert migrate(empty) == migrations.head()
    check_schema(empty)
    assert not is_empty(empty)
    assert differences(empty) == []


def test_migrating_again_changes_nothing(made: Database) -> None:
    assert migrate(made) == migrations.head()


def test_every_step_can_be_taken_back(made: Database) -> None:
    with made.schema_change() as connection:
        command.downgrade(migrations.alembic_config(connection), "base")
    with made.read() as session:
        assert sa.inspect(session.connection()).get_table_names() == ["alembic_version"]
    migrate(made)
    assert differences(made) == []


def move(db: Database, revision: str) -> None:
    """Bring the schema to a revision, from whichever side."""
    with db.schema_change() as connection:
        config = migrations.alembic_config(connection)
        command.upgrade(config, revision) if revision == "head" else command.downgrade(config, revision)


OLD_SURVEY = """INSERT INTO surveys (id, order_id, person, unit, owner_told_at, call_agreed, remedy_by, sample)
    VALUES (:id, :id, 'U0ANA', 'CC-500', :at, :agreed, :owner, :sample)"""


def test_promised_calls_of_surveys_become_recoveries_and_back(made: Database) -> None:
    move(made, "0004")
    said = {1: (True, "U0CY"), 2: (False, "U0CY"), 3: (None, "U0DEE"), 4: (True, None), 5: (None, None)}
    with made.session() as session:
        for number, (agreed, owner) in said.items():
            row = {"id": number, "at": "2026-11-20 10:00:00+00:00", "agreed": agreed, "owner": owner}
            session.execute(sa.text(OLD_SURVEY), {**row, "sample": False})
    move(made, "head")
    with made.read() as session:
        found = session.exec(select(Recovery).order_by(col(Recovery.source))).all()
        kept = {each.source: (each.agreed, each.owner, each.state, each.is_open) for each in found}
        assert kept == {
            "survey:1": (True, "U0CY", "open", True),
            "survey:2": (False, "U0CY", "unwanted", False),
            "survey:3": (None, "U0DEE", "open", True),
            "survey:4": (True, None, "open", True),
        }
        assert {each.call_by - each.opened_at for each in found} == {timedelta(days=1)}
    move(made, "0004")
    with made.read() as session:
        rows = session.execute(sa.text("SELECT id, call_agreed, remedy_by FROM surveys")).all()
    assert {row[0]: (None if row[1] is None else bool(row[1]), row[2]) for row in rows} == said


def test_units_stay_with_people_and_what_they_say_of_them_is_their_unit_again_when_taken_back(
    made: Database,
) -> None:
    move(made, "0009")
    with made.session() as session:
        row = "INSERT INTO people (id, name, unit, refuses_surveys, refuses_offers, refuses_talks,"
        row += (
            " refuses_digests, active, sample) VALUES ('U0EVE', '', 'CC-400', :no, :no, :no, :no, :yes, :no)"
        )
        session.execute(sa.text(row), {"no": False, "yes": True})
    move(made, "head")
    with made.session() as session:
        eve = session.get_one(Person, "U0EVE")
        assert (eve.unit, eve.claim, eve.vouched_by) == ("CC-400", None, None)
        eve.unit, eve.claim = None, "CC-600"
    move(made, "0009")
    with made.read() as session:
        assert session.execute(sa.text("SELECT unit FROM people")).scalar_one() == "CC-600"


def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    revisions: list[str] = []
    barrier = threading.Barrier(2)

    def run(db: Database) -> None:
        barrier.wait(10)
        with db.schema_change() as connection:
            command.upgrade(migrations.alembic_config(connection), "head")
        revisions.append(migrations.head())

    def run_alone() -> None:
        with opened(empty_url) as db:
            run(db)

    threads = [threading.Thread(target=run_alone) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)  # however busy the machine is
    assert len(revisions) == 2


def test_who_changes_the_schema_waits_longer_than_for_a_row(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_S", 1)
    done: list[str] = []

    def wait() -> None:
        with opened(empty_url) as db, db.schema_change():
            done.append("second")

    with opened(empty_url) as db:
        second = threading.Thread(target=wait)
        with db.schema_change() as connection:
            connection.execute(sa.text("CREATE TABLE one (id INTEGER)"))
            second.start()
            second.join(2)
            done.append("first")
        second.join(120)
    assert done == ["first", "second"]


def stamp(db: Database, revision: str) -> None:
    with db.session() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_newer_schema_is_refused(made: Database) -> None:
    stamp(made, "9999")
    with pytest.raises(Unusable, match="newer version"):
        check_schema(made)


def test_an_older_schema_is_refused(made: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "head", lambda: "9999")
    with pytest.raises(Unusable, match=r"older version .* python -m bot migrate"):
        check_schema(made)


def test_rows_that_point_nowhere_stop_a_migration(migrated: Path) -> None:
    with opened(f"sqlite:///{migrated}") as db:
        with db.schema_change() as connection:
            connection.exec_driver_sql("CREATE TABLE pets (owner INTEGER REFERENCES people (id))")
            connection.exec_driver_sql("INSERT INTO pets VALUES (1)")
        with pytest.raises(Unusable, match="Rows of pets point to rows of people"):
            migrate(db)


def test_the_next_migration_is_written_from_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "migrations"
    (place / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (place / name).write_text((Path(migrations.__file__).parent / name).read_text())
    monkeypatch.setattr(migrations, "_HERE", place)
    script = new.write("Initial tables", tmp_path)
    assert script.name == "0001_initial_tables.py"
    text = script.read_text()
    assert "'jobs'" in text
    assert "bot.db.UtcDateTime()" in text
    assert "AutoString" not in text


def test_remedies_of_measures_go_when_only_orders_can_have_one(made: Database) -> None:
    measure = Remedy(what="measure", measure="in_time", owner="U0CY", opened_at=T0, due_on=T0.date())
    with made.session() as session:
        session.add(measure)
    move(made, "0007")
    with made.read() as session:
        assert session.connection().execute(sa.text("SELECT count(*) FROM remedies")).scalar_one() == 0
