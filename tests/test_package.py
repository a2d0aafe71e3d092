"""The package as it is handed out: public names, versions, what the wheel carries, no addresses."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import dualsim

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CORE = {
    "mesa",
    "networkx",
    "numpy",
    "numba",
    "matplotlib",
    "xarray",
    "h5netcdf",
    "h5py",
    "scipy",
    "pydantic",
    "ruamel.yaml",
    "typer",
}


def test_public_names_are_there_and_sorted():
    assert dualsim.__all__ == sorted(
        dualsim.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )
    for name in dualsim.__all__:
        assert getattr(dualsim, name) is not None
    assert set(dualsim.__all__) <= set(dir(dualsim))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = dualsim.nonsense


def test_one_version_everywhere():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert dualsim.__version__ == PROJECT["version"]
    assert re.search(rf"^version: {re.escape(PROJECT['version'])}$", citation, re.MULTILINE)
    assert f"## [{PROJECT['version']}]" in changelog


def test_core_dependencies_are_these_and_have_lower_bounds_only():
    given = {re.split(r"[<>=\[]", line)[0]: line for line in PROJECT["dependencies"]}
    assert set(given) == CORE
    for name, line in given.items():
        assert ">=" in line
        assert ("<" in line) == (name == "mesa"), line


def test_all_is_every_extra():
    extras = PROJECT["optional-dependencies"]
    (everything,) = extras["all"]
    assert set(re.findall(r"[a-z]+", everything.split("[")[1])) == set(extras) - {"all"}


def test_what_is_handed_out_holds_no_download_address():
    for name in ("pyproject.toml", "Makefile", ".ci/run", "README.md"):
        addresses = re.findall(r"https?://([\w.]+)", (ROOT / name).read_text(encoding="utf-8"))
        assert set(addresses) <= {"docs.xarray.dev"}, name


def test_nobody_imports_what_is_not_a_dependency():
    """What the package imports is the standard library, itself, or a core dependency."""
    allowed = {"ruamel" if name == "ruamel.yaml" else name for name in CORE} | {"dualsim", "pydantic_core"}
    allowed.add("distributed")  # of the extra `dask`; `cluster.py` says so where it is missing
    for path in (ROOT / "src" / "dualsim").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = re.match(r"\s*(?:from|import) (\w+)", line)
            if found and found[1] not in sys.stdlib_module_names:
                assert found[1] in allowed, f"{path.name}: {line.strip()}"


def test_the_wheel_carries_scenarios_notebooks_and_templates(tmp_path):
    hatchling = pytest.importorskip("hatchling.build", reason="the wheel is built by pip elsewhere (.ci/run)")
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(tmp_path)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert hatchling
    names = zipfile.ZipFile(tmp_path / done.stdout.split()[-1]).namelist()
    for file in ("scenarios/petrograd_1917.yaml", "scenarios/behaviour.yaml", "notebooks/01_first_run.ipynb"):
        assert f"dualsim/{file}" in names
    for file in ("py.typed", "new_scenario.yaml", "new_extension.yaml"):
        assert f"dualsim/{file}" in names


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "dualsim", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = dict(line.split() for line in done.stdout.splitlines())
    assert list(lines) == ["dualsim", "Python", "Mesa", "NumPy"]
    assert lines["Mesa"] == importlib.metadata.version("mesa")
