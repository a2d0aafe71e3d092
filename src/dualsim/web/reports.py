"""Offline reports for pages, one at a time, in a process of their own that lets the class go first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dualsim.web.answers import Outcome, Requested
from dualsim.web.clients import BusyError
from dualsim.web.limits import Limits
from dualsim.web.worker_pool import DiedError, TooLongError, WorkerPool

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

POLITE = 10  # how far the process stands back when others want the cores


class Reports:
    """Makes reports; its process begins with the first and ends with the server."""

    def __init__(self, served: Mapping[str, Scenario], limits: Limits) -> None:
        """Begin with none."""
        self.limits, self.busy = limits, False
        self._pool = WorkerPool(1, served, limits, nice=POLITE)

    async def made(self, asked: tuple[Requested, ...]) -> Outcome:
        """A report of some questions as HTML; raise BusyError while another one is made."""
        if self.busy:
            raise BusyError("report: another one is being made; ask again when it is done")
        self.busy = True
        try:
            if not self._pool.workers:
                await self._pool.start()
            if not (free := self._pool.free()):
                raise BusyError("report: its process is beginning anew; ask again in a moment")
            return await self._pool.do(free[0], ("report", asked), self.limits.report_seconds)
        except DiedError:
            return Outcome(
                refused="report: its process died, perhaps for lack of memory; ask for fewer people"
            )
        except TooLongError:
            seconds = f"{self.limits.report_seconds:.0f} seconds"
            return Outcome(refused=f"report: it takes longer than {seconds}; ask for fewer runs or people")
        finally:
            self.busy = False

    def look_after(self) -> None:
        """Replace the process if it died while it waited."""
        self._pool.look_after()

    def close(self) -> None:
        """End the process."""
        self._pool.close()
