"""Plain data written as YAML that reads back equal, to the last bit of every number."""

from __future__ import annotations

import re
from typing import Any

from dualsim.scenario.files.yaml_reader import scalar


def write(data: Any, indent: str = "") -> str:
    """Plain data as YAML that reads back equal."""
    lines = []
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        head = f"{indent}{_written(str(key))}:" if isinstance(data, dict) else f"{indent}-"
        if isinstance(value, dict | list) and value:
            lines.append(f"{head}\n{write(value, indent + '  ')}")
        else:
            lines.append(f"{head} {_written(value)}\n")
    return "".join(lines)


def _written(value: Any) -> str:
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if re.match(r"[A-Za-z0-9][\w .-]*$", value) and isinstance(scalar(value), str) and value == value.strip():
        return str(value)
    inside = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
    return f'"{inside}"'
