"""The command: what it prints where, how it ends, what it says of a mistake."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dualsim
from dualsim.cli import options, terminal
from dualsim.runs import single
from dualsim.scenario import loading
from dualsim.scenario.files.checksum import sealed_text
from dualsim.scenario.refusals import TOLD
from paths import TINY

COMMANDS = (
    "scenarios", "new", "check", "explain", "run", "sweep", "replicates", "plot", "map", "compare",
    "evaluate", "attribute", "whatif", "swap", "signs", "calibrate", "sensitivity", "diff", "why", "schema",
    "serve", "report", "handout",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def undrawn(monkeypatch):
    """Runs without their figure, which costs more than the run, where nothing is asked of it."""
    from dualsim.figures import plotting

    monkeypatch.setattr(plotting, "plot", lambda *given: None)
    monkeypatch.setattr(plotting, "write_figure", lambda write, figure, path: write(path, b""))


@pytest.fixture(scope="module")
def a_run(tmp_path_factory):
    """The folder of a short run of the tiny scenario."""
    where = tmp_path_factory.mktemp("runs") / "tiny"
    single.save(dualsim.run(str(TINY), people=400), where)
    return where


def separately(*words: object, **options) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, its output not on a terminal."""
    args = [sys.executable, "-m", "dualsim", *(str(word) for word in words)]
    return subprocess.run(args, capture_output=True, text=True, timeout=120, **options)


def plain(given):
    """What a YAML file says, dates as text."""
    if isinstance(given, dict):
        return {str(key): plain(value) for key, value in given.items()}
    if isinstance(given, list):
        return [plain(value) for value in given]
    return str(given) if isinstance(given, datetime.date) else given


# Help and versions


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_on_standard_output(command, name):
    done = command(name, "--help")
    assert done.status == 0
    assert done.err == ""
    assert f"dualsim {name}" in done.out


def test_the_summary_of_every_command_fits_on_its_line(command):
    listed = command("--help").out.split("Commands:")[1].split("For example:")[0]
    assert [line.split()[0] for line in listed.strip().splitlines()] == list(COMMANDS)
    assert "..." not in listed


@pytest.mark.parametrize("name", ["explain", "run", "plot", "new", "check", "compare", "diff", "why"])
def test_help_shows_commands_to_copy(command, name):
    assert re.search(
        rf"^ +dualsim {name} ", command(name, "--help").out.split("For example:")[1], re.MULTILINE
    )


