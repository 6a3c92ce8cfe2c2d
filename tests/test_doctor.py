"""The doctor against a workspace: what is well is said, what is not comes with its remedy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import clock, doctor
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.db import Database
from bot.doctor import Finding
from bot.sandbox.client import connect
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import serve
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE, Settings

Examine = Callable[..., dict[str, Finding]]


@pytest.fixture
def examine(workspace: Workspace, tmp_path: Path) -> Examine:
    """Examine a good installation, but for what the test changes; findings by name."""
    good: dict[str, Any] = {
        "database_url": f"sqlite:///{tmp_path / 'domestique.db'}",
        "slack_api_url": f"http://{connect(workspace)}/api/",
        "slack_bot_token": SecretStr(workspace.app.bot_token),
        "slack_app_token": SecretStr(workspace.app.app_token),
        "slack_signing_secret": SecretStr(workspace.app.signing_secret),
    }

    def examine_it(**changed: Any) -> dict[str, Finding]:
        settings = Settings(_env_file=None, **{**good, **changed})
        return {finding.what: finding for finding in doctor.examine(settings)}

    return examine_it


def test_a_good_installation_is_well_in_every_respect(examine: Examine, migrated: Path) -> None:
    findings = examine()

    assert [finding for finding in findings.values() if not finding.well] == []
    assert findings["bot token"].found == "domestique in Calder Outdoor"
    assert findings["scopes"].found == "all granted"
    assert findings["Socket Mode"].found == "Slack opens a connection"
    assert findings["channel #finance"].found == "the bot is in it"
    assert findings["database"].found == f"sqlite:///{migrated}"
    assert "16 live services" in findings["catalog"].found


def test_a_database_that_nobody_used_yet_is_no_trouble(examine: Examine) -> None:
    assert examine()["database"] == Finding("database", "empty; the first run makes its tables")


def test_a_database_with_other_tables_is_not_ours(examine: Examine, migrated: Path) -> None:
    db = Database(f"sqlite:///{migrated}")
    with db.schema_change() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'tomorrow'")
    db.close()

    found = examine()["database"]
    assert not found.well
    assert "newer version of the bot" in found.remedy


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        (
            "postgresql://nobody:swordfish@127.0.0.1:1/none",
            "Check DATABASE_URL and that PostgreSQL runs there",
        ),
        ("sqlite:////nowhere/at/all/bot.db", "cannot be opened"),
        ("nonsense", "is not an address of a database"),
    ],
)
def test_a_database_that_does_not_answer(examine: Examine, url: str, remedy: str) -> None:
    found = examine(database_url=url)["database"]
    assert not found.well
    assert remedy in found.remedy
    assert "swordfish" not in found.remedy


def test_a_missing_scope_is_named(examine: Examine, workspace: Workspace) -> None:
    workspace.manifest = without_scopes(workspace, "channels:read", "commands")

    findings = examine()
    assert findings["scopes"].found == "missing channels:read, commands"
    assert "install it to the workspace again" in findings["scopes"].remedy
    assert findings["channels"].found == "Slack says missing_scope"


def without_scopes(workspace: Workspace, *missing: str) -> Manifest:
    granted = workspace.manifest.scopes or frozenset()
    return replace(workspace.manifest, scopes=granted - set(missing))


def test_a_channel_without_the_bot_and_one_that_is_not_there(examine: Examine, workspace: Workspace) -> None:
    workspace.channel("#finance").members.discard(workspace.app.user)
    workspace.channel("#stores").name = "shops"

    findings = examine()
    assert findings["channel #finance"].remedy == "In #finance, type /invite @Domestique"
    assert findings["channel #stores"].found == "not found"


def test_wrong_tokens(examine: Examine) -> None:
    findings = examine(slack_bot_token=SecretStr("xoxb-other"))
    assert findings["bot token"].found == "Slack says invalid_auth"
    assert "xoxb-" in findings["bot token"].remedy
    assert "scopes" not in findings

    findings = examine(slack_app_token=SecretStr("xapp-other"))
    assert findings["Socket Mode"].found == "Slack says invalid_auth"


def test_no_tokens(examine: Examine) -> None:
    assert examine(slack_bot_token=SecretStr(""))["bot token"].found == "missing"
    nothing = {"slack_app_token": SecretStr(""), "slack_signing_secret": SecretStr("")}
    assert "SLACK_APP_TOKEN" in examine(**nothing)["ways in"].remedy


def test_slack_out_of_reach(examine: Examine) -> None:
    found = examine(slack_api_url="http://127.0.0.1:1/api/")["Slack"]
    assert not found.well
    assert "proxy" in found.remedy


@pytest.mark.sockets
def test_a_clock_that_is_wrong(examine: Examine, workspace: Workspace) -> None:
    server = serve(workspace)
    assert examine(slack_api_url=server.api_url)["clock"].well
    clock.move_ahead(timedelta(minutes=7))
    ahead = examine(slack_api_url=server.api_url)["clock"]
    server.stop()
    clock.reset()

    assert not ahead.well
    assert "NTP" in ahead.remedy


def test_a_clock_that_slack_does_not_tell() -> None:
    assert doctor._clock({}).found == "Slack did not say its time"


def test_a_catalog_with_mistakes(examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    findings = examine(DOMESTIQUE_CATALOG=tmp_path / "catalog")

    assert "python -m bot check" in findings["catalog"].remedy
    assert not any(name.startswith("channel") for name in findings)
    assert (HOUSE / "catalog_data").is_dir()


def test_a_closed_month_that_was_changed_past_the_bot_is_named(examine: Examine, migrated: Path) -> None:
    db = Database(f"sqlite:///{migrated}")
    with db.session() as session:
        closed_at = datetime(2026, 11, 11, tzinfo=UTC)
        session.add(Month(month="2026-10", closed_at=closed_at, closed_by="", method="direct", inputs=""))
        session.add(CostLine(month="2026-10", service="ERP", category="labor", minor=12_34))
    db.close()

    found = examine()["closed month 2026-10"]
    assert found.found == "its cost lines are +1,234 cents off what was kept when it was closed"
    assert not found.well
    assert "correction" in found.remedy
