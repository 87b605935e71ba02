"""Which documented answer does a request get?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mockserver import exact_json
from mockserver.media import (
    concrete,
    covers,
    decoder,
    encoder,
    header_text,
    is_header_name,
    is_json,
    media_type_of,
    sequence_schema,
    written_type,
)
from mockserver.mocking.counts import counted_beside
from mockserver.mocking.errors import ErrorForm, Trouble, stated_for
from mockserver.mocking.generation import Generator, generate
from mockserver.mocking.preferences import Preferences
from mockserver.mocking.sampling import may_be, sample
from mockserver.mocking.templates import Scene, render
from mockserver.model import Media, Operation, Origin, Parameter, Request, Response, ResponseSpec, Schema, Violation
from mockserver.pointers import is_number
from mockserver.schema import Validator

_ANYTHING = "application/json, */*;q=0.1"
"""What a client that says nothing accepts."""


@dataclass(frozen=True, slots=True)
class Canned:
    """A documented answer, where it comes from - `example` or `generated` - and what was wrong in making it."""

    response: Response
    source: Origin
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """What an answer depends on beside its request: a seed, values that are known of what is asked for, such as its
    id, and what its templates can tell of; without that they stay as they are.
    """

    seed: str
    known: Mapping[str, Any] = field(default_factory=dict)
    scene: Scene | None = None


_NOWHERE = World("")


class MockPlan:
    """How one operation is answered from its specification alone; what does not vary is made once."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._static: dict[tuple[int, str, str, str | None], Canned] = {}
        self._generators: dict[str, Generator] = {}
        self._forms: dict[tuple[int, str, str], ErrorForm] = {}

    @cached_property
    def templated(self) -> bool:
        """Whether some example is a template."""
        return any(media.templates for spec in self.operation.responses.values() for media in spec.content.values())

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
        self, trouble: Trouble, wanted: Preferences, world: World = _NOWHERE, *, fills: bool = True
    ) -> Canned | Violation | None:
        """The documented answer to a request that is refused, with what is wrong put into it.

        None where there is no such answer that the client accepts and that says anything. An example that is preferred,
        if its code is preferred too, is answered as it is, as all are if not `fills`.
        """
        spec, status, request = self.operation.response_for(trouble.status), trouble.status, trouble.request
        if spec is None or not spec.content:
            return None
        preferred = wanted.code == str(status) and wanted.example is not None
        accept = request.headers.get("accept") or _ANYTHING
        media = _acceptable(spec.content, accept, wanted.example if preferred else None)
        if media is None:
            return None
        nothing = media.schema is None and not media.examples
        if preferred or nothing or not (fills or _is_to_be_filled(media)):
            asked = Preferences(code=wanted.code, example=wanted.example) if preferred else Preferences()
            return self._of_spec(spec, status, request, asked, world)
        if media.schema is not None and not media.examples and not media.schema.types():
            return None
        written = media.media_type if "*" not in media.media_type else _within(media.media_type, accept)
        value = self._form(status, spec, media, written).filled(trouble, _renderer(media, written, world.scene))
        return _canned(status, spec, media, written, value, "generated")

    def _form(self, status: int, spec: ResponseSpec, media: Media, written: str) -> ErrorForm:
        key = (status, media.media_type, written)
        if key not in self._forms:
            examples = {
                name: _read(_meant(value, media, written), media, written) for name, value in media.examples.items()
            }
            self._forms[key] = ErrorForm(media.schema, examples, stated_for(self.operation, spec, media))
        return self._forms[key]

    def _of_spec(
        self, spec: ResponseSpec, status: int, request: Request, wanted: Preferences, world: World
    ) -> Canned | Violation:
        if not spec.content:
            return Canned(Response(status, _headers(spec)), "example")
        accept = request.headers.get("accept") or _ANYTHING
        media = _acceptable(spec.content, accept, wanted.example)
        if media is None:
            offered = ", ".join(spec.content)
            return Violation(("header", "accept"), "accept", f"none of the accepted types is offered, but {offered}")
        written = media.media_type if "*" not in media.media_type else _within(media.media_type, accept)
        if wanted.dynamic and (media.schema is not None or media.item_schema is not None):
            return _canned(status, spec, media, written, self._generated(media, request, world), "generated")
        if wanted.example is not None and wanted.example not in media.examples:
            return _unknown("example", wanted.example, f"the answer {status} has no example", media.examples)
        if media.templates and world.scene is not None:
            return self._still(status, spec, media, written, wanted.example, world.scene)
        key = (status, media.media_type, written, wanted.example)
        if key not in self._static:
            self._static[key] = self._still(status, spec, media, written, wanted.example)
        return self._static[key]

    def _generated(self, media: Media, request: Request, world: World) -> Any:
        schema = media.schema if media.item_schema is None else sequence_schema(media)
        if schema is None:
            return None
        key = schema.pointer if media.item_schema is None else f"{media.item_schema.pointer}[]"
        generator = self._generators.get(key)
        if generator is None:
            generator = self._generators[key] = Generator(schema)
        return generator.make(world.seed, known=world.known, place=request.path).value

    def _still(
        self,
        status: int,
        spec: ResponseSpec,
        media: Media,
        written: str,
        example: str | None,
        scene: Scene | None = None,
    ) -> Canned:
        """The answer that is the same in the same scene: the example, or what stands for the schema."""
        if media.examples:
            name = example if example is not None else next(iter(media.examples))
            value = media.examples[name]
            made = render(value, scene) if scene is not None and name in media.templates else value
            broken = (made,) if isinstance(made, Violation) else ()
            meant = _meant(value if broken else made, media, written)
            return replace(_canned(status, spec, media, written, meant, "example"), violations=broken)
        schema = media.schema if media.item_schema is None else sequence_schema(media)
        if schema is not None:
            return _canned(status, spec, media, written, _plainest(schema), "generated")
        if is_json(written):
            return _canned(status, spec, media, written, {}, "generated")
        return Canned(Response(status, _headers(spec)), "example")

    def _spec(self, wanted: Preferences) -> ResponseSpec | Violation:
        responses = self.operation.responses
        if wanted.code is not None:
            code = int(wanted.code) if is_number(wanted.code) and len(wanted.code) == 3 else 0
            spec = self.operation.response_for(code) if 200 <= code < 600 else None
            return spec or _unknown("code", wanted.code, "the operation has no answer", responses)
        good = [spec for status, spec in sorted(responses.items()) if status.startswith("2")]
        if wanted.example is not None:
            named = (s for s in good if any(wanted.example in media.examples for media in s.content.values()))
            return next(named, None) or _unknown(
                "example", wanted.example, "no successful answer has an example", _example_names(good)
            )
        found = good[0] if good else responses.get("default") or next(iter(responses.values()), None)
        return found or ResponseSpec("200", "", {}, {})


