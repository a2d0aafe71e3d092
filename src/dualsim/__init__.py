"""Simulate competing authorities: people decide day by day whom they obey, and events change the world.

A scenario is loaded, or checked with all that is wrong in it, told and compared:

>>> import dualsim
>>> scenario = dualsim.load("capital_minimal", changes={"behaviour.beta": 2}, until="1917-03-10")
>>> isinstance(scenario, dualsim.Scenario), "beta" in dualsim.schema()["$defs"]["Behaviour"]["properties"]
(True, True)
>>> nothing, faults = dualsim.check("petrograd_1917", changes={"behaviour.beta": "high"})
>>> all(isinstance(fault, dualsim.Fault) for fault in faults)
True
>>> try:
...     dualsim.load("petrograd")
... except dualsim.ScenarioError as error:
...     print(error)
petrograd: no scenario named 'petrograd'; did you mean 'petrograd_1917'?
>>> print(dualsim.explain(scenario).splitlines()[0])
A capital, in small
>>> "Behaviour" in {fact.section for fact in dualsim.diff(dualsim.load("capital_minimal"), scenario)}
True

It is run, saved, opened again and drawn, and set on paper for a lesson:

>>> results = dualsim.run(scenario, people=300)
>>> folder = dualsim.save(results, "first")
>>> figure = dualsim.plot(dualsim.open_run(folder), kind="power")
>>> dualsim.save_figure(figure, folder / "power.png")
>>> dualsim.handout(scenario, paper="letter").startswith(b"%PDF")
True

Many runs in a folder tell how each went; a simulation, or a Mesa model, is stepped through by hand:

>>> many = dualsim.sweep(scenario, "many", runs=2, people=300, jobs=1)
>>> [run["status"] for run in dualsim.run_status("many")]
['done', 'done']
>>> simulation = dualsim.Simulation(scenario, people=300, seed=1)
>>> simulation.advance()
>>> dualsim.DualPower(scenario, people=300).step()

The public names stand in `__init__.pyi`; each is imported when it is first asked for, so that importing
dualsim costs nothing.
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dualsim.deprecations import RENAMED, renamed

    if name in RENAMED:
        return renamed(name)
    public, every = _public()
    return every if name == "__all__" else public(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_public()[1]})


_read: list[tuple] = []


def _public() -> tuple:
    """What imports a public name, and all of them: read when asked for, as the command begins here too."""
    if not _read:
        import lazy_loader

        public, _, every = lazy_loader.attach_stub(__name__, __file__)
        _read.append((public, every))
    return _read[0]
