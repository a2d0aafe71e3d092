"""Full disks, places that take nothing, Ctrl-C: a status, one line, and nothing half-written left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from dualsim.cli import stopping
from fault_cases import CASES, SILENT, prepared
from faults import Fault, Left, Trial, carried_out, grown, warm
from paths import TINY

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and signals of Unix")

RUN = ("run", str(TINY), "--people", "300")
MANY = ("--runs", "2", "--people", "300", "--jobs", "1")
WHATIF = ("whatif", str(TINY), *MANY, "--without", "order_one", "--outcome", "duality[town]@1917-03-20")


SHORT = ("new", "run", "runs", "sweep", "whatif", "calibrate")  # the commands that are stopped here


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """The folder in which commands go wrong, when this process has imported what they need."""
    place = tmp_path_factory.mktemp("faults")
    folder = prepared(place / "ready")
    warm([CASES[name] for name in (*SHORT, "compare")], folder, place / "warm")
    return folder


def limited(size: int, *words: str) -> Left:
    """The command, in a process that may write files of so many bytes at most."""
    return carried_out(words, Path.cwd(), Fault("size", size))


def files(folder: Path) -> set[str]:
    """What is left, but for the register and the lock that belong there."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if Path(name).name not in (".dualsim.json", ".lock")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("size", "words", "named"),
    [
        (2_000, (*RUN, "-o", "one"), "one/results.nc"),
        (9_000, ("new", "mine.yaml"), "scenario.schema.json"),
        (9_000, ("compare", str(TINY), *MANY, "-o", "two.png"), "two.png"),
        (9_000, ("compare", str(TINY), *MANY, "-o", "a/b/two.pdf"), "a/b/two.pdf"),
        (9_000, ("compare", str(TINY), *MANY, "-o", "two.svg"), "two.svg"),
        (9_000, (*WHATIF, "-o", "a/x.png"), "a/x.png"),
    ],
)
@pytest.mark.usefixtures("ready")
def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(folder, size, words, named):
    done = limited(size, *words)
    told = "there is no room for it; make some and try again, what was finished before is kept"
    # where nothing was compiled before, the cache of compiled code finds no room either, and says so
    said = [line for line in done.err.splitlines() if "__pycache__" not in line]
    assert (done.status, said) == (2, [f"{named}: {told}"])
    assert bool(done.out) == (words[0] != "new")  # what was found is told, as it cannot be kept
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("ready")
def test_many_runs_on_a_full_disk_continue_when_there_is_room(folder, command):
    done = limited(9_000, *RUN, "--runs", "2", "--jobs", "1", "-o", "many")
    assert done.status == 2
    said = [line for line in done.err.splitlines() if "__pycache__" not in line]
    assert said == ["many/members: the disk is full; what is there stays, and the same command continues"]
    assert not list((folder / "many" / "members").iterdir())
    assert command(*RUN, "--runs", 2, "--jobs", 1, "-o", "many").status == 0


@pytest.mark.usefixtures("ready")
def test_what_a_full_disk_stopped_goes_on_without_force(folder, command):
    assert limited(70_000, *RUN, "-o", "one").status == 2
    assert command(*RUN, "-o", "one").status == 0
    assert limited(9_000, "new", "mine.yaml").status == 2
    assert command("new", "mine.yaml").status == 0


@pytest.mark.parametrize("place", ["/proc/x", "file/x"])
@pytest.mark.parametrize(
    "words",
    [
        (*RUN, "-o", "{}"),
        (*RUN, "--runs", "2", "--jobs", "1", "-o", "{}"),
        ("compare", str(TINY), *MANY, "-o", "{}/a.png"),
        (*WHATIF, "-o", "{}/a.png"),
        ("calibrate", str(TINY), "--against", "nosuch.csv", "-o", "{}"),
        ("new", "{}/mine.yaml"),
    ],
)
def test_a_place_that_takes_nothing_is_refused_before_the_work(folder, command, monkeypatch, place, words):
    monkeypatch.setattr("dualsim.engine.simulation.Simulation.run", lambda *_, **__: pytest.fail("worked"))
    (folder / "file").write_text("mine")
    done = command(*(word.format(place) for word in words))
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith((place.rpartition("/")[0], place))
    assert files(folder) == {"file"}


