"""The command line: each command does its work, and each mistake ends in one sentence and exit code 2."""

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import clock, migrations
from bot.__main__ import cli
from bot.catalog import history, load
from bot.catalog.schema import LINES
from bot.cost import subscriptions
from bot.db import Database
from bot.sandbox.client import connect
from bot.sandbox.server import serve
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE
from tests.databases import opened

SETTINGS = ("DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, with no settings but the defaults and the vectors that are kept already."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOMESTIQUE_CACHE", str(HOUSE / ".domestique"))
    for name in (*SETTINGS, "PORT", "HOST", "DOMESTIQUE_CATALOG", "DOMESTIQUE_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def installed(
    monkeypatch: pytest.MonkeyPatch, workspace: Workspace, migrated: Path, by_words_only: None
) -> Workspace:
    """Give the settings of a good installation in a workspace of this process."""
    monkeypatch.setenv("SLACK_API_URL", f"http://{connect(workspace)}/api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.app.bot_token)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", workspace.app.signing_secret)
    return workspace


def bot(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def refused(*words: str) -> str:
    """Run a command that must end with exit code 2 and one sentence; return the sentence."""
    ended = bot(*words)
    assert ended.exit_code == 2, ended.output
    assert ended.stdout == ""
    (sentence,) = ended.stderr.splitlines()
    return sentence


# Help


@pytest.mark.parametrize("words", [("--help",), ("-h",), ()])
def test_help_names_every_command(words: tuple[str, ...]) -> None:
    told = bot(*words).output
    for command in ("run", "demo", "check", "migrate", "doctor"):
        assert re.search(rf"^\W*{command} ", told, re.MULTILINE), told


def test_it_is_a_module_that_can_be_run() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert "python -m bot" in ended.stdout


# check


def test_a_good_catalog_is_counted() -> None:
    ended = bot("check")
    assert ended.exit_code == 0
    assert "catalog_data: 16 live services with 41 tiers, 13 supporting services" in ended.stdout
    assert "No mistakes." in ended.stdout
    assert "of 16 live services 6 reach the company's own clients" in ended.stdout


def test_schemas_are_written_where_editors_look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOMESTIQUE_CATALOG", str(tmp_path))
    for more, folder in ((), tmp_path / ".schema"), (("--out", str(tmp_path / "x")), tmp_path / "x"):
        ended = bot("schema", *more)
        assert {path.name for path in folder.iterdir()} == {f"{kind}.json" for kind in LINES}
        assert "begins with: # yaml-language-server: $schema=../.schema/service.json" in ended.stdout


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a copy of the catalog whose ERP costs 171 instead of 165, and nobody but the stores may know of it."""
    folder = tmp_path / "edited"
    shutil.copytree(HOUSE / "catalog_data", folder)
    file = folder / "services" / "erp.yaml"
    text = file.read_text("utf-8").replace("price: 165", "price: 171", 1)
    file.write_text(text.replace("stage: live", "stage: live\naudience: [CC-100]", 1), "utf-8")
    monkeypatch.setenv("DOMESTIQUE_CATALOG", str(folder))
    return folder


def test_check_says_what_an_edit_changes_of_another_folder(edited: Path) -> None:
    ended = bot("check", "--against", str(HOUSE / "catalog_data"))
    assert ended.exit_code == 0
    assert "2 changes against" in ended.stdout
    assert "What units have is not in here" in ended.stdout
    assert "- Orders and finance: Standard is $171.00 now (was $165.00)." in ended.stdout
    (line,) = bot("check", "--against", str(edited)).stdout.splitlines()
    assert line.startswith("Nothing changes in services, levels, prices, promises and plans")


def test_check_says_what_an_edit_changes_of_what_runs(edited: Path, migrated: Path) -> None:
    """Beside a bot that has read the sample: with what units have, and what people added in Slack."""
    running = load(HOUSE / "catalog_data")
    with opened(f"sqlite:///{migrated}") as db, db.session() as session:
        subscriptions.take_from_plan(session, running, running.on)
        history.record(session, running, clock.now())
    ended = bot("check", "--against", "running")
    assert ended.exit_code == 0
    first, money, *lines = ended.stdout.splitlines()
    assert first.startswith("2 changes against what is in force since ")
    assert money.startswith("+$660.00 a month (+$7,920.00 a year) for 5 units, from what they have on ")
    assert "Finance 34, +$204.00" in lines[0]
    assert "lose sight of it; of them " in lines[1]


def test_check_without_anything_in_force_says_so(edited: Path, migrated: Path) -> None:
    assert refused("check", "--against", "running").startswith("No bot has read a catalog")


def test_check_names_the_mistakes_of_either_side(
    edited: Path, tmp_path: Path, mistaken: Callable[[str, str], int]
) -> None:
    number = mistaken("price: 165", "prise: 165")
    for ended in (
        bot("check", "--against", str(edited)),
        bot("check"),
    ):
        assert ended.exit_code == 2
        assert f"services/erp.yaml:{number}: `prise` is not known here." in ended.stderr
    ended = CliRunner().invoke(
        cli, ["check", "--against", str(tmp_path / "catalog")], env={"DOMESTIQUE_CATALOG": str(edited)}
    )
    assert ended.exit_code == 2
    assert f"{tmp_path / 'catalog'}: services/erp.yaml:{number}" in ended.stderr
    assert "cannot be compared with: 1 to mend in it." in ended.stderr


@pytest.fixture
def mistaken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], int]:
    """Give what makes a mistake in a copy of the catalog: replaces words in erp.yaml; returns the line."""
    folder = tmp_path / "catalog"
    shutil.copytree(HOUSE / "catalog_data", folder)
    monkeypatch.setenv("DOMESTIQUE_CATALOG", str(folder))

    def make(right: str, wrong: str) -> int:
        file = folder / "services" / "erp.yaml"
        lines = file.read_text().splitlines()
        number = next(number for number, line in enumerate(lines) if right in line)
        lines[number] = lines[number].replace(right, wrong, 1)
        file.write_text("\n".join(lines))
        return number + 1

    return make


def test_an_unknown_key_stops_check_with_file_line_and_a_suggestion(
    mistaken: Callable[[str, str], int],
) -> None:
    line = mistaken("outcome:", "outcom:")
    ended = bot("check")
    assert ended.exit_code == 2
    *mistakes, last = ended.stderr.splitlines()
    (told,) = [mistake for mistake in mistakes if f"erp.yaml:{line}:" in mistake]
    assert "`outcom`" in told
    assert "`outcome`" in told
    assert last == f"{len(mistakes)} to mend in the catalog; nothing was started."


def test_a_wrong_price_stops_check_with_file_line_and_a_suggestion(
    mistaken: Callable[[str, str], int],
) -> None:
    line = mistaken("price: 165", "price: 165.999")
    ended = bot("check")
    assert ended.exit_code == 2
    assert f"erp.yaml:{line}:" in ended.stderr
    assert "165.999" in ended.stderr


def test_what_could_be_better_is_told_and_stops_nothing(mistaken: Callable[[str, str], int]) -> None:
    mistaken("next_review: 2027", "next_review: 2001")
    ended = bot("check")
    assert ended.exit_code == 0
    assert "could be better: " in ended.stdout


def test_a_setting_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "three thousand")
    for command in ("run", "check", "migrate", "doctor"):
        assert refused(command).startswith("PORT is 'three thousand': input should be a valid integer")


# run


def test_run_without_a_token() -> None:
    assert "SLACK_BOT_TOKEN is empty. Copy .env.sample to .env" in refused("run")


@pytest.mark.usefixtures("installed")
def test_run_without_a_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    assert "SLACK_SIGNING_SECRET is empty" in refused("run")
    assert "SLACK_APP_TOKEN is empty" in refused("run", "--roles", "socket")


def test_run_with_a_word_that_is_no_role() -> None:
    assert refused("run", "--roles", "web,clerk").startswith(
        "There is no role 'clerk'. Roles are web, socket"
    )


@pytest.mark.usefixtures("installed")
def test_run_with_an_unreachable_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:swordfish@127.0.0.1:1/none")
    sentence = refused("run")
    assert "127.0.0.1:1/none does not answer" in sentence
    assert "Check DATABASE_URL" in sentence
    assert "swordfish" not in sentence


@pytest.mark.usefixtures("installed")
def test_run_with_a_database_of_another_version(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(f"sqlite:///{migrated}") as db:
        stamp(db, "9999_tomorrow")
    assert "newer version of the bot (revision 9999_tomorrow)" in refused("run")

    monkeypatch.setattr(migrations, "head", lambda: "9999_tomorrow")
    with opened(f"sqlite:///{migrated}") as db:
        stamp(db, str(migrations.steps().get_current_head()))
    assert refused("run").endswith("Stop the bot and run: python -m bot migrate")


def stamp(db: Database, revision: str) -> None:
    with db.schema_change() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


@pytest.mark.usefixtures("installed")
def test_run_beside_another_process_on_sqlite(migrated: Path) -> None:
    with opened(f"sqlite:///{migrated}") as other:
        other.claim()
        for command in ("run", "migrate"):
            sentence = refused(command)
            assert "Another process is using" in sentence
            assert "PostgreSQL" in sentence


@pytest.mark.usefixtures("installed")
def test_run_on_a_port_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("HOST", "127.0.0.1")
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        port = taken.getsockname()[1]
        assert refused("run") == f"Port {port} is in use. Set PORT to a free one."


@pytest.mark.usefixtures("installed")
def test_run_where_nobody_can_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "203.0.113.1")  # an address for documentation, no machine has it
    assert "Nobody can listen on 203.0.113.1, port 3000" in refused("run")


@pytest.mark.usefixtures("installed")
def test_run_with_tokens_that_slack_does_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-old")
    assert "Slack does not take SLACK_APP_TOKEN (invalid_auth)" in refused("run")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-old")
    assert "Slack does not take SLACK_BOT_TOKEN (invalid_auth)" in refused("run")


@pytest.mark.usefixtures("installed")
def test_run_while_slack_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    assert "Slack is not reached" in refused("run")


@pytest.mark.usefixtures("installed")
def test_run_with_a_catalog_that_has_mistakes(mistaken: Callable[[str, str], int]) -> None:
    mistaken("price: 165", "price: many")
    ended = bot("run")
    assert ended.exit_code == 2
    assert ended.stderr.endswith("nothing was started.\n")


# migrate


def test_migrate_makes_the_tables_and_says_where_it_stands(tmp_path: Path) -> None:
    for _ in range(2):
        ended = bot("migrate")
        assert ended.exit_code == 0
        assert ended.stdout == f"The database is at revision {migrations.head()}.\n"
    with opened(f"sqlite:///{tmp_path / 'domestique.db'}") as db:
        migrations.check_schema(db)


# doctor


@pytest.mark.usefixtures("installed")
def test_the_doctor_finds_everything_well() -> None:
    ended = bot("doctor")
    assert ended.exit_code == 0, ended.stdout
    assert "ok    bot token: domestique in Calder Outdoor" in ended.stdout
    assert "MEND" not in ended.stdout


@pytest.mark.usefixtures("installed")
def test_the_doctor_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-old")
    ended = bot("doctor")
    assert ended.exit_code == 2
    assert "MEND  bot token: Slack says invalid_auth\n      Copy the Bot User OAuth Token" in ended.stdout


# The whole, as a process


@pytest.fixture
def slack(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Serve a workspace over sockets, and set the settings for it."""
    server = serve(workspace)
    monkeypatch.setenv("SLACK_API_URL", server.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.app.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", workspace.app.app_token)
    yield workspace
    server.stop()


@pytest.mark.sockets
def test_a_fresh_bot_answers_and_ends_when_it_is_told(slack: Workspace, tmp_path: Path) -> None:
    ana = slack.person("ana")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    try:
        slack.post.retry_delays = (1.0,) * 120
        ana.dm("what does ERP cost?")
        newest = 0
        while not any("$165.00" in seen for seen in ana.sees("bot")):
            changes = slack.feed.since(newest, wait=120)
            assert changes, "no answer"
            newest = changes[-1].number
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert len(ana.sees("bot")) == 2


def test_the_demo_on_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert refused("demo", "--port", port).startswith(f"Port {port} is in use. Try another: make demo")
