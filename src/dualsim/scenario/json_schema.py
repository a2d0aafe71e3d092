"""The JSON Schema of a scenario file, for editors."""

from __future__ import annotations

from typing import Any

from dualsim.scenario.kinds_of_place import PlaceKinds, Sketch
from dualsim.scenario.schema import Scenario
from dualsim.scenario.tables.blocks import Tables


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors."""
    whole = _with_kinds(Scenario.model_json_schema(by_alias=True))
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole}
    loosened: dict[str, Any] = _loosened(whole)
    return loosened


def _with_kinds(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what a file may say of kinds of place, which is written out when it is read."""
    kinds, sketch = PlaceKinds.model_json_schema(), Sketch.model_json_schema()
    tables = Tables.model_json_schema()
    named = {**kinds["$defs"], **sketch["$defs"], **tables["$defs"], **schema["$defs"]}
    place = named["PlaceBlock"]
    place = {**place, "properties": {**place["properties"], **sketch["properties"]}}
    return {
        **schema,
        "$defs": {**named, "PlaceBlock": place},
        "properties": {**schema["properties"], **kinds["properties"], **tables["properties"]},
    }


def _loosened(schema: Any) -> Any:
    """The schema without what a file that extends another may leave out or remove."""
    if isinstance(schema, list):
        return [_loosened(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {key: _loosened(part) for key, part in schema.items()}
    if "Block" in str(loose.get("title", "")) or loose.get("title") in ("Scenario", "Behaviour"):
        loose.pop("required", None)
    if isinstance(loose.get("additionalProperties"), dict):
        loose["additionalProperties"] = {"anyOf": [loose["additionalProperties"], {"type": "null"}]}
    if loose.get("title") == "Scenario":
        extends = {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "A file in the same folder, or a bundled one, to build on; or a list of them.",
        }
        loose["properties"] = {**loose["properties"], "extends": extends}
    return loose