@pytest.mark.parametrize("wait", [0.1, 0.6, 1.2])
@pytest.mark.parametrize("words", [(*RUN, "-o", "one"), ("compare", str(TINY), *MANY, "-o", "two.png")])
def test_ctrl_c_at_any_moment_is_one_line_and_leaves_nothing_half_written(folder, words, wait):
    code = "import sys, dualsim.__main__ as command; print('up', flush=True); sys.exit(command.main())"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    done = subprocess.Popen([sys.executable, "-c", code, *words], **pipes)
    assert done.stdout.readline() == "up\n"
    time.sleep(wait)
    done.send_signal(signal.SIGINT)
    told = done.communicate(timeout=120)[1]
    assert (done.returncode, told) in [(130, "dualsim: stopped; nothing was saved\n"), (0, "")]
    assert not [name for name in files(folder) if Path(name).name.startswith(".")]


@pytest.mark.parametrize("name", SHORT)
def test_whatever_goes_wrong_at_a_step_is_told_and_the_same_command_does_it_again(
    ready, tmp_path, monkeypatch, name
):
    monkeypatch.setattr("dualsim.figures.plotting.plot", lambda *_, **__: Figure())  # drawing takes longest
    trial = Trial(CASES[name], ready, tmp_path / "work")
    for n, kind in enumerate(("no room", "SIGTERM", "read-only", "SIGINT", "SIGKILL"), start=1):
        fault = Fault(kind, round(trial.clean.steps * n / 6))
        assert trial.wrong(fault) == [], str(fault)


@pytest.mark.parametrize("kind", ["SIGTERM", "no room"])
def test_calibrate_leaves_a_study_without_a_lock_wherever_it_ends(ready, tmp_path, kind):
    """A lock of Optuna's that stays makes the next command wait for half a minute."""
    trial = Trial((*CASES["calibrate"], "--study", "s/study.journal"), ready, tmp_path / "work")
    steps = [n for n, path in enumerate(trial.clean.touched, start=1) if "study.journal" in path]
    assert len(steps) > 6, "it is opened, mended, and each entry is written"
    for step in steps:
        fault = Fault(kind, step)
        assert trial.wrong(fault) == [], str(fault)


def test_a_claim_leaves_no_lock_when_a_signal_comes_as_it_is_given_back(ready, tmp_path):
    trial = Trial(CASES["new"], ready, tmp_path / "work")
    steps = [n for n, path in enumerate(trial.clean.touched, start=1) if path.endswith(".lock")]
    assert len(steps) > 1, "it is made and removed"
    for step in steps:
        fault = Fault("SIGINT", step)
        assert trial.wrong(fault) == [], str(fault)


@pytest.mark.parametrize("name", ["new", *SILENT])
def test_without_streams_the_work_is_done_all_the_same(ready, tmp_path, name):
    trial = Trial({**CASES, **SILENT}[name], ready, tmp_path / "work")
    assert trial.wrong(Fault("closed streams")) == []


@pytest.mark.parametrize("wait", [0.5, 3.0])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_to_all_processes_is_one_line_and_ends_them_all(folder, number, status, wait):
    code = "import sys, dualsim.__main__ as command; print('up', flush=True); sys.exit(command.main())"
    words = (*RUN, "--runs", "40", "--jobs", "2", "-o", "many")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    done = subprocess.Popen([sys.executable, "-c", code, *words], start_new_session=True, **pipes)
    assert done.stdout.readline() == "up\n"
    time.sleep(wait)
    os.killpg(done.pid, number)
    told = done.communicate(timeout=120)[1].replace(
        "Finishing the runs in hand; Ctrl-C again stops at once.\n", ""
    )
    assert done.returncode == status
    assert told.count("\n") == 1
    assert not [name for name in files(folder) if Path(name).name.startswith(".")]
    assert ended(done.pid)


