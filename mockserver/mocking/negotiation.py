"""Which documented answer does a request get?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.media import is_json, media_type_of
from mockserver.mocking.generation import generate
from mockserver.mocking.preferences import Preferences
from mockserver.model import Media, Operation, Origin, Parameter, Request, Response, ResponseSpec, Violation, is_number


@dataclass(frozen=True, slots=True)
class Canned:
    """A documented answer and where it comes from: `example` or `generated`."""

    response: Response
    source: Origin


def canned(operation: Operation, request: Request, wanted: Preferences, seed: str) -> Canned | Violation:
    """The example or generated answer that a request asks for, or why there is none.

    Without a preferred code an example is looked for in the 2xx answers only; an unknown name or code is a violation
    with the keyword `route`, an unsatisfiable `Accept` one with the keyword `accept`.
    """
    spec = _spec(operation, wanted)
    if isinstance(spec, Violation):
        return spec
    status = _status(spec, wanted)
    if not spec.content:
        return Canned(Response(status, _headers(spec, seed)), "example")
    media = _acceptable(spec.content, request.headers.get("accept", "*/*"), wanted.example)
    if media is None:
        offered = ", ".join(spec.content)
        return Violation(("header", "accept"), "accept", f"none of the accepted media types is offered, but {offered}")
    return _answer(status, spec, media, wanted, seed)


def _answer(status: int, spec: ResponseSpec, media: Media, wanted: Preferences, seed: str) -> Canned | Violation:
    source: Origin = "example"
    if wanted.example is not None and not wanted.dynamic:
        if wanted.example not in media.examples:
            return _unknown(f"the answer {status} has no example '{wanted.example}'", media.examples)
        value = media.examples[wanted.example]
    elif media.examples and not wanted.dynamic:
        value = next(iter(media.examples.values()))
    elif media.schema is not None:
        value, source = generate(media.schema, seed), "generated"
    else:
        return Canned(Response(status, _headers(spec, seed)), source)
    content_type = media.media_type if "*" not in media.media_type else "application/json"
    headers = (("Content-Type", content_type), *_headers(spec, seed))
    return Canned(Response(status, headers, _encoded(value, content_type), value), source)


def _spec(operation: Operation, wanted: Preferences) -> ResponseSpec | Violation:
    if wanted.code is not None:
        spec = operation.response_for(int(wanted.code)) if is_number(wanted.code) and len(wanted.code) == 3 else None
        return spec or _unknown(f"the operation has no answer '{wanted.code}'", operation.responses)
    good = [spec for status, spec in sorted(operation.responses.items()) if status.startswith("2")]
    if wanted.example is not None:
        named = [s for s in good if any(wanted.example in media.examples for media in s.content.values())]
        if not named:
            return _unknown(f"no successful answer has an example '{wanted.example}'", _names(good))
        return named[0]
    found = good[0] if good else operation.responses.get("default") or next(iter(operation.responses.values()), None)
    return found or ResponseSpec("200", "", {}, {})


def _names(specs: list[ResponseSpec]) -> dict[str, None]:
    return {name: None for spec in specs for media in spec.content.values() for name in media.examples}


def _status(spec: ResponseSpec, wanted: Preferences) -> int:
    if wanted.code is not None:
        return int(wanted.code)
    if spec.status.isdigit():
        return int(spec.status)
    return int(f"{spec.status[0]}00") if spec.status[0].isdigit() else 200


def _unknown(message: str, known: Mapping[str, Any]) -> Violation:
    return Violation(("header", "prefer"), "route", f"{message}; there are {', '.join(known) or 'none'}")


def _acceptable(content: Mapping[str, Media], accept: str, example: str | None) -> Media | None:
    """The media type that the client likes best; among equals one with the wanted example, then the first."""
    rated = [(_quality(key, accept), example is not None and example in m.examples, m) for key, m in content.items()]
    best = max(rated, key=lambda entry: entry[:2])
    return best[2] if best[0] > 0 else None


def _quality(media_type: str, accept: str) -> float:
    """The q-value that an `Accept` header gives a media type: that of its most specific range."""
    best = (-1, 0.0)
    for entry in accept.split(","):
        accepted, parameters = media_type_of(entry)
        rank = _rank(accepted, media_type.partition(";")[0])
        if rank > best[0]:
            best = (rank, _q(parameters.get("q", "1")))
    return best[1]


def _rank(accepted: str, media_type: str) -> int:
    if accepted == media_type:
        return 2
    if accepted.endswith("/*") and media_type.startswith(accepted[:-1]):
        return 1
    return 0 if accepted in ("*/*", "") or media_type == "*/*" else -1


def _q(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _encoded(value: Any, content_type: str) -> bytes:
    if isinstance(value, str) and not is_json(media_type_of(content_type)[0]):
        return value.encode()
    return orjson.dumps(value)


def _headers(spec: ResponseSpec, seed: str) -> tuple[tuple[str, str], ...]:
    """The documented headers, each with a generated value."""
    return tuple((name, _header(header, seed)) for name, header in spec.headers.items() if _sendable(header))


def _sendable(header: Parameter) -> bool:
    return header.schema is not None and header.name.lower() != "content-type"


def _header(header: Parameter, seed: str) -> str:
    value = generate(header.schema, seed) if header.schema else ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text.encode("latin-1", "replace").decode("latin-1").replace("\n", " ").replace("\r", " ")
