"""What goes wrong on purpose?"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.interventions import read_faults
from mockserver.matching import AskingError
from mockserver.web.control.messages import NOTHING, ControlError, Json, json_body, listed
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class FaultRoutes:
    """The routes about faults."""

    reach: Reach

    def all(self) -> Json:
        return listed("faults", [dict(fault.given) for fault in self.reach.state.interventions.faults])

    def replace_all(self) -> Json:
        state = self.reach.state
        try:
            faults = read_faults(json_body(), self.reach.offer, state.clock.now())
        except AskingError as error:
            raise ControlError(error.status, error.code, error.message) from error
        state.interventions.set_faults(faults)
        return self.all()

    def forget_all(self) -> Json:
        self.reach.state.interventions.set_faults(())
        return NOTHING
