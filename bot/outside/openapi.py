"""OpenAPI: the API described from its routes and the very models that check what comes in."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.outside.routes import ROUTES, Route
from bot.outside.shapes import Problem

_REF = "#/components/schemas/{model}"
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A word of your own for this one request: sent again with it, nothing happens twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "Number of the order, as people see it in Slack",
    "schema": {"type": "integer", "minimum": 1},
}


def describe() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Domestique",
            "version": "1",
            "description": "What other systems may ask of orders, and do to them.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> dict[str, Any]:
    models = {model for route in ROUTES for model in (route.body, route.gives) if model} | {Problem}
    inward = {route.body for route in ROUTES}
    modes: Any = [
        (model, "validation" if model in inward else "serialization")
        for model in sorted(models, key=lambda model: model.__name__)
    ]
    _, document = models_json_schema(modes, ref_template=_REF)
    schemas: dict[str, Any] = document["$defs"]
    return schemas


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.act.__name__.strip("_"),
        "summary": route.summary,
        "parameters": list(_parameters(route)),
        "responses": {
            "200": {"description": "Done", **_content("application/json", route.gives)},
            "default": {
                "description": "Why it was not done",
                **_content("application/problem+json", Problem),
            },
        },
    }
    if route.body is not None:
        operation["requestBody"] = {"required": True, **_content("application/json", route.body)}
    return operation


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    if "{number}" in route.path:
        yield _NUMBER
    if route.query is not None:
        for name, schema in route.query.model_json_schema()["properties"].items():
            yield {"name": name, "in": "query", "schema": schema}
    if route.body is not None:
        yield _KEY


def _content(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    return {"content": {kind: {"schema": {"$ref": _REF.format(model=model.__name__)}}}}
