"""What do operations do that delete records?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from mockserver.behaviours import Call
from mockserver.behaviours.resources.handling.handling import Handling
from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.listing.selection import selected
from mockserver.behaviours.resources.result import NOTHING, Result, refused
from mockserver.behaviours.resources.shelf import Shelf
from mockserver.model import ABSENT


class Delete(Handling):
    """Delete a record, or those of several that a query or a body names."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        keys = self.asked.keys(call)
        if len(keys) != 1:
            return self.delete_several(call, shelf, keys) if keys else NOTHING
        key = keys[0]
        old = self.changeable(call, shelf, key)
        if isinstance(old, Result):
            return old
        held = shelf.held(key)
        if held is not None:
            return refused(held)
        response = self.answers.of(call, old or self.shown_at_first(call, key), {})
        shelf.delete(key)
        return Result(response)

    def delete_several(self, call: Call, shelf: Shelf, keys: Sequence[str]) -> Result:
        """Delete those of some records that are there, or none of them where one is held."""
        shelf.touch()
        deleted: list[Any] = []
        for key in keys:
            record, held = shelf.get(key), shelf.held(key)
            if held is not None:
                return refused(held)
            if record is not None:
                deleted.append(record)
                shelf.delete(key)
        return Result(self.answers.of(call, deleted, {}))


class BulkDelete(Delete):
    """Delete those of several records that are there, of which a body has the keys, or the records themselves."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        bodies = self.asked.bodies(call)
        if bodies is None:
            return NOTHING
        found = (self.plan.key_in(body) for body in bodies)
        return self.delete_several(call, shelf, [key_text(key) for key in found if key is not ABSENT])


class Clear(Handling):
    """Delete all records that a query lets through; none where it asks for something that is not understood."""

    def handle(self, call: Call, shelf: Shelf) -> Result:
        if any(name in self._unclear for name in call.values.query):
            return NOTHING
        shelf.touch()
        for key, _ in selected(tuple(shelf.items().items()), self.queries, call.values.query):
            shelf.delete(unquote(key))
        return Result(self.answers.of(call, [], {}))

    @cached_property
    def _unclear(self) -> frozenset[str]:
        """The documented parameters that may narrow what is deleted, and nobody knows how."""
        documented = {each.name for each in self.operation.parameters if each.place == "query"}
        return frozenset(documented - {query.name for query in self.queries if query.asks in ("filter", "search")})
