"""Which answers are set in the place of an operation's own?"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.interventions import read_override
from mockserver.matching import AskingError
from mockserver.state import Override
from mockserver.web.control.messages import NOTHING, ControlError, Json, json_object, listed
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class OverrideRoutes:
    """The routes about overrides."""

    reach: Reach

    def all(self) -> Json:
        return listed("overrides", [self._shown(override) for override in self.reach.state.interventions.overrides])

    def create(self) -> Json:
        return self._shown(self.reach.state.interventions.add(self._read())), 201

    def replace(self, override_id: str) -> Json:
        replaced = self.reach.state.interventions.replace(override_id, self._read())
        if replaced is None:
            raise _unknown(override_id)
        return self._shown(replaced)

    def forget(self, override_id: str) -> Json:
        if not self.reach.state.interventions.remove(override_id):
            raise _unknown(override_id)
        return NOTHING

    def forget_all(self) -> Json:
        self.reach.state.interventions.clear()
        return NOTHING

    def _read(self) -> Override:
        try:
            return read_override(json_object(), self.reach.offer)
        except AskingError as error:
            raise ControlError(error.status, error.code, error.message) from error

    def _shown(self, override: Override) -> Json:
        return {"id": override.id, **override.given, "used": self.reach.state.interventions.used(override)}


def _unknown(override_id: str) -> ControlError:
    return ControlError(404, "unknown_override", f"this session has no override '{override_id}'")
