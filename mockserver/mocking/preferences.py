"""What does a client ask of the mock itself?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mockserver.media import parse_query
from mockserver.model import Request

_PREFERENCE = re.compile(r"""\s*([A-Za-z]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^,;]*)))?\s*(?:[,;]|$)""")
_KNOWN = ("code", "example", "dynamic", "seed", "validate")


@dataclass(frozen=True, slots=True)
class Preferences:
    """The header `Prefer: code=404, example=name, dynamic=true, seed=x, validate=warn`, or its twins `__code=404`."""

    code: str | None = None
    example: str | None = None
    dynamic: bool | None = None
    seed: str | None = None
    validate: str | None = None

    @property
    def forces_answer(self) -> bool:
        """Whether a documented answer is wanted in the place of the API's own."""
        return self.code is not None or self.example is not None or self.dynamic is not None


NONE = Preferences()


def preferences(request: Request) -> Preferences:
    """The preferences of a request; the query's twins win over the header."""
    header = request.headers.get("prefer")
    if header is None and "__" not in request.query:
        return NONE
    found = {name.lower(): value for name, value in _pairs(header or "")}
    found.update((name[2:], value) for name, value in parse_query(request.query) if name.startswith("__"))
    known = {name: found[name] for name in _KNOWN if name in found}
    dynamic = known.pop("dynamic", None)
    return Preferences(dynamic=None if dynamic is None else dynamic.lower() != "false", **known)


def _pairs(header: str) -> list[tuple[str, str]]:
    return [
        (name, (quoted or plain or "").strip() if quoted or plain else "true")
        for name, quoted, plain in _PREFERENCE.findall(header)
    ]
