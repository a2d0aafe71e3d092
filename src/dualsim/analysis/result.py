"""What every analysis returns: a table for reading, a DataFrame, plain facts, and a figure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Result(ABC):
    """What an analysis found, and the forms in which it is shown and handed on."""

    @abstractmethod
    def __str__(self) -> str:
        """The table that the command prints."""

    @abstractmethod
    def to_dataframe(self) -> pd.DataFrame:
        """A row for each thing that was found, as the CSV file has it."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """What was asked, what was run, and what was found, as the JSON file has it."""

    def plot(self, *, style: str = "screen", **options: Any) -> Figure:
        """The figure that the command draws; the options are those of `dualsim.plot`."""
        from dualsim import plot

        return plot(self, style=style, **options)

    def to_csv(self) -> str:
        """The DataFrame as CSV; an empty field where there is nothing to say."""
        return str(self.to_dataframe().to_csv(index=False, lineterminator="\n"))

    def _repr_html_(self) -> str:
        """The DataFrame, as notebooks show it."""
        return str(self.to_dataframe().to_html(index=False, na_rep=""))


def frame_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A DataFrame of rows; whole numbers and truths stay what they are where some are missing."""
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(columns))
    for name in columns:
        known = frame[name].dropna()
        if len(known) and all(isinstance(value, bool) for value in known):
            frame[name] = frame[name].astype("boolean")
        elif len(known) < len(frame) and all(isinstance(value, int) for value in known):
            frame[name] = frame[name].astype("Int64")
    return frame
