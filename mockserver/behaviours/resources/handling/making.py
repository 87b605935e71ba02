"""What do operations do that make records?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.creating import Creation, Made
from mockserver.behaviours.resources.handling.handling import Handling
from mockserver.behaviours.resources.handling.integrity import Integrity
from mockserver.behaviours.resources.result import NOTHING, Result, refused
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.model import ABSENT, Violation


class Writing(Handling):
    """What keeps what it is sent."""

    @cached_property
    def creation(self) -> Creation:
        return Creation(self.plan, self.part, self.progress)

    @cached_property
    def integrity(self) -> Integrity:
        return Integrity(self.plan, self.part)

    def made(self, call: Call, shelf: Shelf, body: Mapping[str, Any]) -> Made | Violation:
        """A new record, kept; or why it cannot be."""
        return self.integrity.broken(call, shelf, body) or self.creation.made(call, shelf, body)

    def inside(self, violation: Violation, index: int) -> Violation:
        """A violation of one of several records that a body has, where it stands in that."""
        steps = self.part.body
        rest = violation.location[1 + len(steps) :]
        return (
            replace(violation, location=("body", *steps, index, *rest))
            if violation.location[0] == "body"
            else violation
        )


class Create(Writing):
    """Make a record."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        body = self.asked.body(call)
        if body is ABSENT and not self.part.body:
            body = {}
        if not isinstance(body, dict):
            return NOTHING
        shelf.touch()
        made = self.made(call, shelf, body)
        if isinstance(made, Violation):
            return refused(made)
        if self.conditions.noted:
            shelf.note(made.key, call.now)
        if self.operation in self.jobs and self.part.job:
            return self.jobs[self.operation].accept(call, shelf, made)
        return self.told(call, shelf, made.key, made.record, made.shown, made=True)


class Bulk(Writing):
    """Make several records, or none of them."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        bodies = self.asked.bodies(call)
        if bodies is None:
            return NOTHING
        shelf.touch()
        records = []
        for index, body in enumerate(bodies):
            made = self.made(call, shelf, body)
            if isinstance(made, Violation):
                return refused(self.inside(made, index))
            records.append(made.record)
        return Result(self.answers.of(call, records, {}, made=True))
