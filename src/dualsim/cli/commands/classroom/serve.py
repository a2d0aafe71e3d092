"""The command `dualsim serve`: the page in browsers, for one or for a class."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dualsim.cli.options import Jobs, People
from dualsim.cli.terminal import say, show

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

HOST, PORT, RUNS, PEOPLE = "127.0.0.1", 8017, 8, 2_000
MOST_PORT = 65_535
EXAMPLES = ("serve", "serve petrograd_1917 --host 0.0.0.0")

ON_THIS_MACHINE = "On this machine itself:"
STAYS = "Leave this window open; Ctrl-C ends it."
NO_BROWSER = "No browser could be opened; type the address into one."
ISOLATED = (
    "A phone that finds no page: many school networks keep their clients apart. Let a phone open a hotspot, "
    "bring this machine and the class into it, and start again."
)


def serve(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...", help="Scenarios or files.  [default: all that come with dualsim]"
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 is the network as well.")
    ] = HOST,
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=MOST_PORT, help="The port.")] = PORT,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    people: People = PEOPLE,
    runs: Annotated[int, typer.Option(metavar="N", min=1, max=16, help="Runs of a question.")] = RUNS,
    jobs: Jobs = None,
) -> None:
    """Serve the page to this machine, or to a class.

    It listens to this machine alone, unless --host says otherwise; then it asks for a code that it prints.
    Ctrl-C ends it.
    """
    from dualsim.runs.optional import needed

    needed("starlette", "web")
    needed("uvicorn", "web")
    segno = needed("segno", "web")

    from dualsim.web.addresses import is_loopback, listening, urls
    from dualsim.web.join_code import new_code
    from dualsim.web.limits import LIMITS
    from dualsim.web.questions import Usual
    from dualsim.web.server import Plan, Server

    if people > LIMITS.people[1]:
        raise ValueError(f"people: {people} is too many; give {LIMITS.people[0]} to {LIMITS.people[1]}")
    served = _loaded(scenarios or [])
    listener = listening(host, port)
    code = "" if is_loopback(host) else new_code()
    addresses = urls(host, listener.getsockname()[1], code)
    plan = Plan(served, host, code, Usual(people, runs), jobs or os.cpu_count() or 1)
    server = Server(plan, listener)

    def ready() -> None:
        if code:
            _tell_class(segno, addresses, code)
        show(addresses[-1])
        sys.stdout.flush()
        say(STAYS)
        if open_page and not _opened(addresses[-1]):
            say(NO_BROWSER)

    say(f"Getting ready: {len(served)} scenario{'' if len(served) == 1 else 's'} ...")
    server.run(ready, compiling)
    signal.raise_signal(server.stopped_by or signal.SIGINT)  # which the house tells in its words


def _loaded(names: list[str]) -> dict[str, Scenario]:
    """The scenarios to serve, by the names by which the page asks for them."""
    from dualsim.scenario import loading

    found: dict[str, Scenario] = {}
    for name in names or loading.list_scenarios():
        short = Path(name).stem
        if short in found:
            raise ValueError(f"scenarios: two of them are called '{short}'; give one of them")
        found[short] = loading.load(name)
    return found


def _opened(address: str) -> bool:
    """Whether a browser took an address."""
    import webbrowser

    try:
        return webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return False


def compiling(number: int, of: int) -> None:
    """Tell how far a process is that has to compile first."""
    say(f"Compiling for this machine, once, half a minute or less: {number} of {of}")


def _tell_class(segno: object, addresses: list[str], code: str) -> None:
    """Show how a class comes in: addresses, a picture to photograph, the code in large letters."""
    from dualsim.web.join_code import large, picture

    for line in picture(segno, addresses[0]):
        say(line)
    say("")
    for line in large(code):
        say(line)
    say(f"\nThe code of the class: {code}. Whoever is in the same network opens one of these:")
    for address in addresses[:-1]:
        show(address)
    if len(addresses) > 1:
        say(ISOLATED)
        say(ON_THIS_MACHINE)
