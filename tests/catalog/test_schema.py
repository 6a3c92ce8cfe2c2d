"""The schemas by which an editor checks the files: up to date, at ease with the sample, strict with slips."""

import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.catalog import load, schema
from tests.catalog.conftest import COMPANY, GENERAL, NET, SAMPLE, TODAY
from tests.catalog.conftest import FINISHED as ERP

FILES = {"company": COMPANY, "general": GENERAL, "service": ERP}
RETIRED = "stage: retired\nstage_from: 2026-01-31\nuse_instead: Use paper."


class _EditorsLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: days and `on` are text, keys are text."""


_EditorsLoader.yaml_implicit_resolvers = {
    first: [
        each for each in resolvers if each[0] not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_EditorsLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def as_an_editor(text: str) -> Any:
    return _keys_as_text(yaml.load(text, _EditorsLoader))


def _keys_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _keys_as_text(each) for key, each in value.items()}
    return [_keys_as_text(each) for each in value] if isinstance(value, list) else value


def complaints(kind: str, text: str) -> list[str]:
    checker = jsonschema.Draft202012Validator(
        schema.schemas()[kind], format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in checker.iter_errors(as_an_editor(text))]


def kind_of(path: Path) -> str:
    return "service" if path.parent.name == "services" else path.stem


def test_what_is_in_the_sample_is_what_is_exported_today(tmp_path: Path) -> None:
    written = {path.name: path.read_text("utf-8") for path in schema.write(tmp_path / "new" / "folder")}
    assert {path.name: path.read_text("utf-8") for path in (SAMPLE / schema.FOLDER).iterdir()} == written, (
        "python -m bot schema"
    )


@pytest.mark.parametrize("kind", FILES)
def test_each_is_a_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schemas()[kind])


@pytest.mark.parametrize("path", sorted(SAMPLE.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_file_of_the_sample_fits_and_says_where_its_schema_is(path: Path) -> None:
    text = path.read_text("utf-8")
    first = text.partition("\n")[0]
    assert first == schema.LINES[kind_of(path)]
    assert (path.parent / first.partition("$schema=")[2]).is_file()
    assert complaints(kind_of(path), text) == []


@pytest.mark.parametrize("kind", FILES)
def test_the_tiny_files_fit(kind: str) -> None:
    assert complaints(kind, FILES[kind]) == []
    assert complaints("service", NET) == []


@pytest.mark.parametrize(
    ("kind", "old", "new", "says"),
    [
        ("service", "    price: 165", "    prise: 165", "'prise' was unexpected"),
        ("service", "    price: 165", "    price: lots", "'lots' is not of type 'number'"),
        ("service", "    price: 165", "    price: -1", "minimum of 0"),
        ("service", "    price: 165\n", "", "under any of the given schemas|valid under"),
        ("service", "    price: 165", "    price: 165\n    prices: [{price: 1}]", "is valid under each of"),
        ("service", "    hours: 24x7", "    hours: Mo-Fr 7-19", "does not match"),
        ("service", "    availability: 99.5", "    availability: 995", "maximum of 100"),
        ("service", "share: 1}", "share: 25}", "maximum of 1"),
        ("service", "kind: customer_facing", "kind: customer", "is not one of"),
        ("service", "stage: live", "stage: life", "is not one of"),
        ("service", "key: ERP", "key: erp", "does not match"),
        ("service", '"#erp"', '"erp"', "does not match"),
        ("service", "next_review: 2027-03-01", "next_review: spring", "is not a 'date'"),
        ("service", "does: Keeps the books.\n", "", "'does' is a required property"),
        ("service", "stage: live", "stage: retired", "'stage_from' is a required property"),
        ("service", "kind: customer_facing", "kind: supporting", "is too long|expected to be empty"),
        ("service", "    agreed_on: 2026-08-01\n", "", "is a dependency of 'agreed_by'"),
        ("service", "    agreed_by: cal@tiny.example", "    agreed_by: Cal", "does not match"),
        ("company", "      2027: 5000", "      next: 5000", "does not match"),
        ("company", "currency: USD", "currency: dollars", "does not match"),
        ("general", "    answer: Us.", "    answr: Us.", "'answr' was unexpected"),
    ],
)
def test_a_slip_is_seen_while_it_is_written(kind: str, old: str, new: str, says: str) -> None:
    said = " ".join(complaints(kind, FILES[kind].replace(old, new, 1)))
    assert any(each in said for each in says.split("|")), said


def test_what_the_checks_allow_the_schema_allows(tmp_path: Path) -> None:
    bare = "\n".join(line for line in ERP.splitlines() if not line.startswith(("does", "how", "next_review")))
    assert complaints("service", bare.replace("stage: live", RETIRED)) == []


def test_every_key_says_what_it_is_for() -> None:
    """What an editor shows beside a key while somebody writes it."""
    for kind, each in schema.schemas().items():
        for name, part in [(kind, each), *each.get("$defs", {}).items()]:
            assert all("description" in key for key in part["properties"].values()), name


def test_the_service_that_the_documentation_shows_is_true(tmp_path: Path) -> None:
    page = (SAMPLE.parent / "docs" / "extend.md").read_text("utf-8")
    shown = page.partition("```yaml\n# yaml-language-server")[2].partition("```")[0]
    text = f"# yaml-language-server{shown}"
    assert text.startswith(schema.LINES["service"])
    assert complaints("service", text) == []
    shutil.copytree(SAMPLE, tmp_path / "catalog")
    (tmp_path / "catalog" / "services" / "vpn.yaml").write_text(text, "utf-8")
    vpn = load(tmp_path / "catalog", on=TODAY).service("VPN")
    assert [tier.is_agreed for tier in vpn.tiers] == [True, False]
