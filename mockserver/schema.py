"""Does a value obey a schema, and where not?"""

from __future__ import annotations

import base64
import binascii
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from mockserver.model import (
    ABSENT,
    Blame,
    Direction,
    Location,
    Schema,
    Severity,
    SpecReference,
    Violation,
    exists,
    json_type,
    pointer_of,
    steps_of,
    value_at,
)

MAX_VIOLATIONS = 20_000
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLES = (
    "not", "if", "then", "else", "additionalProperties", "propertyNames", "contains", "items",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip
_ALTERNATIVES = {"anyOf", "oneOf", "not", "if"}
_INTEGERS = {"int32": 2**31, "int64": 2**63}
_SPEC_SCHEMA_ERRORS = (ValueError, jsonschema_rs.ReferencingError)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


class Validator:
    """A schema in one direction, compiled when it is first used.

    In requests read-only members are not required and are told as warnings; in answers write-only ones are errors.
    A schema that cannot be compiled accepts everything and says so in one warning that blames the specification.
    """

    __slots__ = ("_compiled", "_direction", "_lock", "_problem", "schema")

    def __init__(self, schema: Schema, direction: Direction) -> None:
        self.schema = schema
        self._direction = direction
        self._compiled: jsonschema_rs.Draft202012Validator | None = None
        self._problem: Violation | None = None
        self._lock = threading.Lock()

    def violations(self, value: Any, location: Location = ()) -> tuple[Violation, ...]:
        """What is wrong with a JSON value that stands at `location`; at most `MAX_VIOLATIONS`."""
        compiled = self._compiled or self._compile()
        if compiled is None:
            return (self._problem,) if self._problem else ()
        if compiled.is_valid(value):
            return ()
        found: list[Violation] = []
        for error in compiled.iter_errors(value):
            found.extend(self._told(error, value, location))
            if len(found) >= MAX_VIOLATIONS:
                break
        return tuple(found)

    def _compile(self) -> jsonschema_rs.Draft202012Validator | None:
        with self._lock:
            if self._compiled is None and self._problem is None:
                try:
                    self._compiled = jsonschema_rs.Draft202012Validator(
                        _closure(self.schema, self._direction),
                        validate_formats=True,
                        formats={"byte": _is_base64},
                        offline=True,
                        pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
                    )
                except _SPEC_SCHEMA_ERRORS as error:
                    self._problem = Violation(
                        ("schema",),
                        "schema",
                        f"the schema cannot be used: {str(error).splitlines()[0]}",
                        severity="warning",
                        blame="spec",
                        source=SpecReference(self.schema.file, self.schema.pointer),
                    )
            return self._compiled

    def _told(self, error: jsonschema_rs.ValidationError, value: Any, location: Location) -> Iterator[Violation]:
        path = tuple(error.instance_path)
        keyword = error.kind.name
        found = value_at(value, path)
        source = pointer_of(error.schema_path)
        severity: Severity = "error"
        blame: Blame = "client" if self._direction == "request" else "mock"
        if keyword == "false_schema" or isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
            keyword = _flag_of(self.schema.root, source) or "false"
            severity = "warning" if keyword == "readOnly" else "error"
        elif keyword in ("minimum", "maximum") and not exists(self.schema.root, source):
            keyword = "format"
        for member in _members(error) or ((),):
            message = _message(keyword, error, found, member[0] if member else "")
            yield Violation(
                (*location, *path, *member),
                keyword,
                message,
                severity,
                blame,
                SpecReference(self.schema.file, source),
                ABSENT if member and keyword == "required" else found,
            )


def _members(error: jsonschema_rs.ValidationError) -> tuple[tuple[str], ...]:
    """The members that an error of an object is about."""
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        return ((str(kind.property),),)
    if isinstance(
        kind,
        jsonschema_rs.ValidationErrorKind.AdditionalProperties
        | jsonschema_rs.ValidationErrorKind.UnevaluatedProperties,
    ):
        return tuple((name,) for name in kind.unexpected)
    return ()


_Wording = Callable[[Any, Any, str], str]
_WORDINGS: dict[str, _Wording] = {
    "required": lambda kind, value, member: f"'{member}' is required",
    "additionalProperties": lambda kind, value, member: f"'{member}' is not allowed here",
    "unevaluatedProperties": lambda kind, value, member: f"'{member}' is not allowed here",
    "type": lambda kind, value, member: f"must be {' or '.join(_types(kind))}, not {json_type(value)}",
    "enum": lambda kind, value, member: f"must be one of {', '.join(map(_shown, kind.options[:20]))}",
    "const": lambda kind, value, member: f"must be {_shown(kind.expected_value)}",
    "anyOf": lambda kind, value, member: "must fit at least one of the alternatives",
    "oneOf": lambda kind, value, member: "must fit exactly one of the alternatives",
    "not": lambda kind, value, member: "must not fit what is excluded",
    "pattern": lambda kind, value, member: f"{_shown(value)} must match {kind.pattern}",
    "minLength": lambda kind, value, member: f"must have at least {kind.limit} characters, not {len(value)}",
    "maxLength": lambda kind, value, member: f"must have at most {kind.limit} characters, not {len(value)}",
    "minItems": lambda kind, value, member: f"must have at least {kind.limit} items, not {len(value)}",
    "maxItems": lambda kind, value, member: f"must have at most {kind.limit} items, not {len(value)}",
    "minProperties": lambda kind, value, member: f"must have at least {kind.limit} members, not {len(value)}",
    "maxProperties": lambda kind, value, member: f"must have at most {kind.limit} members, not {len(value)}",
    "minimum": lambda kind, value, member: f"must be at least {kind.limit}, not {_shown(value)}",
    "maximum": lambda kind, value, member: f"must be at most {kind.limit}, not {_shown(value)}",
    "exclusiveMinimum": lambda kind, value, member: f"must be more than {kind.limit}, not {_shown(value)}",
    "exclusiveMaximum": lambda kind, value, member: f"must be less than {kind.limit}, not {_shown(value)}",
    "multipleOf": lambda kind, value, member: f"must be a multiple of {kind.multiple_of}, not {_shown(value)}",
    "uniqueItems": lambda kind, value, member: "must not have the same item twice",
    "readOnly": lambda kind, value, member: "is read-only and should not be sent",
    "writeOnly": lambda kind, value, member: "is write-only and must not be returned",
    "false": lambda kind, value, member: "is not allowed here",
    "format": lambda kind, value, member: (
        f"{_shown(value)} is no valid {kind.format}" if hasattr(kind, "format") else f"{_shown(value)} is too large"
    ),
}


def _message(keyword: str, error: jsonschema_rs.ValidationError, value: Any, member: str) -> str:
    wording = _WORDINGS.get(keyword)
    return _clipped(wording(error.kind, value, member) if wording else error.message)


def _types(kind: Any) -> list[str]:
    types = kind.types
    return [types] if isinstance(types, str) else [str(name) for name in types]


def _shown(value: Any) -> str:
    return _clipped(repr(value) if isinstance(value, str) else str(value))


def _clipped(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}..."


def _closure(schema: Schema, direction: Direction) -> dict[str, Any]:
    """The schema and all that it refers to, each where it stands in the document, in terms of JSON Schema 2020-12."""
    tree: dict[str, Any] = {}
    adapter = _Adapter(schema, direction)
    waiting, done = [schema.pointer], set[str]()
    while waiting:
        pointer = waiting.pop()
        if pointer in done:
            continue
        done.add(pointer)
        _plant(tree, steps_of(pointer), adapter.adapted(value_at(schema.root, steps_of(pointer))))
        waiting.extend(adapter.references)
        adapter.references.clear()
    return {"$ref": _reference(steps_of(schema.pointer)), **tree}


def _reference(steps: Sequence[str]) -> str:
    return "#" + quote(pointer_of(steps), safe="/~!$&'()*+,;=:@")


def _plant(tree: dict[str, Any], steps: tuple[str, ...], node: Any) -> None:
    """Put a node at its place, unless a parent of it is there already and so holds it."""
    for step in steps[:-1]:
        child = tree.get(step)
        if child is None:
            child = tree[step] = _Frame()
        if not isinstance(child, _Frame):
            return
        tree = child
    tree[steps[-1]] = node


class _Frame(dict[str, Any]):
    """What stands on the way to a schema, and is none itself."""


def _flag_of(root: Mapping[str, Any], pointer: str) -> str | None:
    """`readOnly` or `writeOnly`, if that is why the schema at the pointer refuses everything."""
    if not exists(root, pointer):
        return None
    node = value_at(root, steps_of(pointer))
    return next((flag for flag in ("readOnly", "writeOnly") if flagged(root, node, flag)), None)


def flagged(root: Mapping[str, Any], node: Any, flag: str, depth: int = 0) -> bool:
    """Whether a schema says `flag: true`, itself, through its reference or in an `allOf`."""
    if not isinstance(node, Mapping) or depth > 20:
        return False
    if node.get(flag) is True:
        return True
    target = node.get("$ref")
    if isinstance(target, str) and target.startswith("#") and exists(root, target):
        return flagged(root, value_at(root, steps_of(target)), flag, depth + 1)
    return any(flagged(root, part, flag, depth + 1) for part in node.get("allOf", ()))


class _Adapter:
    """From OpenAPI's schemas to JSON Schema 2020-12, in one direction; it gathers the references on its way."""

    def __init__(self, schema: Schema, direction: Direction) -> None:
        self._root = schema.root
        self._old = schema.version in ("2.0", "3.0")
        self._forbidden = "readOnly" if direction == "request" else "writeOnly"
        self.references: list[str] = []

    def adapted(self, node: Any, *, alternative: bool = False) -> Any:
        """The schema in 2020-12; within alternatives a forbidden member is left alone, so that it picks no branch."""
        if not isinstance(node, Mapping):
            return node
        if isinstance(node.get("$ref"), str):
            reference = self._followed(node["$ref"])
            if self._old:
                return {"$ref": reference}
            node = {**node, "$ref": reference}
        adapted = {
            key: self._keyword(key, value, alternative=alternative)
            for key, value in (_with_nullable(node) if self._old else node).items()
            if not key.startswith("x-")
        }
        self._without_forbidden(node, adapted, alternative=alternative)
        _bound_integers(adapted)
        return _modern(adapted) if self._old else adapted

    def _followed(self, reference: str) -> str:
        """The reference as a proper URI; what it leads to within the document is gathered."""
        if not reference.startswith("#"):
            return reference
        steps = steps_of(reference)
        self.references.append(pointer_of(steps))
        return _reference(steps)

    def _keyword(self, key: str, value: Any, *, alternative: bool) -> Any:
        inside = alternative or key in _ALTERNATIVES
        if key in _MAPS and isinstance(value, Mapping):
            return {name: self.adapted(child, alternative=inside) for name, child in value.items()}
        if key in _LISTS and isinstance(value, list):
            return [self.adapted(child, alternative=inside) for child in value]
        if key in _SINGLES:
            return self.adapted(value, alternative=inside)
        return value

    def _without_forbidden(self, node: Mapping[str, Any], adapted: dict[str, Any], *, alternative: bool) -> None:
        properties = node.get("properties")
        if not isinstance(properties, Mapping):
            return
        names = [name for name, child in properties.items() if flagged(self._root, child, self._forbidden)]
        if not names:
            return
        if not alternative:
            adapted["properties"].update(dict.fromkeys(names, False))
        if isinstance(node.get("required"), list):
            adapted["required"] = [name for name in node["required"] if name not in names]


def _bound_integers(schema: dict[str, Any]) -> None:
    """The range that `int32` and `int64` mean, beside the bounds that the schema has."""
    bound = _INTEGERS.get(schema.get("format", "")) if isinstance(schema.get("format"), str) else None
    if bound is None:
        return
    schema.setdefault("minimum", -bound)
    schema.setdefault("maximum", bound - 1)


def _with_nullable(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with `nullable` where it says the same in the older words."""
    return {**node, "nullable": True} if node.get("x-nullable") is True else node


def _modern(schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 2.0's and 3.0's own keywords in 2020-12: `nullable`, boolean bounds and `required`, files."""
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("required"), bool):
        del schema["required"]
    if schema.get("type") == "file":
        del schema["type"]
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = schema.get(exclusive)
        if isinstance(value, bool):
            del schema[exclusive]
            if value and bound in schema:
                schema[exclusive] = schema.pop(bound)
    return schema
