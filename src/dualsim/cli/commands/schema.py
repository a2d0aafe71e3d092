"""The command `dualsim schema`: what a scenario file may say, for editors."""

from __future__ import annotations

import json

from dualsim.cli.terminal import show


def schema() -> None:
    """Print the JSON Schema of scenario files."""
    show(schema_text())


def schema_text() -> str:
    """The schema as text."""
    from dualsim.scenario import json_schema

    return json.dumps(json_schema.schema(), ensure_ascii=False, indent=2)
