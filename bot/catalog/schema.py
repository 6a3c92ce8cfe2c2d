"""Schema: what the catalog's files may say, as JSON Schema, so that an editor completes and checks them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.catalog.checks import LIVE_NEEDS
from bot.catalog.company import Company
from bot.catalog.general import General
from bot.catalog.offer_rules import OfferFile
from bot.catalog.service import Service
from bot.catalog.survey_forms import SurveyFile

Schema = dict[str, Any]

FOLDER = ".schema"  # in the catalog's folder
LINES = {  # what a file begins with, for editors with the YAML language server
    "company": f"# yaml-language-server: $schema={FOLDER}/company.json",
    "general": f"# yaml-language-server: $schema={FOLDER}/general.json",
    "service": f"# yaml-language-server: $schema=../{FOLDER}/service.json",
    "surveys": f"# yaml-language-server: $schema={FOLDER}/surveys.json",
    "offers": f"# yaml-language-server: $schema={FOLDER}/offers.json",
}
_FILLED_IN = {
    "Tier": ("service", "rank"),
    "Unit": ("code",),
    "Pool": ("code",),
    "SurveyForm": ("key",),
    "OfferRule": ("key",),
}  # the place in the file says it


class _Written(GenerateJsonSchema):
    """As people write: nobody writes `null` or a default, and a key is its own title."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        written = self.generate_inner(schema["schema"])
        default = schema.get("default")
        return {**written, "default": default} if isinstance(default, bool | int | str) else written

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas() -> dict[str, Schema]:
    """Return the schema of each kind of file by its name."""
    return {
        "company": _company(),
        "general": _schema(General),
        "service": _service(),
        "surveys": _schema(SurveyFile),
        "offers": _schema(OfferFile),
    }


def write(folder: Path) -> Iterator[Path]:
    """Write a file for each schema into `folder`, which is made if need be, and yield its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        path = folder / name
        path.write_text(text, "utf-8")
        yield path


def texts() -> dict[str, str]:
    """Return the text of each schema's file by the file's name."""
    return {
        f"{name}.json": f"{json.dumps(each, indent=2, ensure_ascii=False)}\n"
        for name, each in schemas().items()
    }


def _schema(kind: type) -> Schema:
    written = TypeAdapter(kind).json_schema(schema_generator=_Written)
    for name, part in written.get("$defs", {}).items():
        for key in _FILLED_IN.get(name, ()):
            del part["properties"][key]
            part["required"].remove(key)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **written}


def _company() -> Schema:
    schema = _schema(Company)
    for funded in ("Unit", "Pool"):
        schema["$defs"][funded]["properties"]["funding"]["propertyNames"] = {"pattern": "^[0-9]{4}$"}
    return schema


def _service() -> Schema:
    schema = _schema(Service)
    tier = schema["$defs"]["Tier"]
    tier["required"].remove("price")
    tier["oneOf"] = [{"required": ["price"]}, {"required": ["prices"]}]
    tier["dependentRequired"] = {"agreed_by": ["agreed_on"], "agreed_on": ["agreed_by"]}
    schema["allOf"] = [
        _when({"kind": "customer_facing", "stage": "live"}, _with(*LIVE_NEEDS), tiers={"minItems": 1}),
        _when({"kind": "supporting"}, {}, tiers={"maxItems": 0}),
        _when(
            {"stage": "retired"},
            {"anyOf": [_with("use_instead"), _with("replaced_by")], **_with("stage_from")},
        ),
    ]
    return schema


def _with(*keys: str) -> Schema:
    return {"required": list(keys)}


def _when(said: dict[str, str], then: Schema, **keys: Schema) -> Schema:
    """Return the rule that holds for a service which says that."""
    condition = {"properties": {key: {"const": value} for key, value in said.items()}, **_with(*said)}
    return {"if": condition, "then": {**then, "properties": keys} if keys else then}
