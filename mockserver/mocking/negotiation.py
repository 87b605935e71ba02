"""Which documented answer does a request get?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from mockserver.media import encoder, find_media, header_text, is_header_name, media_type_of, written_type
from mockserver.mocking.errors import filled
from mockserver.mocking.generation import Generator, generate
from mockserver.mocking.preferences import Preferences
from mockserver.mocking.sampling import sample
from mockserver.model import Media, Operation, Origin, Parameter, Request, Response, ResponseSpec, Schema, Violation
from mockserver.pointers import is_number
from mockserver.schema import Validator

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Canned:
    """A documented answer and where it comes from: `example` or `generated`."""

    response: Response
    source: Origin


@dataclass(frozen=True, slots=True)
class World:
    """What generated answers depend on: a seed, and values that are known of what is asked for, such as its id."""

    seed: str
    known: Mapping[str, Any] = field(default_factory=dict)


class MockPlan:
    """How one operation is answered from its specification alone; what does not vary is made once."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._static: dict[tuple[int, str, str | None], Canned] = {}
        self._generators: dict[str, Generator] = {}

    def answer(self, request: Request, wanted: Preferences, world: World) -> Canned | Violation:
        """The answer that a request asks for, or why there is none.

        Without a preferred code an example is looked for in the 2xx answers only; an unknown name or code is a
        violation with the keyword `route`, an unsatisfiable `Accept` one with the keyword `accept`.
        """
        spec = self._spec(wanted)
        if isinstance(spec, Violation):
            return spec
        return self._of_spec(spec, _status(spec, wanted), request, wanted, world)

    def refusal(
        self, status: int, violations: Sequence[Violation], request: Request, wanted: Preferences
    ) -> Canned | Violation | None:
        """The documented answer to a request that is refused: its example, or its schema filled with the violations.

        None where there is no such answer that the client accepts and that says anything. A preferred example counts
        only if its code is preferred too.
        """
        spec = self.operation.response_for(status)
        if spec is None or not spec.content:
            return None
        wanted = Preferences(code=wanted.code, example=wanted.example) if wanted.code == str(status) else Preferences()
        found = self._of_spec(spec, status, request, wanted, World(""))
        if isinstance(found, Violation):
            return None if found.keyword == "accept" else found
        media = find_media(spec.content, found.response.header("content-type") or "")
        if found.source == "example" or media is None or media.schema is None:
            return found
        if not media.schema.types():
            return None
        value = filled(found.response.value, media.schema, status, violations)
        return _canned(status, spec, media, value, "generated")

    def _of_spec(
        self, spec: ResponseSpec, status: int, request: Request, wanted: Preferences, world: World
    ) -> Canned | Violation:
        if not spec.content:
            return Canned(Response(status, _headers(spec)), "example")
        media = _acceptable(
            spec.content, request.headers.get("accept") or "application/json, */*;q=0.1", wanted.example
        )
        if media is None:
            offered = ", ".join(spec.content)
            return Violation(("header", "accept"), "accept", f"none of the accepted types is offered, but {offered}")
        if wanted.dynamic and media.schema is not None:
            return _canned(status, spec, media, self._generated(media.schema, request, world), "generated")
        if wanted.example is not None and wanted.example not in media.examples:
            return _unknown(f"the answer {status} has no example '{wanted.example}'", media.examples)
        key = (status, media.media_type, wanted.example)
        if key not in self._static:
            self._static[key] = self._still(status, spec, media, wanted.example)
        return self._static[key]

    def _generated(self, schema: Schema, request: Request, world: World) -> Any:
        generator = self._generators.get(schema.pointer)
        if generator is None:
            generator = self._generators[schema.pointer] = Generator(schema)
        return generator.make(world.seed, known=world.known, place=request.path).value

    def _still(self, status: int, spec: ResponseSpec, media: Media, example: str | None) -> Canned:
        """The answer that is the same every time: the example, or what stands for the schema."""
        if media.examples:
            name = example if example is not None else next(iter(media.examples))
            return _canned(status, spec, media, media.examples[name], "example")
        if media.schema is None:
            return Canned(Response(status, _headers(spec)), "example")
        return _canned(status, spec, media, _plainest(media.schema), "generated")

    def _spec(self, wanted: Preferences) -> ResponseSpec | Violation:
        responses = self.operation.responses
        if wanted.code is not None:
            code = int(wanted.code) if is_number(wanted.code) and len(wanted.code) == 3 else 0
            spec = self.operation.response_for(code) if 200 <= code < 600 else None
            return spec or _unknown(f"the operation has no answer '{wanted.code}'", responses)
        good = [spec for status, spec in sorted(responses.items()) if status.startswith("2")]
        if wanted.example is not None:
            named = (s for s in good if any(wanted.example in media.examples for media in s.content.values()))
            return next(named, None) or _unknown(
                f"no successful answer has an example '{wanted.example}'", _example_names(good)
            )
        found = good[0] if good else responses.get("default") or next(iter(responses.values()), None)
        return found or ResponseSpec("200", "", {}, {})


def _plainest(schema: Schema) -> Any:
    """The plainest value that is valid; the first one that is generated where the plainest is not."""
    value = sample(schema)
    if not any(found.severity == "error" for found in Validator(schema, "response").violations(value)):
        return value
    return generate(schema, "")


def _canned(status: int, spec: ResponseSpec, media: Media, value: Any, source: Origin) -> Canned:
    content_type = header_text(written_type(media.media_type)) if "*" not in media.media_type else JSON
    headers = (("Content-Type", content_type), *_headers(spec))
    return Canned(Response(status, headers, encoder(content_type, media)(value), value), source)


def _example_names(specs: Iterable[ResponseSpec]) -> dict[str, None]:
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
    """The media type that the client likes best; among equals one with the wanted, or any, example; then the first."""
    rated = [
        (
            _quality(key, accept),
            example is not None and example in media.examples,
            bool(media.examples) or not any(other.examples for other in content.values()),
            media,
        )
        for key, media in content.items()
    ]
    best = max(rated, key=lambda entry: entry[:3])
    return best[3] if best[0] > 0 else None


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


def _headers(spec: ResponseSpec) -> tuple[tuple[str, str], ...]:
    """The documented headers, each with what stands for its schema."""
    return tuple((name, _header(header)) for name, header in spec.headers.items() if _sendable(header))


def _sendable(header: Parameter) -> bool:
    known = header.name.lower() in ("content-type", "content-length")
    return header.schema is not None and not known and is_header_name(header.name)


def _header(header: Parameter) -> str:
    value = _plainest(header.schema) if header.schema else ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return header_text(text)
