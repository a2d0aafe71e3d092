from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

DAYS = 263  # from 23 February to 12 November 1917, Old Style
AUTHORITIES = {
    "tsar": "Tsar's government", "duma_committee": "Duma Committee",
    "provisional_government": "Provisional Government", "soviet": "Petrograd Soviet",
    "high_command": "High Command", "city_duma": "City Duma",
    "military_revolutionary_committee": "Military Revolutionary Committee", "none": "Nobody",
}  # fmt: skip
GROUPS = {"worker": ("Workers", 392e3), "soldier": ("Soldiers", 200e3), "officer": ("Officers", 12e3),
          "middle_class": ("Middle class", 300e3), "peasant": ("Peasants", 60e3), "poor": ("Urban poor", 500e3)}  # fmt: skip
PARTIES = {"kadet": "Kadets", "sr": "Socialist Revolutionaries", "menshevik": "Mensheviks",
           "bolshevik": "Bolsheviks", "abstain": "Stay at home"}  # fmt: skip
EVENTS = [
    (0, "International Women's Day strikes"), (2, "General strike; Tsar orders force"), (4, "Garrison mutiny"),
    (4, "Duma Committee formed"), (4, "Petrograd Soviet founded"), (6, "Order No. 1"),
    (7, "Provisional Government formed"), (7, "Eight conditions agreed"), (8, "Abdication of the Tsar"), (9, "Amnesty"),
    (12, "Civil liberties"), (19, "Soviet's appeal to the peoples of the world"), (32, "Declaration on war aims"),
    (39, "Lenin's return; the April Theses"), (54, "The Miliukov note"), (56, "April demonstrations"),
    (71, "First coalition"), (76, "Declaration of soldiers' rights"), (70, "First Peasant Congress"),
    (92, "District duma elections"), (99, "First Congress of Soviets"), (106, "Demonstration forbidden"),
    (114, "June demonstration"), (114, "June offensive"), (129, "Kadets leave"), (130, "July Days"),
    (131, "The Executive refuses power"), (132, "German-money charge"), (133, "Arrests of Bolsheviks"),
    (135, "Kerensky premier"), (139, "Death penalty at the front"), (145, "Move to the Winter Palace"),
    (151, "Second coalition"), (170, "Moscow State Conference"), (178, "City duma elections"), (179, "Fall of Riga"),
    (185, "Kornilov marches on Petrograd"), (186, "Railwaymen stop Kornilov's trains"), (188, "Workers armed"),
    (189, "Bolshevik majority in the Soviet"), (190, "The Directory"), (203, "Democratic Conference"),
    (213, "Third coalition"), (213, "Trotsky in the chair of the Soviet"), (225, "Pre-parliament opens"),
    (226, "Garrison ordered to the front"), (234, "Military Revolutionary Committee"),
    (240, "The Committee's countersignature"), (244, "Bridges, telegraph and stations taken"),
    (245, "Second Congress of Soviets takes power"),
]  # fmt: skip