def without_examples(operation: Operation) -> Operation:
    """The operation as if its answers had no examples of their own."""
    responses = {
        status: replace(spec, content={key: replace(media, examples={}) for key, media in spec.content.items()})
        for status, spec in operation.responses.items()
    }
    return replace(operation, responses=responses)


def _plainest(schema: Schema) -> Any:
    """The plainest value that is valid; the first one that is generated where the plainest is not."""
    value = sample(schema)
    if not any(found.severity == "error" for found in Validator(schema, "response").violations(value)):
        return value
    return generate(schema, "")


def _meant(example: Any, media: Media, written: str) -> Any:
    """The example, or the JSON that it spells where the schema admits that and no such text.

    One that is wrong either way is served as it is, like every wrong example.
    """
    if not isinstance(example, str) or media.schema is None or not is_json(written):
        return example
    validator = Validator(media.schema, "response")
    if validator.accepts(example):
        return example
    try:
        spelled = exact_json.loads(example)
    except exact_json.JSONDecodeError:
        return example
    return spelled if isinstance(spelled, dict | list) and validator.accepts(spelled) else example


def _is_to_be_filled(media: Media) -> bool:
    """Whether neither the answer nor its schema has an example of the whole."""
    node = media.schema.resolved().node if media.schema is not None else None
    return not media.examples and not (isinstance(node, Mapping) and "example" in node)


