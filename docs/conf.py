"""How Sphinx makes the site: `make docs`. What is written anew at each build is in docs/make_pages.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

import make_gallery  # noqa: E402  (these stand in this folder)
import make_pages  # noqa: E402
import offline  # noqa: E402

import dualsim  # noqa: E402

project = "dualsim"
author = "The dualsim authors"
version = release = dualsim.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
exclude_patterns = ["*.py"]
html_theme = "furo"
html_title = f"dualsim {release}"
html_copy_source = html_show_sourcelink = False
html_show_copyright = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
nb_execution_mode = "cache"
nb_execution_cache_path = str(DOCS.parent / "build" / f"notebooks-{make_gallery.fingerprint()[:12]}")
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_ipywidgets_js: dict[str, Any] = {}  # they would come from another host

default_role = "literal"  # docstrings mark code with single backticks
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
maximum_signature_line_length = 90

make_pages.write_all()


def setup(app: Any) -> None:
    """Refuse a page that would ask another host for something."""
    app.connect("build-finished", lambda app, failed: failed or offline.check_offline(Path(app.outdir)))
