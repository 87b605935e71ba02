"""How is a record made that was not there before?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.asking import Asked
from mockserver.behaviours.resources.handling.progress import Progress
from mockserver.behaviours.resources.inferring.exchanges import told_at
from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.plan import SINGLE, ResourcePlan
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.model import ABSENT, Violation
from mockserver.pointers import put_at


class Made(NamedTuple):
    """A new record under its key, as it is kept and as it is shown, where that is known.

    What is kept has the key beside the record's own members where the answer tells it otherwise.
    """

    key: str
    record: Any
    shown: Any


class Creation:
    """How one operation makes records; what does not depend on a request is found out once."""

    def __init__(self, plan: ResourcePlan, part: Part, progress: Progress | None) -> None:
        key = plan.resource.key
        steps = (key.steps if key is not None else None) or ()
        self._plan = plan
        self._fill = plan.filling.fill
        self._kept = plan.view.kept if plan.view is not None else None
        self._progress = progress
        self._links = bool(plan.links) or part.through is not None
        self._has_further = bool(plan.further)
        self._can_choose = bool(steps) and steps[0] not in plan.filling.kept
        self._location = ("body", *part.body, *steps)
        self._named = Asked(plan, part).name
        told = told_at(plan.resource, part)
        self._told = told if told != steps else ()
        self._renews = plan.resource.single and "409" not in part.operation.responses

    def made(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Violation:
        """A new record under its key, kept; or why it cannot be."""
        record: Any = self._fill(body, call.now)
        if self._links:
            record.update(shelf.links())
        if self._has_further:
            record.update(shelf.further(body))
        chosen = self._chosen_key(body) if self._can_choose else None
        if self._plan.resource.single:
            chosen = SINGLE
        elif self._named:
            chosen = key_text(call.values.path.get(self._named, ""))
        value = shelf.new_key(record) if chosen is None else chosen
        key = key_text(value)
        if chosen is not None and not self._renews and shelf.holds(key):
            return Violation(self._location, "duplicate", f"'{key}' is there already", value=value)
        record = self._plan.with_key(record, value)
        if self._progress is not None:
            record = self._progress.begun(call, shelf, key, record)
        record, shown = self._kept(record) if self._kept is not None else (record, record)
        (shelf.add if chosen is None else shelf.put)(key, record)
        return Made(key, put_at(record, self._told, value), ABSENT) if self._told else Made(key, record, shown)

    def _chosen_key(self, body: Mapping[str, Any]) -> Any:
        """The key that a client chose for a new record; None where it chose none."""
        found = self._plan.key_in(body)
        return found if found is not ABSENT and self._plan.identities.usable(found) else None
