"""The files of the page, read once and told by name from a fixed table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath

from starlette.responses import Response

FILES = ("/", "/static/...")
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}  # others are not served


class StaticFiles:
    """Files by name, with what their content is called."""

    def __init__(self, given: Mapping[str, bytes]) -> None:
        """Serve these and no others."""
        self._given = {name: body for name, body in given.items() if PurePath(name).suffix in KINDS}
        self._tags = {name: f'"{sha256(body).hexdigest()[:32]}"' for name, body in self._given.items()}

    def answer(self, name: str, known: str | None) -> Response:
        """A file, or that the browser has it already; browsers ask each time, so no two versions mix."""
        body = self._given.get(name)
        if body is None:
            words = {"message": f"{name[:80]}: no file of the page has this name; open / instead"}
            return Response(json.dumps(words), 404, {"cache-control": "no-store"}, "application/json")
        headers = {"cache-control": "no-cache", "etag": self._tags[name]}
        if known is not None and self._tags[name] in known:
            return Response(status_code=304, headers=headers)
        return Response(body, 200, headers, KINDS[PurePath(name).suffix])


def of_page() -> StaticFiles:
    """The files that come with the package."""
    folder = files("dualsim.page").joinpath("static")
    there = list(folder.iterdir()) if folder.is_dir() else []
    return StaticFiles({one.name: one.read_bytes() for one in there if one.is_file()})
