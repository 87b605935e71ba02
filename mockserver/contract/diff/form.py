"""What do schemas say of one value together, keyword by keyword, and where?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from mockserver import exact_json
from mockserver.model import MAX_REFERENCES, Direction, Schema
from mockserver.pointers import exists, json_type, pointer_of, steps_of
from mockserver.schema import flagged

Parts = tuple[Schema, ...]
"""Schemas that hold for one value together."""

Step = str | int
"""A step to a value below another: a member's name, an item's number, or one of the two that follow."""

ANY_ITEM = -1
ANY_MEMBER = -2
"""Any item of a list, and any member of an object that is not named."""

MAX_PARTS = 500
LEAST = ("minLength", "minItems", "minProperties")
MOST = ("maxLength", "maxItems", "maxProperties")
OTHER = (
    "not", "if", "then", "else", "contains", "minContains", "maxContains", "patternProperties", "propertyNames",
    "dependentRequired", "dependentSchemas", "unevaluatedItems",
)  # fmt: skip
"""The keywords that are not taken apart."""

CONTENT = ("contentEncoding", "contentMediaType", "contentSchema")
"""The keywords that say what a text holds."""

_IMPLYING = {
    "object": ("properties", "additionalProperties", "patternProperties", "required"),
    "array": ("items", "prefixItems"),
}


@dataclass(frozen=True, slots=True)
class Union:
    """A `oneOf` or `anyOf`: its branches, without one that is null alone, and what tells them apart."""

    keyword: str
    pointer: str
    branches: Parts
    nullable: bool
    discriminator: Any = None


@dataclass(slots=True)
class Form:
    """What the schemas say: None where they say nothing. `places` has the pointer to what says it, by keyword."""

    places: dict[str, str] = field(default_factory=dict)
    never: bool = False
    types: frozenset[str] | None = None
    values: dict[bytes, Any] | None = None
    bounds: dict[str, tuple[Fraction, bool]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    steps: frozenset[Fraction] = frozenset()
    patterns: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    content: dict[str, Any] = field(default_factory=dict)
    unique: bool = False
    properties: dict[str, Parts] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    additional: Parts | bool | None = None
    items: Parts = ()
    prefix: list[Schema] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)
    other: dict[str, Any] = field(default_factory=dict)
    default: Any = None
    deprecated: bool = False

    @property
    def kinds(self) -> frozenset[str] | None:
        """The types without null."""
        return None if self.types is None else self.types - {"null"}


@dataclass(frozen=True, slots=True)
class _Atom:
    """A schema of those that hold together, after its references; `nullable`: or null."""

    schema: Schema
    node: Any
    nullable: bool


def form_of(parts: Parts, direction: Direction) -> Form:
    """The form of a value's schemas in one direction, without the members that are not for it."""
    form = Form()
    for atom in _atoms(parts):
        if isinstance(atom.node, bool):
            form.never = form.never or not atom.node
        elif isinstance(atom.node, Mapping):
            _take(form, atom)
    if form.values is not None and form.types is not None:
        form.values = {key: value for key, value in form.values.items() if _is_one_of(value, form.types)}
    flag = "readOnly" if direction == "request" else "writeOnly"
    for name in list(form.properties):
        flagging = [part for part in form.properties[name] if flagged(part.root, part.node, flag)]
        if flagging:
            form.hidden[name] = flagging[0].pointer
            del form.properties[name]
            form.required.pop(name, None)
    return form


def _is_one_of(value: Any, types: frozenset[str]) -> bool:
    kind = json_type(value)
    is_whole = isinstance(value, float) and value.is_integer()
    return kind in types or (kind == "integer" and "number" in types) or (is_whole and "integer" in types)


