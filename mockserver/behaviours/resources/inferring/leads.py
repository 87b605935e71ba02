"""Where does the answer of an operation lead: which operation is it told to go on with, and with what?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mockserver.behaviours.resources.places import PARAMETER, Place, Shape, shape_of
from mockserver.behaviours.resources.resource import Steps
from mockserver.behaviours.resources.shapes import good_answers
from mockserver.model import Operation, Schema
from mockserver.pointers import is_number, pointer_of, steps_of, value_at

_PATH = re.compile(r"/[\w./{}-]*\{[\w-]+\}")
MAX_TEXT = 2_000
MAX_REFERENCES = 8
"""How many references are followed from one link to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Lead:
    """A documented way from the answer of a producer to a consumer: a link, or the header `Location`.

    `parameter` is that of the consumer, such as `path.userId`, and `steps` lead in the answer's body to what it takes;
    None where it stands elsewhere. `shape` is that of the consumer's path.
    """

    producer: Operation
    consumer: Operation | None
    shape: Shape
    parameter: str
    steps: Steps | None
    reason: str


class Leads:
    """The documented ways between the operations of one API, found when they are first asked for."""

    def __init__(self, root: Mapping[str, Any], operations: Iterable[Operation], places: Mapping[Shape, Place]) -> None:
        self._root = root
        self._operations = tuple(operations)
        self._items = [shape for shape in places if shape and shape[-1] == PARAMETER]
        self._by_id = {operation.id: operation for operation in self._operations}
        self._by_pointer = {operation.source.pointer: operation for operation in self._operations}
        self._found: dict[Operation, tuple[Lead, ...]] = {}
        self._to: dict[Shape, list[Lead]] | None = None

    def of(self, producer: Operation) -> tuple[Lead, ...]:
        """Where the answers of an operation lead."""
        if producer not in self._found:
            self._found[producer] = (*self._links(producer), *self._locations(producer))
        return self._found[producer]

    def to(self, shape: Shape) -> tuple[Lead, ...]:
        """What leads to the operations at a path."""
        if self._to is None:
            self._to = {}
            for producer in self._operations:
                for lead in self.of(producer):
                    self._to.setdefault(lead.shape, []).append(lead)
        return tuple(self._to.get(shape, ()))

    def _links(self, producer: Operation) -> Iterator[Lead]:
        for status, response in _mapping(self._at(producer.source.pointer).get("responses")).items():
            if not str(status).startswith(("2", "d")):
                continue
            for name, stated in _mapping(self._resolved(response).get("links")).items():
                link = self._resolved(stated)
                consumer = self._consumer(link)
                shape = shape_of(consumer.path) if consumer is not None else None
                if consumer is None or shape is None:
                    continue
                for parameter, expression in _mapping(link.get("parameters")).items():
                    place = _placed(consumer, parameter)
                    reason = f"the link '{name}' of '{producer.id}' leads to '{consumer.id}'"
                    yield Lead(producer, consumer, shape, place, _steps(expression), reason)

    def _consumer(self, link: Mapping[str, Any]) -> Operation | None:
        name, reference = link.get("operationId"), link.get("operationRef")
        if isinstance(name, str):
            return self._by_id.get(name)
        return self._by_pointer.get(pointer_of(steps_of(reference))) if isinstance(reference, str) else None

    def _locations(self, producer: Operation) -> Iterator[Lead]:
        for spec in good_answers(producer) if any(spec.headers for spec in producer.responses.values()) else ():
            for name, header in spec.headers.items():
                if name.lower() != "location":
                    continue
                told = self._described(producer, spec.status, name)
                for example in (*header.examples, *_examples(header.schema), *told):
                    shape = self._meant(example) if isinstance(example, str) else None
                    if shape is not None:
                        reason = f"the header 'Location' of '{producer.id}' leads to '/{'/'.join(shape)}'"
                        yield Lead(producer, None, shape, "", None, reason)

    def _described(self, producer: Operation, status: str, name: str) -> list[str]:
        """The paths with parameters that the description of a header names."""
        responses = _mapping(self._at(producer.source.pointer).get("responses"))
        stated = next((node for code, node in responses.items() if str(code) == status), None)
        header = self._resolved(_mapping(self._resolved(stated).get("headers")).get(name))
        text = header.get("description")
        return _PATH.findall(text[:MAX_TEXT]) if isinstance(text, str) else []

    def _meant(self, address: str) -> Shape | None:
        """The path of a record that an address is an example of."""
        try:
            segments = tuple(segment for segment in urlsplit(address).path.split("/") if segment)
        except ValueError:
            return None
        for start in range(len(segments)):
            rest = segments[start:]
            same = [shape for shape in self._items if len(shape) == len(rest) and _fits(rest, shape)]
            if same:
                return min(same, key=lambda shape: shape.count(PARAMETER))
        return None

    def _at(self, pointer: str) -> Mapping[str, Any]:
        try:
            return _mapping(value_at(self._root, steps_of(pointer)))
        except LookupError:
            return {}

    def _resolved(self, node: Any) -> Mapping[str, Any]:
        for _ in range(MAX_REFERENCES):
            reference = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(reference, str) or not reference.startswith("#"):
                break
            node = self._at(reference)
        return _mapping(node)


def _mapping(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


def _placed(consumer: Operation, parameter: str) -> str:
    """A parameter with its place, such as `path.userId`."""
    found = next((each.place for each in consumer.parameters if each.name == parameter), "")
    if not found and parameter.partition(".")[0] in ("path", "query", "header", "cookie"):
        return parameter
    return f"{found or 'path'}.{parameter}"


def _steps(expression: Any) -> Steps | None:
    """Where in an answer's body an expression such as `$response.body#/id` looks; an index into a list is left out."""
    if not isinstance(expression, str):
        return None
    text = expression.strip("{}")
    if not text.startswith("$response.body#"):
        return None
    return tuple(step for step in steps_of(text.removeprefix("$response.body")) if not is_number(step))


def _fits(segments: tuple[str, ...], shape: Shape) -> bool:
    return all(wanted in (PARAMETER, segment) for segment, wanted in zip(segments, shape, strict=True))


def _examples(schema: Schema | None) -> Iterator[Any]:
    node = schema.resolved().node if schema is not None else None
    if isinstance(node, Mapping):
        examples = node.get("examples")
        yield from (node.get("example"), node.get("x-example"), node.get("default"))
        yield from examples if isinstance(examples, list) else ()
