"""Draw the gallery: every figure by the command that stands under it, with few people."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sys
from pathlib import Path

os.environ["MPLBACKEND"] = "Agg"

ROOT = Path(__file__).resolve().parent.parent
OCTOBER = "'seats[soviet, bolshevik]@1917-10-24'"
RUN = ("--people", "1000")
MANY = ("--people", "400", "--runs", "4", "--jobs", "1")
EVENTS = ("--events", "july_days,kornilov_marches")

# Title, commands as one would type them, what makes each small here, and the figure.
FIGURES = (
    ("Where people stand", ("dualsim run petrograd_1917 --out one",), (RUN,), "one/stances.png"),
    ("Whom people turn to", ("dualsim plot one --kind allegiance -o turned.png",), ((),), "turned.png"),
    ("Who has the levers", ("dualsim plot one --kind power -o power.png",), ((),), "power.png"),
    ("How people would vote", ("dualsim plot one --kind vote -o vote.png",), ((),), "vote.png"),
    ("Which regime that is", ("dualsim plot one --kind regime -o regime.png",), ((),), "regime.png"),
    ("How it ends", ("dualsim plot one --kind ending -o ending.png",), ((),), "ending.png"),
    ("Who is in the street", ("dualsim plot one --kind mobilisation -o street.png",), ((),), "street.png"),
    (
        "For a projector",
        ("dualsim plot one --kind power --style projector -o projector.png",),
        ((),),
        "projector.png",
    ),
    ("In black and white", ("dualsim plot one --kind power --style bw -o bw.png",), ((),), "bw.png"),
    (
        "Many runs, with bands",
        ("dualsim run petrograd_1917 --runs 20 --out many", "dualsim plot many -o bands.png"),
        (MANY, ()),
        "bands.png",
    ),
    (
        "Places beside each other",
        ("dualsim compare petrograd_1917 village_1917 -o compare.png",),
        (MANY,),
        "compare.png",
    ),
    (
        "Against history",
        ("dualsim evaluate petrograd_1917 moscow_1917 -o evaluate.png",),
        (MANY,),
        "evaluate.png",
    ),
    (
        "Which event did it",
        (f"dualsim attribute petrograd_1917 --outcome {OCTOBER} -o attribute.png",),
        ((*MANY[:3], "2", *MANY[4:], *EVENTS),),
        "attribute.png",
    ),
    (
        "On which numbers an outcome hangs",
        (f"dualsim sensitivity petrograd_1917 --outcome {OCTOBER} -o sensitivity.png",),
        (("--people", "300", "--samples", "2", "--jobs", "1"),),
        "sensitivity.png",
    ),
)


def page(made: Path) -> str:
    """The gallery as a page, its figures drawn anew if the program, the scenarios or this file changed."""
    folder = made / "figures"
    mark, now = folder / "drawn", fingerprint()
    if not mark.exists() or mark.read_text(encoding="utf-8") != now:
        shutil.rmtree(folder, ignore_errors=True)  # an older program drew it
        folder.mkdir(parents=True)
        _draw(folder)
        mark.write_text(now, encoding="utf-8")
    parts = [
        "# Gallery\n\nEach figure with the command that draws it. Here they are drawn with few people\n"
        "and few runs, so curves are rougher and bands wider than yours."
    ]
    for title, commands, _, figure in FIGURES:
        typed = "\n".join(commands)
        parts.append(f"## {title}\n\n![{title}](figures/{figure})\n\n```sh\n{typed}\n```")
    return "\n\n".join(parts) + "\n"


def _draw(folder: Path) -> None:
    from make_pages import said

    before = Path.cwd()
    os.chdir(folder)
    try:
        for title, commands, smaller, figure in FIGURES:
            for command, few in zip(commands, smaller, strict=True):
                fresh = ("--fresh",) if "--runs" in few and " run " in command else ()
                said(*shlex.split(command)[1:], *few, *fresh)
            if not Path(figure).exists():
                raise ValueError(f"gallery, {title}: no {figure}")
            print(f"gallery: {title}", file=sys.stderr)
    finally:
        os.chdir(before)


def fingerprint() -> str:
    """A hash of all that a figure or a notebook hangs on."""
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "scenarios").glob("*.*"), Path(__file__)]
    text = b"".join(path.read_bytes() for path in sorted(sources))
    return hashlib.sha256(text).hexdigest()
