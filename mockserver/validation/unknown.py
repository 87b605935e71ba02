"""Which parameters does a query have that nobody documented?"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.media import Decoder, parse_query
from mockserver.model import Operation, Severity, Violation

SEVERITIES: dict[str, Severity] = {"warn": "warning", "error": "error"}
"""How bad an unknown parameter is, by the setting `unknown_parameters`; nobody looks for one where it has another."""

TWINS = "__"
"""How the names begin that mean something to the mock itself, such as `__code`."""


class UnknownParameters:
    """Finds what an operation does not document in its queries; headers and cookies are anybody's."""

    def __init__(self, operation: Operation, decoders: Sequence[Decoder], severity: Severity) -> None:
        keys = (s.parameter for alternative in operation.security for s in alternative if s.place == "query")
        self._known = frozenset(keys).union(*(decoder.claims for decoder in decoders))
        self._anything = any(decoder.takes_rest for decoder in decoders)
        self._severity = severity

    def violations(self, query: str) -> tuple[Violation, ...]:
        """One violation for each unknown name, in the order of the query."""
        if self._anything or not query:
            return ()
        names = dict.fromkeys(name for name, _ in parse_query(query))
        return tuple(self._violation(name) for name in names if not self._knows(name))

    def _knows(self, name: str) -> bool:
        return name in self._known or name.partition("[")[0] in self._known or name.startswith(TWINS)

    def _violation(self, name: str) -> Violation:
        return Violation(("query", name), "unknown", f"there is no parameter '{name}'", severity=self._severity)
