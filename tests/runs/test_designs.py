"""Designs of sweeps: known points, and every mistake at its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsim.runs.designs import as_table, points_of, read_table
from dualsim.scenario.errors import ScenarioError

BETA, CHI = "behaviour.beta", "behaviour.chi"


def test_a_grid_has_every_pair(tiny):
    found = points_of(tiny, [f"{BETA}=2:4:3", f"{CHI}=0:0.5:2"])
    assert [tuple(point.values()) for point in found] == [
        (2.0, 0.0), (2.0, 0.5), (3.0, 0.0), (3.0, 0.5), (4.0, 0.0), (4.0, 0.5),
    ]  # fmt: skip


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_each_part_of_a_range_has_one_point(tiny, design):
    found = points_of(tiny, [f"{BETA}=2:4:8", f"{CHI}=0:0.5:8"], design, seed=3)
    for path, low, high in ((BETA, 2.0, 4.0), (CHI, 0.0, 0.5)):
        parts = np.floor(8 * (np.array([point[path] for point in found]) - low) / (high - low))
        assert sorted(parts) == list(range(8))
    assert found == points_of(tiny, [f"{BETA}=2:4:8", f"{CHI}=0:0.5:8"], design, seed=3)
    assert found != points_of(tiny, [f"{BETA}=2:4:8", f"{CHI}=0:0.5:8"], design, seed=4)


@given(st.lists(st.tuples(st.floats(0.0, 9.0), st.floats(0.0, 1.0)), min_size=1, max_size=5))
def test_a_design_that_is_saved_is_read_back_bit_for_bit(tmp_path_factory, rows):
    points = [{BETA: beta, CHI: chi} for beta, chi in rows]
    file = tmp_path_factory.mktemp("design") / "design.csv"
    file.write_text(as_table(points), encoding="utf-8")
    assert read_table(file) == points


@pytest.mark.parametrize(
    ("vary", "design", "said"),
    [
        (
            f"{BETA}=2:4",
            "grid",
            "--vary behaviour.beta=2:4: this is no range; write PATH=LOW:HIGH:COUNT",
        ),
        (f"{BETA}=4:2:3", "grid", "4 is not below 2; write the lower number first"),
        (f"{BETA}=2:4:1", "grid", "1 values are not from 2 to 100,000"),
        (f"{BETA}=2:nan:3", "grid", "this is no range"),
        ("behaviour.betta=2:4:3", "grid", "no key named 'betta'|betta"),
        (f"{BETA}=-2:4:3", "grid", "--vary behaviour.beta=-2:4:3: "),
        (f"{BETA}=2:4:12", "sobol", "12 points are no power of two, which Sobol needs; give 8 or 16"),
        (f"{BETA}=2:4:4", "girds", "design: no design named 'girds'; did you mean 'grid'"),
    ],
)
def test_a_range_that_cannot_be_is_refused(tiny, vary, design, said):
    with pytest.raises(ValueError, match=said):
        points_of(tiny, [vary], design)


def test_ranges_of_one_sample_count_the_same(tiny):
    with pytest.raises(
        ScenarioError, match=r"5 values, and another range has 4; in lhs each counts the points"
    ):
        points_of(tiny, [f"{BETA}=2:4:4", f"{CHI}=0:1:5"], "lhs")
    with pytest.raises(ScenarioError, match=r"'behaviour.beta' varies already; give it once"):
        points_of(tiny, [f"{BETA}=2:4:4", f"{BETA}=0:1:5"])
    with pytest.raises(ValueError, match="a grid of 25,000,000 points"):
        points_of(tiny, [f"{BETA}=2:4:5000", f"{CHI}=0:1:5000"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "points.csv: no points; the first line names paths such as behaviour.beta"),
        (f"{BETA}\n", "points.csv: no points"),
        (f"{BETA},{CHI}\n2,0.1\n3\n", "points.csv:3:1: 1 values, and the first line names 2"),
        (f"{BETA},{BETA}\n2,3\n", "points.csv:1:16: 'behaviour.beta' stands here for the second time"),
        (f"{BETA},\n2,3\n", "points.csv:1:16: a column without a path"),
        ("behaviour.betta\n2\n", "points.csv:2:1: .*betta.* did you mean 'beta'"),
        (f"{CHI},{BETA}\n0.1,3\n0.1,many\n", "points.csv:3:5: "),
        (f"{CHI},{BETA}\n0.1,-3\n0.1,-4\n", "(?s)points.csv:2:5: .*points.csv:3:5: "),
        ("end\n1917-03-20\n", "points.csv:2:1: this changes who there is, or the days"),
        ('behaviour.beta\n"3\n', "points.csv:2:1: a quotation mark is never closed"),
    ],
)
def test_a_bad_table_is_told_where_it_is_bad(tiny, tmp_path, table, said):
    file = tmp_path / "points.csv"
    file.write_text(table, encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        read_table(file, tiny)


def test_a_table_that_is_not_there_or_not_text_is_named(tiny, tmp_path):
    with pytest.raises(ScenarioError, match=r"none.csv: cannot be read: no such file"):
        read_table(tmp_path / "none.csv", tiny)
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(
        ScenarioError, match=r"binary.csv:1:1: this is not UTF-8 text; save the file as UTF-8"
    ):
        read_table(tmp_path / "binary.csv", tiny)


def test_empty_lines_and_spaces_do_not_matter(tiny, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(f"\ufeff{BETA}, {CHI}\n\n2, 0.1\n,\n3,0.2\n\n", encoding="utf-8")
    assert read_table(file, tiny) == [{BETA: 2.0, CHI: 0.1}, {BETA: 3.0, CHI: 0.2}]