def test_help_imports_nothing_heavy():
    heavy = {"mesa", "numba", "numpy", "xarray", "matplotlib", "pydantic", "rich", "ruamel"}
    code = (
        "import sys; from dualsim.cli.app import main; main(['--help']); "
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_run_imports_nothing_that_it_does_not_need(folder):
    unneeded = {"mesa", "networkx", "rich", "distributed", "matplotlib.pyplot"}
    code = (
        f"import sys; from dualsim.cli.app import main; main(['run', {str(TINY)!r}, '--people', '300']); "
        f"print(sorted({unneeded!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_first_day_waits_for_nothing_that_only_the_results_need(folder):
    unneeded = {"xarray", "pandas", "h5py", "matplotlib", "ruamel", "dask"}
    code = (
        "import sys; from dualsim.cli.app import main; from dualsim.engine.simulation import Simulation\n"
        "def first(sim):\n"
        f"    print(sorted({unneeded!r} & set(sys.modules)), file=sys.stderr); raise ValueError\n"
        f"Simulation.advance = first; main(['run', {str(TINY)!r}, '--people', '300'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines()[0] == "[]"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("people: 3.5 is not a whole number", "--people: 3.5 is not a whole number"),
        ("branch_at 1917-02-01: too early", "--branch-at 1917-02-01: too early"),
        ("changes: no key", "--set: no key"),
        ("runs.csv: no such file", "runs.csv: no such file"),
        ("scenario: what it is called", "scenario: what it is called"),
    ],
)
def test_an_error_that_begins_with_what_was_given_names_the_option(command, monkeypatch, said, told):
    def refuse(*given, **options):
        error = ValueError(said)
        setattr(error, TOLD, True)
        raise error

    monkeypatch.setattr("dualsim.scenario.loading.check", refuse)
    assert command("run", TINY).err == f"{told}\n"


def test_version_names_four_versions_without_importing_mesa(command):
    done = command("--version")
    assert [line.split()[0] for line in done.out.splitlines()] == ["dualsim", "Python", "Mesa", "NumPy"]
    assert done.status == 0


def test_the_kinds_and_styles_offered_are_those_that_can_be_drawn():
    from dualsim.figures.drawing.styles import STYLES
    from dualsim.figures.views import KINDS

    assert set(options.KINDS) == set(KINDS)
    assert set(options.STYLES) == set(STYLES)


# Mistakes in what was typed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "no command named 'rnu'; did you mean 'run'?"),
        (["zzzz"], "no command named 'zzzz'; there is attribute, calibrate, check"),
        (["run", "petrograd_1917", "--withot", "x"], "no option named '--withot'; did you mean '--without'?"),
        (["--versoin"], "no option named '--versoin'; did you mean '--version'?"),
        (["run"], "Missing argument 'SCENARIO'"),
        (["run", "petrograd_1917", "--people", "many"], "'--people'"),
        (["run", "petrograd_1917", "--people", "3"], "greater than or equal to 200"),
        (["run", "petrograd_1917", "--people", "99999999999"], "memory"),
        (["run", "petrograd_1917", "--seed", "-1"], "'--seed'"),
        (["run", "petrograd_1971"], "did you mean 'petrograd_1917'?"),
        (["run", "petrograd_1917", "--without", "kornilov_march"], "did you mean 'kornilov_marches'?"),
        (["run", "petrograd_1917", "--set", "behaviour.betta=3"], "did you mean 'beta'?"),
        (["run", "petrograd_1917", "--until", "1917-02-30"], "there is no 30 February 1917"),
        (["explain", "petrograd_1971"], "did you mean 'petrograd_1917'?"),
        (["plot", "nowhere"], "nowhere: no run here"),
        (["plot", "nowhere", "--kind", "alegiance"], "did you mean 'allegiance'?"),
        (["plot", "nowhere", "--style", "beamer"], "--style: no style named 'beamer'; there is bw,"),
        (
            ["new", "mine.yaml", "--from", "petrograd"],
            "no scenario named 'petrograd'; did you mean 'petrograd_1917'?",
        ),
        (["new", "mine.txt"], "mine.txt: no name for a scenario file"),
        (["new", "no/such/folder/mine.yaml"], "no/such/folder: there is no such folder"),
        (["check", "missing.yaml"], "missing.yaml"),
        ([], "Usage: dualsim"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_told_on_standard_error_with_status_2(command, folder, words, said):
    done = command(*words)
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == "" or words[0] == "check"
    assert list(folder.iterdir()) == []


def test_a_fault_of_ours_is_status_1_without_a_traceback(command, monkeypatch):
    monkeypatch.setattr("dualsim.scenario.loading.list_scenarios", lambda: 1 / 0)
    done = command("scenarios")
    assert done.status == 1
    assert "a fault of dualsim itself, ZeroDivisionError" in done.err
    assert "Traceback" not in done.err
    with pytest.raises(ZeroDivisionError):
        command("--debug", "scenarios")


def test_a_value_error_of_a_library_is_a_fault_of_ours_too(command, monkeypatch):
    monkeypatch.setattr("dualsim.scenario.loading.list_scenarios", lambda: int("x"))
    done = command("scenarios")
    assert done.status == 1
    assert "a fault of dualsim itself, ValueError: invalid literal for int()" in done.err


@pytest.mark.parametrize("words", [("--runs", 1), ("--runs", 2, "--jobs", 1), ("--branch-at", "1917-03-10")])
@pytest.mark.parametrize("option", ["--seed", "--luck"])
def test_a_number_that_no_file_holds_is_refused_before_the_runs(command, folder, monkeypatch, words, option):
    monkeypatch.setattr("dualsim.engine.simulation.Simulation.run", lambda *_, **__: pytest.fail("worked"))
    if option == "--luck" and words[0] != "--branch-at":
        words = (*words, "--branch-at", "1917-03-10")
    done = command("run", TINY, "--people", 300, option, 2**63, *words)
    assert done.status == 2
    assert done.err == f"{option}: {2**63} is too large; give at most {2**62}\n"
    assert list(folder.iterdir()) == []


def test_used_up_memory_is_told(command, monkeypatch):
    def full():
        raise MemoryError

    monkeypatch.setattr("dualsim.scenario.loading.list_scenarios", full)
    done = command("scenarios")
    assert done.status == 2
    assert "memory" in done.err


def test_interrupting_is_status_130_with_a_word(command, monkeypatch):
    def stopped():
        raise KeyboardInterrupt

    monkeypatch.setattr("dualsim.scenario.loading.list_scenarios", stopped)
    done = command("scenarios")
    assert done.status == 130
    assert done.err == "dualsim: stopped; nothing was saved\n"


STOPPED = """
import signal, sys
from dualsim.cli.app import main
from dualsim.engine.simulation import Simulation
whole = Simulation.advance
def advance(self):
    whole(self)
    if self.day == 3:
        signal.raise_signal(signal.SIGINT)
Simulation.advance = advance
sys.exit(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_interrupting_a_real_run_leaves_nothing_behind(folder):
    args = [sys.executable, "-c", STOPPED, "run", str(TINY), "--people", "400"]
    done = subprocess.run(args, capture_output=True, text=True, timeout=120)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="pipes of Unix")
def test_a_reader_who_leaves_early_is_no_fault(folder):
    line = f"{sys.executable} -m dualsim schema | head -n 1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == "{\n"
    assert done.stderr == ""


# Commands


def test_scenarios_lists_names_and_titles(command):
    done = command("scenarios")
    assert done.status == 0
    assert re.search(r"^petrograd_1917 +Petrograd, ", done.out, re.MULTILINE)
    assert "behaviour" not in done.out


def test_schema_is_json_and_accepts_the_bundled_scenarios(command):
    import jsonschema
    from ruamel.yaml import YAML

    schema = json.loads(command("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in dualsim.list_scenarios().values():
        given = plain(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
        errors = list(jsonschema.Draft202012Validator(schema).iter_errors(given))
        assert errors == [], f"{path.name}: {errors[0].message[:200]}"


def test_a_new_scenario_is_good_and_is_never_overwritten(command, folder):
    done = command("new", "mine.yaml")
    assert (done.status, done.out) == (0, "mine.yaml\n")
    text = Path("mine.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert json.loads(Path("scenario.schema.json").read_text(encoding="utf-8"))["properties"]
    checked = command("check", "mine.yaml")
    assert (checked.status, checked.out, checked.err) == (0, "mine.yaml: no errors, no warnings\n", "")

    again = command("new", "mine.yaml")
    assert again.status == 2
    assert "mine.yaml: it is there already" in again.err
    assert Path("mine.yaml").read_text(encoding="utf-8") == text


def test_a_new_scenario_from_another_is_that_other_until_changed(command, folder):
    assert command("new", "mine.yaml", "--from", "petrograd_1917").status == 0
    text = Path("mine.yaml").read_text(encoding="utf-8")
    mine, other = dualsim.load("mine.yaml"), dualsim.load("petrograd_1917")
    assert "{" not in re.sub(r"\{value: .*?\}|\{audience: .*?\}", "", text)
    assert mine.title == f"{other.title}, changed"
    assert mine.replace({"title": other.title}).text() == other.text()


def test_the_commented_lines_of_a_new_scenario_work_too(command, folder):
    """Each commented block of the file, put into force, is a good scenario."""
    command("new", "mine.yaml", "--from", "petrograd_1917")
    head, *rest = Path("mine.yaml").read_text(encoding="utf-8").split("# How the two files merge")
    blocks = re.findall(r"^# (?:events|behaviour):\n(?:^#   .*\n)+", rest[0], re.MULTILINE)
    assert len(blocks) == 4
    for block in blocks:
        Path("one.yaml").write_text(head + re.sub(r"^# ", "", block, flags=re.MULTILINE), encoding="utf-8")
        scenario = dualsim.load(Path("one.yaml"))
        assert scenario.text() != dualsim.load("mine.yaml").text()


def test_a_new_place_of_a_kind_is_good_and_named_as_its_file(command, folder):
    done = command("new", "--kind", "provincial_town", "tula.yaml")
    assert (done.status, done.out) == (0, "tula.yaml\n")
    assert command("check", "tula.yaml").out == "tula.yaml: no errors, no warnings\n"
    assert list(dualsim.load("tula.yaml").places) == ["tula"]
    told = command("explain", "tula.yaml").out
    assert "kind provincial_town: " in told


def test_a_new_place_of_an_unknown_kind_is_told_all_kinds(command, folder):
    done = command("new", "--kind", "metropolis", "tula.yaml")
    assert done.status == 2
    assert "no kind of place named 'metropolis'; there is capital, countryside, front, garrison" in done.err
    for kind, block in loading.bundled_kinds().items():
        assert f"{kind}: {block.about}" in done.err
    done = command("new", "--kind", "garrison", "--from", "petrograd_1917", "tula.yaml")
    assert (done.status, "leave out --from, or --kind" in done.err) == (2, True)
    done = command("new", "--kind", "garrison", "Novaia-Tula.yaml")
    assert (done.status, "the file's name is the place's" in done.err) == (2, True)
    assert list(folder.iterdir()) == []


def test_check_names_everything_and_counts(command, folder):
    good = TINY.read_text(encoding="utf-8")
    behaviour = TINY.with_name("behaviour.yaml").read_text(encoding="utf-8")
    Path("behaviour.yaml").write_text(behaviour, encoding="utf-8")
    bad = good.replace("start: 1917-03-01", "start: 1917-02-30").replace("segregation: 0.8", "segregation: 8")
    Path("bad.yaml").write_text(bad, encoding="utf-8")
    done = command("check", "bad.yaml")
    assert done.status == 2
    assert re.search(r"^bad\.yaml:\d+:\d+: .*30 February", done.err, re.MULTILINE)
    assert re.search(r"^bad\.yaml:\d+:\d+: .*8 is outside", done.err, re.MULTILINE)
    assert re.search(r"^bad\.yaml: [2-9] errors, ", done.out)


def test_check_warns_of_an_event_that_changes_nothing(command, folder):
    Path("behaviour.yaml").write_text(TINY.with_name("behaviour.yaml").read_text("utf-8"), encoding="utf-8")
    nothing = "  nothing:\n    name: Nothing\n    date: 1917-03-09\n    source: invented\n    effects:\n"
    nothing += "      - call_to_streets: {authority: cabinet, strength: 0}\n"
    text = TINY.read_text(encoding="utf-8").replace("vary:\n", nothing + "vary:\n")
    Path("silent.yaml").write_text(text, encoding="utf-8")
    line = text.splitlines().index("  nothing:") + 1
    done = command("check", "silent.yaml")
    assert done.status == 0
    assert f"silent.yaml:{line}:3: warning: events.nothing: changes no measure" in done.err


def test_check_goes_on_to_the_next_file(command, folder):
    done = command("check", "missing.yaml", str(TINY))
    assert done.status == 2
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["missing.yaml", str(TINY)]


def test_explain_tells_the_scenario(command):
    done = command("explain", "petrograd_1917")
    assert done.status == 0
    assert "Order No. 1" in done.out
    assert done.err == ""


def test_run_saves_everything_and_names_the_folder_last(command, folder):
    done = command("run", TINY, "--people", 400)
    assert done.status == 0, done.err
    assert done.err == ""
    last = done.out.splitlines()[-1]
    assert re.fullmatch(r"runs/tiny-[0-9a-f]{8}", Path(last).as_posix())
    assert sorted(path.name for path in Path(last).glob("[!.]*")) == [
        "allegiance.png",
        "manifest.yaml",
        "results.nc",
        "stances.png",
    ]
    assert f"Figure: {Path(last, 'stances.png')} and {Path(last, 'allegiance.png')}" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    for word in ("Workers", "Soldiers", "Cabinet", "Soviet", "Nobody", "Regime", "seed 1", "400 people"):
        assert word in done.out


def test_the_folder_tells_runs_apart_by_all_that_was_given(command, folder, undrawn):
    def where(*words):
        return command("run", TINY, "--people", 400, *words).out.splitlines()[-1]

    first = where()
    others = [
        where("--seed", 2),
        where("--people", 401),
        where("--without", "order_one"),
        where("--set", "behaviour.beta=2"),
    ]
    assert where() == first
    assert len({first, *others}) == 5


def test_a_manifest_repeats_its_run_exactly(command, folder, undrawn):
    options = (
        "--people",
        450,
        "--seed",
        7,
        "--without",
        "order_one",
        "--set",
        "behaviour.beta=2.5",
        "--until",
        "1917-03-25",
    )
    first = command("run", TINY, *options).out.splitlines()[-1]
    before = dualsim.open_run(first)
    Path(first, "manifest.yaml").rename("other.yaml")
    second = command("run", "other.yaml").out.splitlines()[-1]
    assert second != first
    assert second.rsplit("-", 1)[1] == first.rsplit("-", 1)[1]
    assert dualsim.open_run(second).drop_attrs(deep=False).identical(before.drop_attrs(deep=False))
    third = command("run", Path(second, "manifest.yaml")).out.splitlines()[-1]
    assert third == second


def test_an_option_overrules_the_manifest(command, folder, undrawn):
    first = command("run", TINY, "--people", 450).out.splitlines()[-1]
    second = command("run", Path(first, "manifest.yaml"), "--seed", 3).out.splitlines()[-1]
    attrs = dualsim.open_run(second).attrs
    assert (int(attrs["people"]), int(attrs["seed"])) == (450, 3)


def test_a_manifest_with_bad_numbers_is_refused(command, folder, undrawn):
    first = Path(command("run", TINY, "--people", 450).out.splitlines()[-1], "manifest.yaml")
    text = first.read_text("utf-8").replace("people: 450", "people: many").rpartition("checksum: ")[0]
    first.write_text(sealed_text(text), encoding="utf-8")
    done = command("run", first)
    assert done.status == 2
    assert "people: not a whole number of 200 or more" in done.err


def test_run_as_json_is_one_object(command, folder):
    done = command("run", TINY, "--people", 400, "--json", "--out", "here")
    facts = json.loads(done.out)
    assert facts["folder"] == "here"
    assert Path(facts["figure"]).name == "stances.png"
    assert all(Path(figure).is_file() for figure in facts["figures"])
    assert facts["people"] == 400
    assert facts["seed"] == 1
    assert len(facts["dates"]) == 5
    assert set(facts["regime"]) == {"Town", "Village"}
    for rows in facts["allegiance"].values():
        for shares in rows.values():
            assert all(share is None or 0 <= share <= 1 for share in shares)


def test_the_command_is_kept_with_the_results(command, folder, undrawn):
    command("run", TINY, "--people", 400, "--out", "with space")
    kept = dualsim.open_run("with space").attrs["command"]
    assert kept == f"dualsim run {TINY} --people 400 --out 'with space'"


def test_until_ends_the_run(command, folder, undrawn):
    done = command("run", TINY, "--people", 400, "--until", "1917-03-10", "--json")
    assert json.loads(done.out)["dates"][-1] == "1917-03-10"


def test_plot_of_institutions_needs_some(command, a_run, tmp_path):
    done = command("plot", a_run, "--kind", "institutions", "-o", tmp_path / "figure.png")
    assert done.status == 2
    assert "plot: kind: the scenario names no institution in Town; draw another kind" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [kind for kind in options.KINDS if kind != "institutions"])
def test_plot_draws_every_kind(command, a_run, tmp_path, kind):
    file = tmp_path / "new folder" / "figure.png"
    done = command("plot", a_run, "--kind", kind, "-o", file)
    assert (done.status, done.out) == (0, f"{file}\n")
    assert file.read_bytes().startswith(b"\x89PNG")


def test_plot_takes_the_results_file_too_and_has_names_of_its_own(command, a_run):
    done = command("plot", a_run / "results.nc", "--kind", "power", "--style", "bw")
    assert done.out == f"{a_run / 'power-bw.png'}\n"
    assert (a_run / "power-bw.png").is_file()


def test_plot_draws_another_place_than_the_first(command, a_run):
    done = command("plot", a_run, "--kind", "vote", "--place", "village")
    assert done.out == f"{a_run / 'vote-village.png'}\n"
    assert (a_run / "vote-village.png").read_bytes().startswith(b"\x89PNG")
    refused = command("plot", a_run, "--place", "vilage")
    assert refused.status == 2
    assert "no place named 'vilage'; did you mean 'village'?" in refused.err


def test_plot_refuses_a_format_that_it_cannot_write(command, a_run, tmp_path):
    done = command("plot", a_run, "-o", tmp_path / "figure.docx")
    assert done.status == 2
    assert ".png" in done.err
    assert list(tmp_path.iterdir()) == []


# Manners


def test_nothing_but_data_on_a_pipe_and_no_colour(folder):
    done = separately("run", TINY, "--people", 400, env={**os.environ, "FORCE_COLOR": ""})
    assert done.returncode == 0
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="terminals of Unix")
@pytest.mark.parametrize("no_colour", [False, True])
def test_a_bar_on_a_terminal_only(folder, no_colour):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"} | ({"NO_COLOR": "1"} if no_colour else {})
    environment.pop("CI", None)
    args = [sys.executable, "-m", "dualsim", "run", str(TINY), "--people", "2000"]
    with subprocess.Popen(args, stdout=subprocess.PIPE, stderr=theirs, text=True, env=environment) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        out = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0
    assert b"days" in seen
    assert (re.search(rb"\x1b\[[0-9;]*3[0-9;]*m", seen) is None) == no_colour
    assert "\x1b" not in out


def test_letters_that_the_terminal_lacks_are_replaced(folder):
    done = separately("explain", "petrograd_1917", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr


def test_the_count_of_things():
    assert [terminal.counted(n, "error") for n in (0, 1, 2)] == ["no errors", "1 error", "2 errors"]


@pytest.mark.parametrize(
    "words",
    [
        ("evaluate", TINY, "--against", "runs"),
        ("evaluate", TINY, "--against=runs"),
        ("signs", TINY, "--table", "runs"),
        ("evaluate", "runs"),
        ("compare", "seed", "--runs", 2),
        ("calibrate", TINY, "--against", "./people"),
    ],
)
def test_a_path_that_has_the_name_of_an_option_stays_a_path(command, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    for name in ("runs", "seed", "people"):
        Path(name).mkdir()
    done = command(*words)
    assert done.status == 2
    assert re.match(r"(\./)?(runs|seed|people): ", done.err), done.err


@pytest.mark.usefixtures("folder", "undrawn")
def test_full_is_one_agent_for_each_inhabitant_and_many_are_announced(command, monkeypatch):
    done = command("run", TINY, "--people", "full", "--until", "1917-03-03", "--json")
    assert done.status == 0, done.err
    assert json.loads(done.out)["people"] == 10000 + 6000 + 4000
    assert "GiB" not in done.err
    monkeypatch.setattr("dualsim.cli.run_options.MANY", 250)
    told = command("run", TINY, "--people", 250, "--until", "1917-03-03", "--json")
    assert told.err.splitlines()[-1] == "250 people take up to 0.3 GiB of memory."
    assert "Input should be a whole number, or full" in command("run", TINY, "--people", "ful").err
    assert "Input should be greater than or equal to 200" in command("run", TINY, "--people", 10).err
    assert dualsim.run(TINY, people="full").attrs["people"] == 20000
