"""The people's part of a day in mesa-frames: a table of Polars whose rows are the people."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from dualsim.engine.simulation import Simulation
from dualsim.theory.state import ARMS_STEP, IDEAL_STEP, NERVE_STEP


def spread(name: str, table: np.ndarray) -> dict[str, np.ndarray]:
    """The last axis of a table as columns, its first ones flat."""
    return {f"{name}{n}": column for n, column in enumerate(table.reshape(-1, table.shape[-1]).T)}


def by_option(name: str, table: np.ndarray) -> dict[str, np.ndarray]:
    """The first axis of a table as columns."""
    return {f"{name}{n}": row.reshape(-1) for n, row in enumerate(table)}


def keyed(key: str, columns: dict[str, np.ndarray]) -> pl.DataFrame:
    """A table of the world, to be joined by the number of its row."""
    length = len(next(iter(columns.values())))
    return pl.DataFrame({key: np.arange(length), **columns})


class Citizens(AgentSetPolars):  # type: ignore[misc]
    """The people of a run; the world is what it was."""

    def __init__(self, model: ModelDF, sim: Simulation) -> None:
        super().__init__(model)
        p, w = sim.people, sim.world
        self.taste, self.luck = sim.taste, np.random.default_rng(sim.seed)
        self.K, self.Q, self.M, self.L = len(w.alive), len(w.claim), w.salience.shape[2], len(w.leading)
        group, place = w.cell_group[p.cell], w.cell_place[p.cell]
        own = {"cell": p.cell.astype(np.int64), "place": place, "at": group * self.L + place}
        own |= {
            name: getattr(p, name).astype(np.int64) for name in ("authority", "accepts", "party", "active")
        }
        own |= {"threshold": p.threshold * NERVE_STEP, "rank": p.armed_rank * ARMS_STEP}
        ideal = spread("ideal", (p.ideal * IDEAL_STEP))
        self.add(pl.DataFrame({"unique_id": np.arange(len(p.cell)), **own, **ideal}))
        self.cells = keyed(
            "cell",
            spread("around", p.around) | spread("around_party", p.around_party) | spread("room", p.room),
        )
        self.active_cells = keyed("cell", {"around_active": p.around_active})
        self.places = keyed(
            "place", {"leading": w.leading, "danger": w.danger, **spread("condition", w.condition)}
        )
        self.seen = keyed("at", self._seen(w))
        self.issues = keyed("issue", by_option("platform", w.platform))
        nobody = np.zeros((1, self.L))
        self.turned_to = keyed("turned_to", {
            "open": w.open_to.reshape(-1), "word": np.vstack([w.office_word, nobody]).reshape(-1),
            "call": np.vstack([w.call, nobody]).reshape(-1),
        })  # fmt: skip
        self.called = keyed("called", {"party_call": np.vstack([w.party_call, nobody]).reshape(-1)})
        self.open = [bool(w.open_to[k].any()) for k in range(self.K)]
        self.there = [bool((w.organisation[q] > 0.0).any()) for q in range(self.Q)]

    def _seen(self, w: Any) -> dict[str, np.ndarray]:
        """What people of a group in a place see."""
        elects = (w.electors[:, :, None] > 0.0) & (w.electorate[:, None] != 0)
        known = w.credit + (self.taste.omega * w.log_reach)[:, None] + self.taste.psi * elects
        organised = (self.taste.omega_party * w.log_organisation)[:, None]
        columns = {"office_gap": w.office_gap.reshape(-1), "office_credit": w.office_credit.reshape(-1)}
        columns |= {"office_new": np.broadcast_to(w.office_new, w.office_credit.shape).reshape(-1)}
        columns |= {"season": w.season.reshape(-1), "arms": w.arms.reshape(-1)}
        columns |= spread("until", w.attention.cumsum(axis=2)) | spread("weight", w.relative_salience)
        columns |= spread("office_lean", w.office_lean) | spread("gap", w.party_gap)
        columns |= by_option("known", known) | by_option("served", w.party_credit + organised)
        columns |= by_option("apart", w.opposition)
        for k in range(self.K):
            able = np.broadcast_to(w.log_able[:, k], (len(w.salience), *w.log_able[:, k].shape))
            columns |= spread(f"able{k}_", able)
        for q in range(self.Q):
            columns |= spread(f"lean{q}_", w.party_lean[:, :, q])
        return columns

    def step(self) -> None:
        """Think again or not, rise or not."""
        self._join("turned_to", pl.col("authority"), self.turned_to, ["open"])
        chance = pl.Series(self.luck.random(len(self.agents))) < self.taste.rho
        thinking = chance | (self._joined["open"] == 0)
        rows = self.agents.filter(thinking).join(self.cells, on="cell", how="left", maintain_order="left")
        rows = rows.join(self.seen, on="at", how="left", maintain_order="left")
        rows = rows.join(self.places, on="place", how="left", maintain_order="left")
        rows = self.vote(self.accept(self.choose(rows)))
        self.set({name: rows[name] for name in ("authority", "accepts", "party")}, mask=thinking)
        self.set("active", self.rise())

    def _join(self, key: str, row: pl.Expr, table: pl.DataFrame, columns: list[str]) -> None:
        at = self.agents.select((row * self.L + pl.col("place")).alias(key))
        self._joined = at.join(table, on=key, how="left", maintain_order="left").select(columns)

    def pressing(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With the issue that presses on each, and what they want of it."""
        draw = pl.Series("draw", self.luck.random(len(rows)))
        passed = sum((pl.col(f"until{m}") <= pl.col("draw")).cast(pl.Int64) for m in range(self.M - 1))
        rows = rows.with_columns(draw).with_columns(passed.alias("issue"))
        wish = pl.lit(0.0)
        for m in range(self.M):
            wish = pl.when(pl.col("issue") == m).then(pl.col(f"ideal{m}")).otherwise(wish)
        return rows.with_columns(wish.alias("wish"))

    def best(self, rows: pl.DataFrame, appeals: dict[int, pl.Expr], name: str) -> pl.DataFrame:
        """With the option that wins for each, by logit."""
        luck = {f"luck{n}": -np.log(-np.log(self.luck.random(len(rows)))) for n in range(len(appeals))}
        scores = [self.taste.beta * one + pl.col(f"luck{n}") for n, one in enumerate(appeals.values())]
        found = rows.with_columns(pl.DataFrame(luck)).select(pl.concat_list(scores).list.arg_max())
        options = np.array(list(appeals))
        return rows.with_columns(pl.Series(name, options[found.to_series().to_numpy()]))

    def choose(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The authority to which each turns."""
        taste = self.taste
        rows = self.pressing(rows).join(self.issues, on="issue", how="left", maintain_order="left")
        appeals = {}
        for k in [k for k in range(self.K) if self.open[k]]:
            far = (pl.col("wish") - pl.col(f"platform{k}")) ** 2
            able = pl.lit(0.0)
            for m in range(self.M):
                able = pl.when(pl.col("issue") == m).then(pl.col(f"able{k}_{m}")).otherwise(able)
            serves = taste.chi * able - taste.gamma * far + pl.col(f"known{k}")
            serves = serves + pl.col(f"room{k}") / taste.beta
            appeals[k] = taste.company * pl.col(f"around{k}") + serves
        appeals[self.K] = taste.company * pl.col(f"around{self.K}") + taste.none
        return self.best(rows, appeals, "authority")

    def accept(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Whether each puts up with whoever governs."""
        taste, own = self.taste, pl.lit(0.0)
        for m in range(self.M):
            own = own + pl.col(f"weight{m}") * pl.col(f"ideal{m}") ** 2
        far = pl.col("own") + pl.col("office_gap")
        for m in range(self.M):
            far = far - pl.col(f"office_lean{m}") * pl.col(f"ideal{m}")
        rows = rows.with_columns(
            (pl.col("authority") * self.L + pl.col("place")).alias("turned_to"), own.alias("own")
        )
        rows = rows.join(
            self.turned_to.select("turned_to", "word"), on="turned_to", how="left", maintain_order="left"
        )
        draw = self.luck.random(len(rows))
        logit = pl.Series("logit", np.log(draw / (1.0 - draw)))
        appeal = taste.accept - taste.gamma_accept * far + pl.col("office_credit")
        appeal += taste.honeymoon * pl.col("office_new") + taste.word * pl.col("word")
        willing = (taste.beta * appeal > pl.col("logit")) | (pl.col("authority") == pl.col("leading"))
        return rows.with_columns(logit).with_columns(
            (willing & (pl.col("leading") >= 0)).cast(pl.Int64).alias("accepts")
        )

    def vote(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The party for which each would vote."""
        taste, appeals = self.taste, {}
        against = taste.opposition * (1 - 2 * pl.col("accepts"))
        for q in [q for q in range(self.Q) if self.there[q]]:
            far = pl.col("own") + pl.col(f"gap{q}")
            for m in range(self.M):
                far = far - pl.col(f"lean{q}_{m}") * pl.col(f"ideal{m}")
            appeal = taste.company_party * pl.col(f"around_party{q}") + pl.col(f"served{q}")
            appeals[q] = appeal + against * pl.col(f"apart{q}") - taste.gamma_party * far
        appeals[self.Q] = taste.company_party * pl.col(f"around_party{self.Q}") + taste.abstain
        return self.best(rows, appeals, "party")

    def rise(self) -> pl.Series:
        """Who is mobilised today."""
        taste, seen = self.taste, [f"until{m}" for m in range(self.M)] + ["season", "arms"]
        rows = self.agents.join(self.seen.select("at", *seen), on="at", how="left", maintain_order="left")
        rows = rows.join(self.places, on="place", how="left", maintain_order="left")
        rows = self.pressing(rows.join(self.active_cells, on="cell", how="left", maintain_order="left"))
        for row, table, column in (
            ("authority", self.turned_to, "call"),
            ("party", self.called, "party_call"),
        ):
            self._join(table.columns[0], pl.col(row), table, [column])
            rows = rows.with_columns(self._joined[column])
        life = pl.lit(0.0)
        for m in range(self.M):
            life = pl.when(pl.col("issue") == m).then(pl.col(f"condition{m}")).otherwise(life)
        anger = (pl.col("wish") - life).abs() * (1 - pl.col("accepts"))
        push = anger + taste.kappa * pl.col("around_active")
        push = push + taste.heed * (pl.col("call") + pl.col("party_call"))
        armed = pl.when(pl.col("rank") < pl.col("arms")).then(max(taste.arms_count, 1.0)).otherwise(1.0)
        drive = pl.col("season") * push - taste.risk * pl.col("danger") / armed
        return rows.select((drive > pl.col("threshold")).cast(pl.Int64)).to_series()


def carried_on(sim: Simulation) -> Any:
    """What carries the people of a run on by a day."""
    citizens = Citizens(ModelDF(), sim)
    return citizens.step
