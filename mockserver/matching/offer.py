"""Which operation does somebody mean?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.exceptions import MockserverError
from mockserver.model import Match, Operation
from mockserver.routing import Router
from mockserver.suggestions import meant


class AskingError(MockserverError):
    """What was asked for cannot be: the status, a code for programs and a message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True, slots=True)
class Offer:
    """What is served: the operations, and the router that finds one by its address."""

    operations: Sequence[Operation]
    router: Router

    def operation(self, given: Mapping[str, Any]) -> Operation:
        """The operation that `operation`, or `method` and `path`, mean; AskingError where they mean none."""
        if ("operation" in given) == ("path" in given):
            raise AskingError(400, "no_operation", "say which: either 'operation', or 'method' and 'path'")
        if "operation" in given:
            return self.named(given["operation"])
        return self._at(str(given.get("method", "GET")).upper(), str(given["path"]))

    def named(self, name: Any) -> Operation:
        """The operation with an id, before which its API may stand: `<api>.<id>`."""
        exact = [each for each in self.operations if f"{each.api}.{each.id}" == name]
        found = exact or [each for each in self.operations if each.id == name]
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(f"{each.api}.{each.id}" for each in found)
            raise AskingError(400, "ambiguous_operation", f"several operations are called '{name}': {choices}")
        ids = [each.id for each in self.operations]
        raise AskingError(404, "unknown_operation", f"there is no operation '{name}'; {meant(str(name), ids)}")

    def _at(self, method: str, path: str) -> Operation:
        """The operation at an address, which may be a template as the specification has it."""
        for each in self.operations:
            if each.method == method and path in (each.path, *(base + each.path for base in each.bases)):
                return each
        match = self.router.route(method, path)
        if isinstance(match, Match):
            return match.operation
        known = [f"{each.method} {base}{each.path}" for each in self.operations for base in each.bases]
        message = f"no operation is at {method} {path}; {meant(f'{method} {path}', known)}"
        raise AskingError(404, "unknown_operation", message)
