"""Do examples and defaults obey their own schemas?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.lint.parts import Parts, objects
from mockserver.model import Direction, Finding
from mockserver.openapi.grammar import Part
from mockserver.pointers import pointer_of
from mockserver.schema import Validator

MAX_PER_VALUE = 5
"""How many findings one example gets."""

TEMPLATE = "x-mockserver-template"

_Value = tuple[Any, str, str]
"""A value, the pointer to it, and what it is called."""


def value_findings(parts: Parts) -> Iterator[Finding]:
    for part in parts.of("mediaType", "parameter", "header"):
        yield from _described(parts, part)
        yield from _mistaken(parts, part)
    if parts.document.version == "2.0":
        for part in parts.of("response"):
            yield from _of_answer(parts, part)
        for part in parts.of("parameter", "header"):
            yield from _judged(parts, part.pointer, _own_values(part), ("request",))
    for part in parts.of("schema"):
        yield from _judged(parts, part.pointer, _own_values(part), ("request", "response"))


def _described(parts: Parts, part: Part) -> Iterator[Finding]:
    """The examples of a media type, a parameter or a header, but those that are marked as mistakes."""
    if not isinstance(part.node.get("schema"), dict | bool):
        return
    directions: tuple[Direction, ...] = ("request",) if _is_asked(part) else ("response",)
    if part.pointer.startswith("/components/mediaTypes/"):
        directions = ("request", "response")
    is_json = part.kind != "mediaType" or "json" in part.pointer.rpartition("/")[2].lower()
    values = [value for value in _examples(parts, part) if is_json or not isinstance(value[0], str)]
    yield from _judged(parts, f"{part.pointer}/schema", values, directions)


def _mistaken(parts: Parts, part: Part) -> Iterator[Finding]:
    """The examples that are marked as mistakes: they are kept, and never answered."""
    for name, pointer, example in _named(parts, part):
        mistake = example.get("x-mockserver-mistake")
        if mistake:
            why = f": {mistake}" if isinstance(mistake, str) else ""
            message = f"the example '{name}' is marked as a mistake{why}"
            yield parts.found("marked-mistake", message, pointer, "warning")


def _is_asked(part: Part) -> bool:
    return part.kind == "parameter" or "/requestBody/" in part.pointer or "/requestBodies/" in part.pointer


def _examples(parts: Parts, part: Part) -> Iterator[_Value]:
    """The examples that are values: what a template makes is known only when it is asked for."""
    if part.node.get(TEMPLATE) is True:
        return
    if "example" in part.node:
        yield part.node["example"], f"{part.pointer}/example", "the example"
    for name, pointer, example in _named(parts, part):
        is_none = example.get("x-mockserver-mistake") or example.get(TEMPLATE) is True
        stated = {} if is_none else example
        for key in ("value", "dataValue"):
            if key in stated:
                yield stated[key], f"{pointer}/{key}", f"the example '{name}'"


def _named(parts: Parts, part: Part) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The named examples, each with the pointer to where it really stands."""
    for name in objects(part.node.get("examples")):
        try:
            example, pointer = parts.document.chain(f"{part.pointer}/examples{pointer_of((name,))}")[-1]
        except LookupError:
            continue
        yield name, pointer, objects(example)


def _of_answer(parts: Parts, part: Part) -> Iterator[Finding]:
    if isinstance(part.node.get("schema"), dict):
        values = [
            (value, f"{part.pointer}/examples{pointer_of((key,))}", f"the example of '{key}'")
            for key, value in objects(part.node.get("examples")).items()
            if "json" in key or not isinstance(value, str)
        ]
        yield from _judged(parts, f"{part.pointer}/schema", values, ("response",))


def _own_values(part: Part) -> list[_Value]:
    """The values that a schema gives of itself."""
    found = [
        (part.node[key], f"{part.pointer}/{key}", f"the {key}") for key in ("default", "example") if key in part.node
    ]
    examples = part.node.get("examples")
    for index, value in enumerate(examples if isinstance(examples, list) else ()):
        found.append((value, f"{part.pointer}/examples/{index}", "the example"))
    return found


def _judged(
    parts: Parts, schema: str, values: Iterator[_Value] | list[_Value], directions: tuple[Direction, ...]
) -> Iterator[Finding]:
    """What is wrong with values, in every direction in which the schema may be used."""
    validators: list[Validator] = []
    for value, pointer, name in values:
        validators = validators or [Validator(parts.document.schema(schema), direction) for direction in directions]
        broken = [
            [violation for violation in validator.violations(value, ("value",)) if violation.severity == "error"]
            for validator in validators
        ]
        if all(broken):
            for violation in min(broken, key=len)[:MAX_PER_VALUE]:
                inner = f" at {violation.pointer}" if violation.pointer else ""
                message = f"{name} breaks its schema{inner}: {violation.message}"
                yield parts.found("invalid-example", message, _existing(parts, pointer + violation.pointer))


def _existing(parts: Parts, pointer: str) -> str:
    while pointer:
        try:
            parts.document.at(pointer)
        except LookupError:
            pointer = pointer.rpartition("/")[0]
        else:
            break
    return pointer