def _atoms(parts: Parts) -> Iterator[_Atom]:
    """The schemas with what their references and `allOf` add, and a choice that has only one branch beside null."""
    waiting = [(part, False) for part in reversed(parts)]
    seen: set[str] = set()
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        schema, nullable = waiting.pop()
        node = schema.node if exists(schema.root, schema.pointer) else None
        if schema.pointer in seen:
            continue
        seen.add(schema.pointer)
        if not isinstance(node, Mapping):
            yield _Atom(schema, node, nullable)
            continue
        target = node.get("$ref")
        if isinstance(target, str):
            if target.startswith("#") and exists(schema.root, target):
                pointer = pointer_of(steps_of(target))
                waiting.append((Schema(schema.root, pointer, schema.version, schema.file), nullable))
            if is_old(schema):
                continue
        yield _Atom(schema, node, nullable)
        waiting.extend((branch, nullable) for branch in reversed(schema.branches("allOf")))
        for keyword in ("oneOf", "anyOf"):
            branches = _beside_null(schema, keyword)
            if len(branches) == 1:
                waiting.append((branches[0], nullable or len(schema.branches(keyword)) > 1))


def is_old(schema: Schema) -> bool:
    """Whether its version has its own words for null and for bounds."""
    return schema.version in ("2.0", "3.0")


def plain(parts: Parts) -> Parts:
    """The schemas with those that only refer to another replaced by that."""
    return tuple(map(_target, parts))


def _target(part: Schema) -> Schema:
    for _ in range(MAX_REFERENCES):
        node = part.node if exists(part.root, part.pointer) else None
        target = node.get("$ref") if isinstance(node, Mapping) and (is_old(part) or len(node) == 1) else None
        if not isinstance(target, str) or not target.startswith("#") or not exists(part.root, target):
            return part
        part = Schema(part.root, pointer_of(steps_of(target)), part.version, part.file)
    return part


def _beside_null(schema: Schema, keyword: str) -> Parts:
    return tuple(branch for branch in schema.branches(keyword) if not _is_null(branch))


def _is_null(branch: Schema) -> bool:
    """Whether a branch, or what it refers to or is put together from alone, is null and nothing else."""
    for _ in range(MAX_REFERENCES):
        (branch,) = plain((branch,))
        parts = branch.branches("allOf")
        if len(parts) != 1 or "type" in branch.node:
            break
        branch = parts[0]
    node = branch.node if exists(branch.root, branch.pointer) else None
    return isinstance(node, Mapping) and (
        node.get("type") in ("null", ["null"]) or node.get("enum") == [None] or ("const", None) in node.items()
    )


def _take(form: Form, atom: _Atom) -> None:
    """Add what one schema says."""
    node, schema = atom.node, atom.schema
    for keyword in node:
        form.places.setdefault(keyword, f"{schema.pointer}/{keyword}")
    _take_types(form, atom)
    _take_limits(form, schema)
    _take_members(form, schema)
    if isinstance(node.get("items"), Mapping | bool):
        form.items = (*form.items, schema.child("items"))
    if not form.prefix:
        form.prefix = list(schema.branches("prefixItems"))
    for keyword in ("oneOf", "anyOf"):
        branches = _beside_null(schema, keyword)
        if len(branches) > 1:
            nullable = len(branches) < len(schema.branches(keyword))
            pointer = f"{schema.pointer}/{keyword}"
            form.unions.append(Union(keyword, pointer, branches, nullable, node.get("discriminator")))
    for keyword in OTHER:
        if keyword in node:
            form.other[keyword] = [*form.other.get(keyword, ()), node[keyword]]
    if "default" in node and form.default is None:
        form.default = node["default"]
    form.deprecated = form.deprecated or node.get("deprecated") is True


def _take_types(form: Form, atom: _Atom) -> None:
    node = atom.node
    may_be_null = atom.nullable or (
        is_old(atom.schema) and True in (node.get("nullable"), node.get("x-nullable")) and "type" in node
    )
    values = [node["const"]] if "const" in node else node.get("enum")
    if isinstance(values, list):
        found = {
            exact_json.dumps(value, option=exact_json.OPT_SORT_KEYS): value for value in values if value is not None
        }
        form.values = found if form.values is None else {key: form.values[key] for key in form.values if key in found}
    types = types_of(node)
    if types is None and isinstance(values, list):
        types = frozenset(json_type(value) for value in values)
    if types is None:
        return
    types |= frozenset(("null",)) if may_be_null else frozenset()
    form.types = types if form.types is None else both(form.types, types)