def ended(group: int) -> bool:
    """Whether nobody is left of a group of processes, within five seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_the_judge_lets_tables_and_registers_grow_and_nothing_else():
    assert grown("many/runs.csv", b"a\n1\n", b"a\n1\n2\n")
    assert grown("many/runs.csv", b"a\n1,pending,\n", b"a\n1,done,\n")
    assert not grown("many/runs.csv", b"a\n1,failed,\n", b"a\n1,done,\n")
    assert not grown("many/runs.csv", b"a\n1", b"a\n1\n2\n"), "half a line"
    assert not grown("many/runs.csv", b"a\n3\n", b"a\n1\n2\n")
    assert grown(".dualsim.json", b'{"a": 1}', b'{"a": 1, "b": 2}')
    assert not grown(".dualsim.json", b'{"a": 1}', b'{"a": 2}')
    assert not grown("results.nc", b"a\n", b"a\nb\n")


AT_AN_IMPORT = """
import os, signal, sys
import dualsim.__main__ as command
asked, left = [], int(sys.argv.pop(1))

def hook(event, args):
    global left
    if event == "import":
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(hook)
sys.exit(command.main())
"""


def started(code: str, *words: object) -> tuple[int, str]:
    """The status and the messages of a process that begins anew, as `python -m dualsim` does."""
    Path("begun.py").write_text(code, encoding="utf-8")
    begun = [sys.executable, "-m", "begun", *map(str, words)]
    done = subprocess.run(begun, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("at", [1, 3, 30, 100, 200, 400, 700, 1000, 1300])
def test_ctrl_c_at_an_import_is_one_line(at):
    assert started(AT_AN_IMPORT, at, *RUN) == (130, "dualsim: stopped; nothing was saved\n")


WHERE = {
    "printed by C code, which raises ImportError": """
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt as stop:
        sys.excepthook(type(stop), stop, stop.__traceback__)
    raise ImportError("failed to import")
""",
    "across exec": """
    exec("os.kill(os.getpid(), signal.SIGINT)")
""",
    "pressed again as it is told": """
    class Told:
        def write(self, text):
            sys.stderr = sys.__stderr__
            sys.stderr.write(text)
            os.kill(os.getpid(), signal.SIGINT)
    sys.stderr = Told()
    os.kill(os.getpid(), signal.SIGINT)
""",
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("where", WHERE)
def test_ctrl_c_has_one_line_and_its_status_wherever_it_comes(where):
    code = f"""
import os, signal, sys
import dualsim.__main__ as command, dualsim.cli.app as app
def carried_out():{WHERE[where]}
app.main = carried_out
sys.exit(command.main())
"""
    assert started(code) == (130, "dualsim: stopped; nothing was saved\n")


@pytest.mark.parametrize("error", [ImportError("failed to import"), ValueError("Invalid bounding box")])
def test_a_stop_that_c_code_forgot_in_a_command_is_told_as_one(monkeypatch, command, error):
    def forgot(*_):
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        raise error

    monkeypatch.setattr(stopping, "_heard", [])  # and nothing is left of it
    monkeypatch.setattr("dualsim.scenario.json_schema.schema", forgot)
    with stopping.heeded():
        done = command("schema")
    assert (done.status, done.err) == (130, "dualsim: stopped; nothing was saved\n")


def test_the_command_begins_with_little_that_could_be_stopped_unheard():
    """What is imported before signals are heard: were that much, Ctrl-C there would print where it was."""
    code = "import sys; before = set(sys.modules); import dualsim; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["dualsim"]


@pytest.mark.usefixtures("folder")
def test_ctrl_c_before_signals_are_heard_is_one_line():
    code = (
        "import os, signal, sys; sys.addaudithook(lambda event, args: "
        "event == 'import' and args[0] == 'dualsim.cli' and os.kill(os.getpid(), signal.SIGINT)); "
        "import dualsim.__main__"
    )
    assert started(code) == (130, "dualsim: stopped; nothing was saved\n")


@pytest.mark.usefixtures("folder")
def test_after_the_command_ctrl_c_prints_nothing():
    code = """
import os, signal, sys
import dualsim.__main__ as command, dualsim.cli.app as app
app.main = lambda: 0
assert command.main() == 0
os.kill(os.getpid(), signal.SIGINT)
"""
    assert started(code) == (-signal.SIGINT, "")
