"""What does a client ask of the mock itself?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

from mockserver.media import parse_query
from mockserver.model import Origin, Request, Strictness
from mockserver.pointers import is_number
from mockserver.state import parse_span

LONGEST_DELAY = 300.0
"""How many seconds an answer waits at the most."""

_PREFERENCE = re.compile(r"""\s*([A-Za-z]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^,;]*)))?\s*(?:[,;]|$)""")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_STRICTNESS: dict[str, Strictness] = {"strict": "strict", "warn": "warn", "off": "off"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The header `Prefer: code=404, example=name, dynamic=true, seed=x, validate=warn`, or its twins `__code=404`.

    `delay` is a span of time, `fault` the name of a fault.
    """

    code: str | None = None
    example: str | None = None
    dynamic: bool | None = None
    seed: str | None = None
    validate: Strictness | None = None
    delay: str | None = None
    fault: str | None = None

    @property
    def applied(self) -> str:
        """What `Preference-Applied` lists."""
        dynamic = None if self.dynamic is None else str(self.dynamic).lower()
        given = {
            "code": self.code,
            "example": self.example,
            "dynamic": dynamic,
            "seed": self.seed,
            "validate": self.validate,
            "delay": self.delay,
            "fault": self.fault,
        }
        return ", ".join(f"{name}={quoted(value)}" for name, value in given.items() if value is not None)

    def honoured(self, source: Origin) -> Preferences:
        """Those that an answer of this source honours: a refusal only the delay, what is set nothing of the answer."""
        if source == "refusal":
            return Preferences(delay=self.delay)
        if source == "fault":
            return Preferences(delay=self.delay, fault=self.fault)
        return Preferences(validate=self.validate, delay=self.delay) if source == "override" else self

    @property
    def forces_answer(self) -> bool:
        """Whether a documented answer is wanted in the place of the API's own."""
        return self.code is not None or self.example is not None or self.dynamic is not None

    @property
    def intervenes(self) -> bool:
        """Whether something is wanted to come between the request and its answer."""
        return self.delay is not None or self.fault is not None


NO_PREFERENCES = Preferences()


def quoted(value: str) -> str:
    """A preference's value as it may stand in a header: quoted where it is no token, without control characters."""
    if _TOKEN.fullmatch(value):
        return value
    text = "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in value)
    return f'"{text}"'


def preferences(request: Request) -> Preferences:
    """The preferences of a request; the query's twins win over the header."""
    header = request.headers.get("prefer")
    if header is None and "__" not in request.query:
        return NO_PREFERENCES
    found = {name.lower(): value for name, value in _pairs(header or "")}
    twins = ((name[2:], unquote_plus(value)) for name, value in parse_query(request.query) if name.startswith("__"))
    found.update(twins)
    dynamic = found.get("dynamic")
    return Preferences(
        code=found.get("code"),
        example=found.get("example"),
        dynamic=None if dynamic is None else dynamic.lower() != "false",
        seed=found.get("seed"),
        validate=_STRICTNESS.get(found.get("validate", "")),
        delay=_delay(found.get("delay", "")),
        fault=found.get("fault"),
    )


def _delay(text: str) -> str | None:
    """A span that somebody may wait for, milliseconds where it has no unit; any other is ignored, as RFC 7240 asks."""
    text = f"{text}ms" if is_number(text) else text
    span = parse_span(text)
    return text if span is not None and span.total_seconds() <= LONGEST_DELAY else None


def _pairs(header: str) -> list[tuple[str, str]]:
    return [
        (name, (re.sub(r"\\(.)", r"\1", quoted) or plain.strip()) if quoted or plain else "true")
        for name, quoted, plain in _PREFERENCE.findall(header)
    ]