def types_of(node: Mapping[str, Any]) -> frozenset[str] | None:
    """The types that a schema states, or that its keywords are about."""
    stated = node.get("type")
    if stated == "file":
        return frozenset(("string",))
    if isinstance(stated, str):
        return frozenset((stated,))
    if isinstance(stated, list):
        return frozenset(map(str, stated))
    implied = [kind for kind, keywords in _IMPLYING.items() if any(keyword in node for keyword in keywords)]
    composed = any(keyword in node for keyword in ("oneOf", "anyOf", "allOf", "$ref", "not", "enum", "const"))
    return frozenset(implied) if len(implied) == 1 and not composed else None


def both(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """The types that are among both, of which an integer is a number too."""
    mixed = ("integer" in left and "number" in right) or ("number" in left and "integer" in right)
    return (left & right) | (frozenset(("integer",)) if mixed else frozenset())


def _take_limits(form: Form, schema: Schema) -> None:
    node = schema.node
    for keyword in (*LEAST, *MOST):
        value = node.get(keyword)
        if isinstance(value, int | float) and not isinstance(value, bool):
            stated = form.counts.get(keyword)
            tighter = max if keyword in LEAST else min
            form.counts[keyword] = int(value) if stated is None else tighter(stated, int(value))
    for keyword, exclusive, sign in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
        for value, left_out in _bounds(node, keyword, exclusive):
            bound = (sign * Fraction(str(value)), left_out)
            form.bounds[keyword] = max(form.bounds.get(keyword, bound), bound)
    step = node.get("multipleOf")
    if isinstance(step, int | float) and step > 0:
        form.steps |= {Fraction(str(step))}
    if isinstance(node.get("pattern"), str):
        form.patterns |= {node["pattern"]}
    named = "binary" if node.get("type") == "file" else node.get("format")
    if isinstance(named, str):
        form.formats |= {named}
    form.content |= {keyword: node[keyword] for keyword in CONTENT if keyword in node}
    form.unique = form.unique or node.get("uniqueItems") is True


def _bounds(node: Mapping[str, Any], keyword: str, exclusive: str) -> Iterator[tuple[int | float, bool]]:
    value, other = node.get(keyword), node.get(exclusive)
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value, other is True
    if isinstance(other, int | float) and not isinstance(other, bool):
        yield other, True


def _take_members(form: Form, schema: Schema) -> None:
    node = schema.node
    properties = node.get("properties")
    for name in properties if isinstance(properties, Mapping) else ():
        form.properties[name] = (*form.properties.get(name, ()), schema.child("properties", name))
    names = node.get("required")
    for index, name in enumerate(names if isinstance(names, list) else ()):
        form.required.setdefault(str(name), f"{schema.pointer}/required/{index}")
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        value = node.get(keyword)
        if isinstance(value, Mapping) and not says_nothing(schema.child(keyword)) and form.additional is not False:
            known = form.additional if isinstance(form.additional, tuple) else ()
            form.additional = (*known, schema.child(keyword))
        elif value is False:
            form.additional = False
        elif (value is True or isinstance(value, Mapping)) and form.additional is None:
            form.additional = True


def says_nothing(schema: Schema) -> bool:
    """Whether a schema lets everything pass: it only describes, refers to such, or is put together from such."""
    waiting = [schema]
    for _ in range(MAX_REFERENCES):
        if not waiting:
            return True
        (part,) = plain((waiting.pop(),))
        node = part.node if exists(part.root, part.pointer) else None
        if node is True:
            continue
        if not isinstance(node, Mapping) or node.keys() - _DESCRIBING - {"allOf"}:
            return False
        waiting.extend(part.branches("allOf"))
    return False


_DESCRIBING = {"title", "description", "example", "examples", "externalDocs", "$comment"}
