"""What authorities see, and how they decide by it: a strategy for each move, the same for everyone."""

from dualsim.theory.strategy.moves import MOVES, QUIET, decide
from dualsim.theory.strategy.sight import Sight, look

__all__ = ["MOVES", "QUIET", "Sight", "decide", "look"]