def _read(example: Any, media: Media, written: str) -> Any:
    """The value that an example means which is written out, as in XML, where its schema is one of objects or lists."""
    if not isinstance(example, str) or media.schema is None or not media.schema.types() & {"object", "array"}:
        return example
    read = decoder(written_type(written), media)(example.encode())
    return example if isinstance(read, Violation) else read


def _renderer(media: Media, written: str, scene: Scene | None) -> Callable[[str], tuple[Any] | None] | None:
    """What makes an answer of an example that is a template, and can be rendered; None where none is."""
    if scene is None or not media.templates:
        return None

    def rendered(name: str) -> tuple[Any] | None:
        made = render(media.examples[name], scene) if name in media.templates else None
        return (
            None
            if made is None or isinstance(made, Violation)
            else (_read(_meant(made, media, written), media, written),)
        )

    return rendered


def _within(media_range: str, accept: str) -> str:
    """The media type that is sent under a range such as `image/*`: the one that the client likes best.

    Under a range that takes JSON it is that, wherever the client takes it too.
    """
    usual = concrete(media_range)
    if is_json(usual) and _quality(usual, accept) > 0:
        return usual
    named = (media_type_of(entry)[0] for entry in accept.split(","))
    possible = [usual, *(name for name in named if "*" not in name and covers(media_range, name))]
    return max(possible, key=lambda name: _quality(name, accept))


def _canned(status: int, spec: ResponseSpec, media: Media, written: str, value: Any, source: Origin) -> Canned:
    content_type = header_text(written_type(written))
    headers = (("Content-Type", content_type), *_headers(spec, value))
    return Canned(Response(status, headers, encoder(content_type, media)(value), value), source)


def acceptable(spec: ResponseSpec, request: Request) -> Media | None:
    """The media type in which a client gets a documented answer; None where it accepts none."""
    return _acceptable(spec.content, request.headers.get("accept") or _ANYTHING, None)


def documented_headers(spec: ResponseSpec) -> tuple[tuple[str, str], ...]:
    """The headers of a documented answer, each with what stands for its schema."""
    return _headers(spec)


def _example_names(specs: Iterable[ResponseSpec]) -> dict[str, None]:
    return {name: None for spec in specs for media in spec.content.values() for name in media.examples}


def _status(spec: ResponseSpec, wanted: Preferences) -> int:
    if wanted.code is not None:
        return int(wanted.code)
    if spec.status.isdigit():
        return int(spec.status)
    return int(f"{spec.status[0]}00") if spec.status[0].isdigit() else 200


def _unknown(preference: str, wanted: str, lacking: str, known: Mapping[str, Any]) -> Violation:
    message = f"{lacking} '{wanted}'; there are {', '.join(known) or 'none'}"
    return Violation(("header", "prefer", preference), "route", message, value=wanted)


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
    if accepted == media_type or (media_type.endswith("/*") and covers(media_type, accepted)):
        return 2
    if accepted.endswith("/*") and media_type.startswith(accepted[:-1]):
        return 1
    return 0 if accepted in ("*/*", "") or media_type == "*/*" else -1


def _q(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _headers(spec: ResponseSpec, body: Any = None) -> tuple[tuple[str, str], ...]:
    """The documented headers, each with what stands for its schema, or with how many there are in the body's list."""
    return tuple((name, _header(header, body)) for name, header in spec.headers.items() if _sendable(header))


def _sendable(header: Parameter) -> bool:
    known = header.name.lower() in ("content-type", "content-length")
    return header.schema is not None and not known and is_header_name(header.name)


def _header(header: Parameter, body: Any) -> str:
    value = _plainest(header.schema) if header.schema else ""
    if header.schema is not None and type(value) is int and not header.examples:
        number = counted_beside(header.name, body)
        value = number if number is not None and may_be(header.schema, number) else value
    text = value if isinstance(value, str) else exact_json.dumps(value).decode()
    return header_text(text)
