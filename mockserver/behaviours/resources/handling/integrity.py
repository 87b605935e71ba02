"""Is there what a record refers to?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.inferring.references import minds
from mockserver.behaviours.resources.plan import ResourcePlan
from mockserver.behaviours.resources.resource import Part
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.model import Violation


class Integrity:
    """What the bodies of one operation refer to; nothing where it does not say how it refuses one."""

    def __init__(self, plan: ResourcePlan, part: Part) -> None:
        self._references = plan.references if minds(part.operation) else ()
        self._body = part.body

    def broken(self, call: Call, shelf: Shelf, record: Mapping[str, Any], old: Any = None) -> Violation | None:
        """Why a record cannot be kept: it names one that is not there, and did not do so before."""
        for reference, target in self._references:
            known = set(reference.keys(old))
            for key in reference.keys(record):
                there = Shelf(target, call, shelf.store, ())
                if key in known or there.get(key) is not None:
                    continue
                place = ("body", *self._body, reference.member)
                missing = there.absent(key, ("body", reference.member))
                if missing is not None:
                    return Violation(place, "reference", missing.message, value=record[reference.member])
        return None
