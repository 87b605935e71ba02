"""Does a value obey a schema, and where not?"""

from __future__ import annotations

import base64
import binascii
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import jsonschema_rs

from mockserver.model import ABSENT, Blame, Direction, Location, Schema, Severity, SpecReference, Violation
from mockserver.pointers import exists, pointer_of, steps_of, value_at
from mockserver.schema import wording
from mockserver.schema.adapting import Adapted, adapted, flag_of
from mockserver.schema.repairing import UNUSABLE, Broken, compiled_without
from mockserver.schema.weighing import lightened

MAX_VIOLATIONS = 20_000
_UNEXPECTED = (
    jsonschema_rs.ValidationErrorKind.AdditionalProperties,
    jsonschema_rs.ValidationErrorKind.UnevaluatedProperties,
)


class Validator:
    """A schema in one direction, compiled when it is first used.

    In requests read-only members are not required and are told as warnings; in answers write-only ones are errors.
    A keyword that cannot be used, or a reference to nothing, accepts everything and says so in a warning that blames
    the specification; the rest of the schema counts.
    """

    __slots__ = ("_compiled", "_direction", "_lock", "_problems", "schema")

    def __init__(self, schema: Schema, direction: Direction) -> None:
        self.schema = schema
        self._direction = direction
        self._compiled: jsonschema_rs.Draft202012Validator | None = None
        self._problems: tuple[Violation, ...] = ()
        self._lock = threading.Lock()

    def accepts(self, value: Any) -> bool:
        """Whether nothing is wrong with a JSON value; asking is cheaper than being told what is."""
        return (self._compiled or self._compile()).is_valid(value)

    def violations(self, value: Any, location: Location = ()) -> tuple[Violation, ...]:
        """What is wrong with a JSON value that stands at `location`; at most `MAX_VIOLATIONS`."""
        compiled = self._compiled or self._compile()
        if compiled.is_valid(value):
            return self._problems
        found: list[Violation] = []
        for error in compiled.iter_errors(value):
            found.extend(self._told(error, value, location))
            if len(found) >= MAX_VIOLATIONS:
                break
        return (*found, *self._problems)

    def _compile(self) -> jsonschema_rs.Draft202012Validator:
        with self._lock:
            if self._compiled is None:
                found = adapted(self.schema, self._direction, exact=True)
                broken: tuple[Broken, ...] = lightened(found.tree)
                try:
                    compiled = _compiled(found)
                except UNUSABLE as error:
                    remake = partial(_remade, found)
                    compiled, more = compiled_without(found.tree, remake, error)
                    broken = (*broken, *more)
                self._problems = (
                    *(self._problem(f"'{target}' leads nowhere", self.schema.pointer) for target in found.broken),
                    *(self._problem(what, pointer or self.schema.pointer) for pointer, what in broken),
                )
                self._compiled = compiled
            return self._compiled

    def _problem(self, what: str, pointer: str) -> Violation:
        source = SpecReference(self.schema.file, pointer)
        message = f"the schema is broken: {what}"
        return Violation(("schema",), "schema", message, severity="warning", blame="spec", source=source)

    def _told(self, error: jsonschema_rs.ValidationError, value: Any, location: Location) -> Iterator[Violation]:
        path = _steps(value, error.instance_path)
        keyword = error.kind.name
        found = value_at(value, path)
        source = pointer_of(error.schema_path)
        severity: Severity = "error"
        blame: Blame = "client" if self._direction == "request" else "mock"
        if keyword == "false_schema" or isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
            keyword = flag_of(self.schema.root, source) or "false"
            severity = "warning" if keyword == "readOnly" else "error"
        elif keyword in ("minimum", "maximum", "pattern") and not exists(self.schema.root, source):
            keyword = "format"
        otherwise = error.message if keyword != "contains" else self._containing(error)
        for member in _members(error) or ((),):
            told = wording.message(keyword, error.kind, found, member[0] if member else "", otherwise)
            yield Violation(
                (*location, *path, *member),
                keyword,
                told,
                severity,
                blame,
                SpecReference(self.schema.file, source),
                ABSENT if member and keyword == "required" else found,
                wording.expected(keyword, error.kind),
            )

    def _containing(self, error: jsonschema_rs.ValidationError) -> str:
        """How many items had to fit, which the error itself does not tell."""
        bound, source = error.schema_path[-1], pointer_of(error.schema_path)
        stated = bound != "contains" and exists(self.schema.root, source)
        number = value_at(self.schema.root, steps_of(source)) if stated else 1
        nouns = "item that fits" if number == 1 else "items that fit"
        return f"must have at {'most' if bound == 'maxContains' else 'least'} {number} {nouns}"


def _steps(value: Any, path: Sequence[str | int]) -> Location:
    """The way to a value: jsonschema-rs tells members whose names look like numbers as numbers."""
    steps: list[str | int] = []
    for step in path:
        steps.append(step if isinstance(value, list) else str(step))
        value = value[steps[-1]]
    return tuple(steps)


def _members(error: jsonschema_rs.ValidationError) -> tuple[tuple[str], ...]:
    """The members that an error of an object is about."""
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        return ((str(kind.property),),)
    if isinstance(kind, _UNEXPECTED):
        return tuple((name,) for name in kind.unexpected)
    return ()


def _remade(schema: Adapted, tree: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return _compiled(replace(schema, tree=tree))


def _compiled(schema: Adapted) -> jsonschema_rs.Draft202012Validator:
    """The compiled schema; a format of our own slows every value down, so it is there only where it is named."""
    return jsonschema_rs.Draft202012Validator(
        schema.tree,
        validate_formats=True,
        formats={"byte": _is_base64} if "byte" in schema.formats else None,
        offline=True,
        pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
    )


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