def made_up(places: int = 1, events: int = 50) -> xr.Dataset:
    """A run that no model made: 1917 as a textbook has it, with noise."""
    dice, day = np.random.default_rng(1917), np.arange(DAYS)
    keys = list(AUTHORITIES), list(GROUPS), list(PARTIES)
    a, g, q = (len(k) for k in keys)
    up = lambda at, width: 1 / (1 + np.exp(-(day - at) / width))  # noqa: E731
    pull = np.zeros((DAYS, places, g, a))
    for row in range(g):
        left = (1.0, 0.9, 0.1, 0.2, 0.6, 0.7)[row]
        pull[..., row, 0] = (2.5 - 6 * up(4, 1.5))[:, None]
        pull[..., row, 1] = 1 - left
        pull[..., row, 2] = (2.2 * (1 - 0.6 * left) - 2.0 * left * up(150, 40) - up(190, 5))[:, None]
        pull[..., row, 3] = (2.2 * left + 0.5 * up(60, 20) - 0.9 * up(131, 3) * (1 - up(188, 3)) + 1.2 * left * up(188, 5))[:, None]
        pull[..., row, 4] = (1.6 if row == 2 else -1.5) + (0.5 * up(180, 2) - 1.5 * up(190, 2))[:, None]
        pull[..., row, 5] = -0.6
        pull[..., row, 6] = (2.6 * left - 1.5 + up(240, 3))[:, None]
        pull[..., row, 7] = (0.2 + 0.6 * up(100, 60))[:, None]
    pull += np.cumsum(dice.normal(0, 0.05, pull.shape), axis=0) * 0.7
    share = np.exp(pull)
    for k, (start, stop) in {0: (0, 9), 1: (4, 9), 2: (7, 246), 3: (4, DAYS), 4: (7, DAYS), 5: (0, DAYS), 6: (234, DAYS)}.items():
        share[:start, ..., k] = 0
        share[stop:, ..., k] = 0
    share /= share.sum(axis=-1, keepdims=True)
    alive = share > 0
    share = np.where(alive, share, np.nan)
    people = np.tile(np.array([n for _, n in GROUPS.values()]), (DAYS, places, 1))
    total = np.nansum(share * people[..., None], axis=2) / people.sum(axis=2)[..., None]
    total = np.where(alive.any(axis=2), total, np.nan)
    formal = np.where(np.isfinite(total), 0.05, np.nan)
    formal[..., 0], formal[..., 2], formal[..., 3] = (np.where(np.isfinite(total[..., k]), v, np.nan) for k, v in ((0, 1.0), (2, 0.9), (3, 0.1)))
    formal[..., 7] = np.nan
    comply = np.clip(total * 1.3 + 0.1, 0, 1)
    comply[..., 7] = np.nan
    lean = np.stack([np.array([0.3, 1.6, 1.2, 0.2, 0.0]) + np.outer(up(150, 40), [0.2, -0.6, -1.0, 2.4, 0.6])] * g, axis=1)
    lean = np.repeat((lean + np.array([-2, -1, 2.5, 2.5, -1, 0])[None, :, None] * np.array([1, 0, 0.2, -0.6, 0]))[:, None], places, 1)
    ballots = np.exp(lean + 0.6 * np.cumsum(dice.normal(0, 0.03, lean.shape), axis=0))
    ballots /= ballots.sum(axis=-1, keepdims=True)
    powers = 1 / np.nansum(total**2, axis=-1)
    gap = 0.5 * np.nansum(np.abs(np.nan_to_num(formal) - np.nan_to_num(total)), axis=-1)
    regime = np.array(["unitary"] * DAYS, dtype=object)
    regime[3:9], regime[9:150], regime[150:185], regime[185:191] = "vacuum", "dual power", "hybrid", "multitude of powers"
    regime[191:240] = "dual power"
    seats = np.full((DAYS, a, q), np.nan)
    seats[np.isfinite(total[:, 0])] = 0.0
    seats[:, -1] = np.nan
    seats[4:, 3, :4], seats[:, 5, :4] = ballots[4:, 0, 0, :4], ballots[:, 0, 3, :4]
    delegates = np.full((DAYS, a, g, q), np.nan)
    delegates[4:, 3, :2], delegates[:, 5, 3] = 0.2, 0.2
    wave = 0.02 + 0.5 * np.exp(-((day - 4) / 4) ** 2) + 0.3 * np.exp(-((day - 130) / 4) ** 2) + 0.25 * np.exp(-((day - 243) / 7) ** 2)
    rise = wave[:, None, None] * np.array([1, 0.8, 0.05, 0.1, 0.4, 0.6]) * np.ones((1, places, 1))
    grief = 0.3 + 0.5 * up(120, 50)[:, None, None] * np.linspace(1, 0.2, g) * np.ones((1, places, 1))
    issue = np.stack([-0.5 - 0.4 * up(120, 50), -0.8 - 0 * day, -0.2 - 0.6 * up(200, 20), 0.6 * up(9, 1) - 0.2, 0.1 - 0.8 * up(160, 30)], axis=1)
    kept = np.ones((DAYS, 4))
    kept[226:, 1], kept[139:, 2], kept[:150, 3], kept[:7] = 0, 0, 0, np.nan
    data = {
        "allegiance": (("day", "place", "group", "authority"), share), "vote": (("day", "place", "group", "party"), ballots),
        "turnout": (("day", "place", "group"), 1 - ballots[..., -1]), "real_power": (("day", "place", "authority"), total),
        "compliance": (("day", "place", "authority"), comply), "formal_power": (("day", "place", "authority"), formal),
        "effective_powers": (("day", "place"), powers), "duality": (("day", "place"), np.clip(1.3 - abs(powers - 2) / 2, 0, 1)),
        "formal_real_gap": (("day", "place"), gap), "cooperation": (("day", "place"), np.tile((0.7 - 0.5 * up(150, 30))[:, None], places)),
        "mobilisation": (("day", "place", "group"), rise), "grievance": (("day", "place", "group"), grief),
        "regime": (("day", "place"), np.tile(regime[:, None], places)), "population": (("day", "place", "group"), people),
        "condition": (("day", "place", "issue"), np.repeat(issue[:, None], places, 1)), "seats": (("day", "authority", "party"), seats),
        "delegates": (("day", "authority", "group", "party"), delegates), "pledge_kept": (("day", "pledge"), kept),
    }  # fmt: skip
    new = np.datetime64("1917-03-08") + day
    old = [str(d) for d in new - 13]
    issues, pledges = ("bread", "peace", "land", "liberty", "order"), ("amnesty", "garrison_stays", "no_death_penalty", "constituent_assembly")
    coords = {
        "day": new.astype("datetime64[ns]"), "date_os": ("day", old), "place": [f"place_{n}" for n in range(places)],
        "place_name": ("place", ["Petrograd", "Nizhnii Novgorod", "Kazan"][:places]),
        "group": keys[1], "group_name": ("group", [n for n, _ in GROUPS.values()]), "authority": keys[0],
        "authority_name": ("authority", list(AUTHORITIES.values())), "party": keys[2], "party_name": ("party", list(PARTIES.values())),
        "authority_colour": ("authority", ["", "", "#2166ac", "#b2182b", "", "", "", ""]), "party_colour": ("party", [""] * q),
        "issue": list(issues), "issue_name": ("issue", [i.capitalize() for i in issues]), "pledge": list(pledges),
    }  # fmt: skip
    happened = [{"event": f"e{n}", "name": name, "day": when, "date_os": old[when], "source": "made up"} for n, (when, name) in enumerate(EVENTS)]
    attrs = {
        "title": "Petrograd, February to November 1917", "seed": 1, "people": 20_000, "calendar": "julian", "scenario": "",
        "command": "dualsim run petrograd_1917 --seed 1", "versions": json.dumps({"dualsim": "0.1.0"}), "ending": "",
        "events": json.dumps(sorted(happened, key=lambda e: e["day"])[:events]), "happenings": "[]",
    }  # fmt: skip
    return xr.Dataset(data, coords=coords, attrs=attrs)
