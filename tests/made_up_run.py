"""A run of 1917 that no model made, and what is read off figures: for tests of pictures."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.ensemble_view import SHOWN
from dualsim.scenario.axes import STANCE_LABELS

DAYS = 263  # from 23 February to 12 November 1917, Old Style
AUTHORITIES = {
    "tsar": "Tsar's government", "duma_committee": "Duma Committee",
    "provisional_government": "Provisional Government", "soviet": "Petrograd Soviet",
    "high_command": "High Command", "city_duma": "City Duma",
    "military_revolutionary_committee": "Military Revolutionary Committee", "none": "Nobody",
}  # fmt: skip
GROUPS = {
    "worker": ("Workers", 392e3), "soldier": ("Soldiers", 200e3), "officer": ("Officers", 12e3),
    "middle_class": ("Middle class", 300e3), "peasant": ("Peasants", 60e3), "poor": ("Urban poor", 500e3),
}  # fmt: skip
PARTIES = {"kadet": "Kadets", "sr": "Socialist Revolutionaries", "menshevik": "Mensheviks",
           "bolshevik": "Bolsheviks", "abstain": "Stay at home"}  # fmt: skip
EVENT_LIST = """
0 International Women's Day strikes
2 General strike; Tsar orders force
4 Garrison mutiny
4 Duma Committee formed
4 Petrograd Soviet founded
6 Order No. 1
7 Provisional Government formed
7 Eight conditions agreed
8 Abdication of the Tsar
9 Amnesty
12 Civil liberties
19 Soviet's appeal to the peoples of the world
32 Declaration on war aims
39 Lenin's return; the April Theses
54 The Miliukov note
56 April demonstrations
71 First coalition
76 Declaration of soldiers' rights
70 First Peasant Congress
92 District duma elections
99 First Congress of Soviets
106 Demonstration forbidden
114 June demonstration
114 June offensive
129 Kadets leave
130 July Days
131 The Executive refuses power
132 German-money charge
133 Arrests of Bolsheviks
135 Kerensky premier
139 Death penalty at the front
145 Move to the Winter Palace
151 Second coalition
170 Moscow State Conference
178 City duma elections
179 Fall of Riga
185 Kornilov marches on Petrograd
186 Railwaymen stop Kornilov's trains
188 Workers armed
189 Bolshevik majority in the Soviet
190 The Directory
203 Democratic Conference
213 Third coalition
213 Trotsky in the chair of the Soviet
225 Pre-parliament opens
226 Garrison ordered to the front
234 Military Revolutionary Committee
240 The Committee's countersignature
244 Bridges, telegraph and stations taken
245 Second Congress of Soviets takes power
"""
EVENTS = [(int(day), name) for day, name in (line.split(" ", 1) for line in EVENT_LIST.split("\n") if line)]


def rising(at: float, width: float) -> np.ndarray:
    """From 0 to 1 around a day."""
    return 1 / (1 + np.exp(-(np.arange(DAYS) - at) / width))


def made_up_allegiance(places: int) -> np.ndarray:
    """1917 as a textbook has it, with noise: [day, place, group, authority]."""
    dice = np.random.default_rng(1917)
    pull = np.zeros((DAYS, places, len(GROUPS), len(AUTHORITIES)))
    for row, left in enumerate((1.0, 0.9, 0.1, 0.2, 0.6, 0.7)):
        july = 0.9 * rising(131, 3) * (1 - rising(188, 3))
        command = 1.6 if row == 2 else -1.5
        by_authority = [
            2.5 - 6 * rising(4, 1.5),
            1 - left,
            2.2 * (1 - 0.6 * left) - 2.0 * left * rising(150, 40) - rising(190, 5),
            2.2 * left + 0.5 * rising(60, 20) - july + 1.2 * left * rising(188, 5),
            command + 0.5 * rising(180, 2) - 1.5 * rising(190, 2),
            -0.6,
            2.6 * left - 1.5 + rising(240, 3),
            0.2 + 0.6 * rising(100, 60),
        ]
        for column, values in enumerate(by_authority):
            pull[:, :, row, column] = np.broadcast_to(values, DAYS)[:, None]
    share = np.exp(pull + 0.7 * np.cumsum(dice.normal(0, 0.05, pull.shape), axis=0))
    lives = [(0, 9), (4, 9), (7, 246), (4, DAYS), (7, DAYS), (0, DAYS), (234, DAYS), (0, DAYS)]
    for column, (start, stop) in enumerate(lives):
        share[:start, ..., column] = share[stop:, ..., column] = 0
    share /= share.sum(axis=-1, keepdims=True)
    return np.where(share > 0, share, np.nan)


def made_up_stance(share: np.ndarray, formal: np.ndarray) -> np.ndarray:
    """[day, place, group, side]: of those who turn to others fewer and fewer accept who governs."""
    governs = np.nan_to_num(formal[:, :, None, :-1])
    held, nobody = np.nan_to_num(share[..., :-1]), share[..., -1]
    turned, others = (held * governs).sum(axis=-1), (held * (1 - governs)).sum(axis=-1)
    bearing = (0.9 - 0.7 * rising(120, 30))[:, None, None]
    found = [turned + 0.3 * nobody, others * bearing, others * (1 - bearing), 0.7 * nobody]
    return np.where(governs.any(axis=-1)[..., None], np.stack(found, axis=-1), np.nan)


def made_up_votes(places: int) -> np.ndarray:
    """[day, place, group, party]."""
    dice = np.random.default_rng(1918)
    leaning = np.array([-2, -1, 2.5, 2.5, -1, 0])[:, None] * np.array([1, 0, 0.2, -0.6, 0])
    start, drift = np.array([0.3, 1.6, 1.2, 0.2, 0.0]), np.array([0.2, -0.6, -1.0, 2.4, 0.6])
    pull = (start + np.outer(rising(150, 40), drift))[:, None, None, :] + leaning
    pull = np.repeat(pull, places, axis=1)
    share = np.exp(pull + 0.6 * np.cumsum(dice.normal(0, 0.03, pull.shape), axis=0))
    return share / share.sum(axis=-1, keepdims=True)


def made_up_regime() -> np.ndarray:
    regime = np.array(["unitary"] * DAYS, dtype=object)
    stretches = {(3, 9): "vacuum", (9, 150): "dual power", (150, 185): "hybrid"}
    stretches |= {(185, 191): "multitude of powers", (191, 240): "dual power"}
    for (start, stop), name in stretches.items():
        regime[start:stop] = name
    return regime


def made_up_ending() -> np.ndarray:
    ending = np.array(["stalemate"] * DAYS, dtype=object)
    stretches = {(3, 9): "too few loyal", (60, 120): "reform", (185, 246): "too few loyal"}
    for (start, stop), name in {**stretches, (246, DAYS): "seizure"}.items():
        ending[start:stop] = name
    return ending


def made_up_measures(share: np.ndarray, votes: np.ndarray) -> dict[str, np.ndarray]:
    """Everything else, by place where it has one."""
    people = np.broadcast_to([number for _, number in GROUPS.values()], share.shape[:3])
    total = np.nansum(share * people[..., None], axis=2) / people.sum(axis=2)[..., None]
    alive = np.isfinite(share).any(axis=2)
    total = np.where(alive, total, np.nan)
    given = np.array([1.0, 0.05, 0.9, 0.1, 0.05, 0.05, 0.05, np.nan])
    formal = np.where(alive, 0.0, np.nan)
    for k, (start, stop) in {0: (0, 3), 2: (7, 246), 3: (246, DAYS)}.items():  # nobody from 3 to 7
        formal[start:stop, :, k] = 1.0
    seats = np.where(alive[:, 0, :, None], 0.0, np.nan) * np.ones(len(PARTIES))
    seats[:, -1] = np.nan
    seats[4:, 3, :4], seats[:, 5, :4] = votes[4:, 0, 0, :4], votes[:, 0, 3, :4]
    delegates = np.full((DAYS, len(AUTHORITIES), len(GROUPS), len(PARTIES)), np.nan)
    delegates[4:, 3, :2] = delegates[:, 5, 3] = 0.2
    kept = np.ones((DAYS, 4))
    kept[226:, 1], kept[139:, 2], kept[:150, 3], kept[:7] = 0, 0, 0, np.nan
    day = np.arange(DAYS)
    waves = {4: (0.5, 4), 130: (0.3, 4), 243: (0.25, 7)}
    wave = 0.02 + sum(high * np.exp(-(((day - at) / wide) ** 2)) for at, (high, wide) in waves.items())
    around = np.ones((1, share.shape[1], 1))
    bread, land, order = (
        -0.5 - 0.4 * rising(120, 50),
        -0.2 - 0.6 * rising(200, 20),
        0.1 - 0.8 * rising(160, 30),
    )
    issues = np.stack([bread, -0.8 - 0 * day, land, 0.6 * rising(9, 1) - 0.2, order], axis=1)
    powers = 1 / np.nansum(total**2, axis=-1)
    return {
        "allegiance": share,
        "stance": made_up_stance(share, formal),
        "vote": votes,
        "turnout": 1 - votes[..., -1],
        "real_power": total,
        "compliance": np.where(np.isnan(given), np.nan, np.clip(total * 1.3 + 0.1, 0, 1)),
        "formal_power": formal,
        "effective_powers": powers,
        "duality": np.clip(1.3 - abs(powers - 2) / 2, 0, 1),
        "formal_real_gap": 0.5 * np.nansum(np.abs(np.nan_to_num(formal) - np.nan_to_num(total)), axis=-1),
        "cooperation": np.broadcast_to((0.7 - 0.5 * rising(150, 30))[:, None], powers.shape),
        "mobilisation": wave[:, None, None] * np.array([1, 0.8, 0.05, 0.1, 0.4, 0.6]) * around,
        "grievance": 0.3 + 0.5 * rising(120, 50)[:, None, None] * np.linspace(1, 0.2, 6) * around,
        "regime": np.broadcast_to(made_up_regime()[:, None], powers.shape),
        "ending": np.broadcast_to(made_up_ending()[:, None], powers.shape),
        "population": people,
        "condition": issues[:, None] * around,
        "seats": seats,
        "delegates": delegates,
        "pledge_kept": kept,
        "built": rising(140, 40)[:, None, None] * np.array([0.6, 0.35, 0.1, np.nan]) * around,
        "skill": rising(110, 50)[:, None, None] * np.array([0.8, 0.8, 0.3, np.nan]) * around,
    }


DIMS = {
    "allegiance": "place group authority", "stance": "place group side",
    "vote": "place group party", "turnout": "place group",
    "real_power": "place authority", "compliance": "place authority", "formal_power": "place authority",
    "effective_powers": "place", "duality": "place", "formal_real_gap": "place", "cooperation": "place",
    "mobilisation": "place group", "grievance": "place group", "regime": "place", "ending": "place",
    "population": "place group", "condition": "place issue", "seats": "authority party",
    "delegates": "authority group party", "pledge_kept": "pledge",
    "built": "place institution", "skill": "place institution",
}  # fmt: skip


def made_up(places: int = 1) -> xr.Dataset:
    """A run that no model made, in the form that the engine gives."""
    new = np.datetime64("1917-03-08") + np.arange(DAYS).astype("timedelta64[D]")
    old = [str(day) for day in new - np.timedelta64(13, "D")]
    measures = made_up_measures(made_up_allegiance(places), made_up_votes(places))
    lacking = {name for names in SHOWN.values() for name in names} - set(measures)
    if lacking:  # or every test of figures would fail, none of them saying why
        pytest.exit(f"tests/made_up_run.py: figures show {lacking}; add it to made_up_measures and DIMS")
    data = {name: (("day", *DIMS[name].split()), values) for name, values in measures.items()}
    issues, pledges = (
        ["bread", "peace", "land", "liberty", "order"],
        ["amnesty", "garrison", "death", "assembly"],
    )
    coords = {
        "day": new.astype("datetime64[ns]"),
        "date_os": ("day", old),
        "place": [f"place_{n}" for n in range(places)],
        "place_name": ("place", ["Petrograd", "Nizhnii Novgorod", "Kazan"][:places]),
        "group": list(GROUPS),
        "group_name": ("group", [name for name, _ in GROUPS.values()]),
        "authority": list(AUTHORITIES),
        "authority_name": ("authority", list(AUTHORITIES.values())),
        "authority_colour": ("authority", ["", "", "#2166ac", "#b2182b", "", "", "", ""]),
        "party": list(PARTIES),
        "party_name": ("party", list(PARTIES.values())),
        "party_colour": ("party", [""] * len(PARTIES)),
        "side": list(STANCE_LABELS),
        "side_name": ("side", list(STANCE_LABELS.values())),
        "issue": issues,
        "issue_name": ("issue", [issue.capitalize() for issue in issues]),
        "institution": ["shops", "schools", "guard", "elsewhere"],
        "institution_name": ("institution", ["Co-operative shops", "Schools", "Workers' guard", "Elsewhere"]),
        "pledge": pledges,
        "pledge_name": ("pledge", [f"the pledge of the {pledge}, as it was given" for pledge in pledges]),
    }
    happened = [{"name": name, "day": day, "date_os": old[day]} for day, name in EVENTS]
    attrs = {
        "title": "Petrograd, February to November 1917",
        "seed": 1,
        "people": 20_000,
        "calendar": "julian",
        "command": "dualsim run petrograd_1917 --seed 1",
        "versions": json.dumps({"dualsim": "0.1.0"}),
        "events": json.dumps(sorted(happened, key=lambda event: event["day"])),
    }
    return xr.Dataset(data, coords=coords, attrs=attrs)


def words(fig: Canvas, *gids: str) -> list[Text]:
    return [text for text in fig.over.texts if text.get_text() and (not gids or text.get_gid() in gids)]


def written(fig: Canvas, *gids: str) -> list[str]:
    return [text.get_text() for text in words(fig, *gids)]


def caption(fig: Canvas) -> str:
    return " ".join(written(fig, "caption"))


def pixels(fig: Canvas) -> np.ndarray:
    fig.canvas.draw()
    return np.asarray(fig.canvas.buffer_rgba())[..., :3].astype(int)


def boxes(fig: Canvas) -> list[tuple[str, object]]:
    pen = fig.canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(pen).padded(-0.6)) for text in words(fig)]


def covered(fig: Canvas, *around: str) -> tuple[float, float]:
    """The shares of the sheet that the panels cover, and that they cover with the words about them."""
    pen, sheet = fig.canvas.get_renderer(), fig.bbox.width * fig.bbox.height
    panels = [axes.get_window_extent(pen) for axes in fig.axes if axes is not fig.over]
    whole = Bbox.union([*panels, *(text.get_window_extent(pen) for text in words(fig, *around))])
    return sum(box.width * box.height for box in panels) / sheet, whole.width * whole.height / sheet


def assert_nothing_overlaps(fig: Canvas) -> None:
    found = boxes(fig)
    assert [(a, b) for (a, x), (b, y) in combinations(found, 2) if x.overlaps(y)] == []
    wide, high = fig.bbox.width, fig.bbox.height
    assert [a for a, x in found if x.x0 < 0 or x.y0 < 0 or x.x1 > wide or x.y1 > high] == []
