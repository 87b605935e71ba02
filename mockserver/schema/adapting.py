"""Which JSON Schema 2020-12 says what an OpenAPI schema means?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mockserver.model import Direction, Schema
from mockserver.pointers import exists, pointer_of, steps_of, value_at
from mockserver.schema.closing import closing
from mockserver.schema.composition import nodes_of

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLES = (
    "not", "if", "then", "else", "additionalProperties", "propertyNames", "contains", "items",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip
_VALUES = {"properties", "patternProperties", "additionalProperties", "items"}
"""The keywords below which the schemas of further values stand."""

_ALTERNATIVES = {"anyOf", "oneOf", "not", "if"}
_INTEGERS = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
}
"""The range of each integer format of OpenAPI's registry."""

_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIMES = {"date": f"^{_DATE}$", "time": f"^{_TIME}$", "date-time": f"^{_DATE}[Tt]{_TIME}$"}
"""What the text of a date or time consists of: the validator takes some other characters there for digits."""

_Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Adapted:
    """A schema as JSON Schema, what it refers to that is not there, and the formats that it names."""

    tree: dict[str, Any]
    broken: tuple[str, ...]
    formats: frozenset[str]


def adapted(schema: Schema, direction: Direction, *, exact: bool = False, closed: bool = False) -> Adapted:
    """The schema and all that it refers to, each where it stands in the document.

    A reference to nothing, or out of the document, admits every value. `exact`: dates and times are held against their
    characters as well, which is more than a schema needs that is only to be understood. `closed`: only what is
    documented is valid, not every further member that the schema lets pass.
    """
    tree: dict[str, Any] = {}
    adapter = _Adapter(schema, direction, exact=exact, closed=closed)
    broken: list[str] = []
    waiting, done = [schema.pointer], set[str]()
    while waiting:
        pointer = waiting.pop()
        if pointer in done:
            continue
        done.add(pointer)
        if not pointer:
            broken.append("#")
        elif exists(schema.root, pointer):
            _plant(tree, steps_of(pointer), adapter.adapted(value_at(schema.root, steps_of(pointer))))
        else:
            _plant(tree, steps_of(pointer), node=True)
            broken.append(f"#{pointer}")
        waiting.extend(adapter.references)
        adapter.references.clear()
    if not schema.pointer:
        return Adapted({}, (*broken, *adapter.outside), frozenset(adapter.formats))
    whole = {"$ref": _reference(steps_of(schema.pointer)), **tree}
    if closed and exists(schema.root, schema.pointer):
        whole |= closing(schema.root, value_at(schema.root, steps_of(schema.pointer)))
    return Adapted(whole, (*broken, *adapter.outside), frozenset(adapter.formats))


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


class _Adapter:
    """From OpenAPI's schemas to JSON Schema 2020-12, in one direction; it gathers the references on its way."""

    def __init__(self, schema: Schema, direction: Direction, *, exact: bool, closed: bool) -> None:
        self._root = schema.root
        self._closed = closed
        self._exact = exact
        self._old = schema.version in ("2.0", "3.0")
        self._forbidden = "readOnly" if direction == "request" else "writeOnly"
        self.references: list[str] = []
        self.outside: list[str] = []
        self.formats: set[str] = set()

    def adapted(self, node: Any, *, alternative: bool = False, forbidden: _Names = frozenset()) -> Any:
        """The schema in 2020-12; within alternatives a forbidden member is left alone, so that it picks no branch.

        `forbidden` are the members that a schema around it, of which it is a part, says are not to be sent.
        """
        if not isinstance(node, Mapping):
            return node
        if isinstance(node.get("$ref"), str):
            reference = self._followed(node["$ref"])
            if self._old:
                return reference
            node = {**{key: value for key, value in node.items() if key != "$ref"}, **reference}
        if "allOf" in node:
            forbidden |= flagged_members(self._root, node, self._forbidden)
        adapted = {
            key: self._keyword(key, value, alternative=alternative, forbidden=forbidden)
            for key, value in (_with_nullable(node) if self._old else node).items()
            if not key.startswith("x-")
        }
        self._without_forbidden(node, adapted, alternative=alternative, forbidden=forbidden)
        _by_discriminator(node, adapted)
        self._by_inherited_discriminator(node, adapted)
        self.formats.add(str(node.get("format")))
        if self._closed and adapted.get("type") == "integer" and "format" not in adapted:
            adapted["format"] = "int64"  # no wider integer is meant where nothing is said
        _bound_integers(adapted)
        if self._exact:
            _spell_times(adapted)
        return _modern(adapted) if self._old else adapted

    def _followed(self, reference: str) -> dict[str, Any]:
        """The reference as a proper URI, gathered; nothing in its place where it leads to no schema of the document."""
        if not reference.startswith("#"):
            self.outside.append(reference)
            return {}
        steps = steps_of(reference)
        if not steps:
            self.outside.append(reference)
            return {}
        self.references.append(pointer_of(steps))
        return {"$ref": _reference(steps)}

    def _keyword(self, key: str, value: Any, *, alternative: bool, forbidden: _Names) -> Any:
        inside = alternative or key in _ALTERNATIVES
        if key in _MAPS and isinstance(value, Mapping):
            return {name: self._inner(key, child, alternative=inside) for name, child in value.items()}
        if key in _LISTS and isinstance(value, list):
            around = forbidden if key != "prefixItems" else _Names()
            return [self.adapted(child, alternative=inside, forbidden=around) for child in value]
        if key in _SINGLES:
            return self._inner(key, value, alternative=inside)
        return value

    def _inner(self, key: str, node: Any, *, alternative: bool) -> Any:
        """A schema below a keyword; where it is one of a member or an item, and asked for, only what is documented."""
        found = self.adapted(node, alternative=alternative)
        closed = closing(self._root, node) if self._closed and key in _VALUES else {}
        return {"allOf": [found], **closed} if closed else found

    def _by_inherited_discriminator(self, node: Mapping[str, Any], adapted: dict[str, Any]) -> None:
        """Where the branches of a `oneOf` have a discriminator from a common parent, the branch that it names, if any.

        The parent knows no branches, so a value that is none's name is left to the `oneOf`.
        """
        branches = adapted.get("oneOf")
        if "discriminator" in node or not isinstance(branches, list):
            return
        names = [_inherited_discriminator(self._root, branch) for branch in node["oneOf"]]
        targets = _targets(node["oneOf"], None) if names and len(set(names)) == 1 else None
        if targets is None or names[0] is None:
            return
        del adapted["oneOf"]
        named = {"required": [names[0]], "properties": {names[0]: {"enum": list(targets)}}}
        choice = {"if": named, "then": {"allOf": _chosen(names[0], targets)}, "else": {"oneOf": branches}}
        adapted["allOf"] = [*adapted.get("allOf", ()), choice]

    def _without_forbidden(
        self, node: Mapping[str, Any], adapted: dict[str, Any], *, alternative: bool, forbidden: _Names
    ) -> None:
        names = own_flagged(self._root, node, self._forbidden)
        if names and not alternative:
            adapted["properties"].update(dict.fromkeys(names, False))
        if (names or forbidden) and isinstance(node.get("required"), list):
            adapted["required"] = [name for name in node["required"] if name not in (*names, *forbidden)]


def _by_discriminator(node: Mapping[str, Any], adapted: dict[str, Any]) -> None:
    """In the place of `oneOf` or `anyOf`, the one branch that the discriminator's value names."""
    discriminator = node.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    for keyword in ("oneOf", "anyOf"):
        branches = node.get(keyword)
        if not isinstance(name, str) or not isinstance(branches, list):
            continue
        targets = _targets(branches, discriminator.get("mapping") if isinstance(discriminator, Mapping) else None)
        if targets is None:
            continue
        del adapted[keyword]
        named = {"required": [name], "properties": {name: {"enum": list(targets)}}}
        adapted["allOf"] = [*adapted.get("allOf", ()), named, *_chosen(name, targets)]


def _chosen(name: str, targets: Mapping[str, str]) -> list[dict[str, Any]]:
    """For each value of a discriminator the branch that it stands for."""
    return [
        {
            "if": {"properties": {name: {"const": value}}, "required": [name]},
            "then": {"$ref": _reference(steps_of(reference))},
        }
        for value, reference in targets.items()
    ]


def _inherited_discriminator(root: Mapping[str, Any], branch: Any) -> str | None:
    """The property by which a part of a branch's `allOf` tells its children apart."""
    if not isinstance(branch, Mapping):
        return None
    found = (part["discriminator"] for part in nodes_of(root, branch) if isinstance(part.get("discriminator"), Mapping))
    return next((name for stated in found if isinstance(name := stated.get("propertyName"), str)), None)


def _targets(branches: Sequence[Any], mapping: Any) -> dict[str, str] | None:
    """The branch for each value of a discriminator; None where a branch is no reference and so has no name."""
    references = [branch.get("$ref") if isinstance(branch, Mapping) else None for branch in branches]
    found: dict[str, str] = {}
    for value, target in (mapping or {}).items() if isinstance(mapping, Mapping) else ():
        for reference in references:
            if isinstance(reference, str) and reference in (target, f"#/components/schemas/{target}"):
                found[value] = reference
    for reference in references:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        if reference not in found.values():
            found[steps_of(reference)[-1]] = reference
    return found


def _bound_integers(schema: dict[str, Any]) -> None:
    """The range that a format such as `int32` means, beside the bounds that the schema has."""
    bounds = _INTEGERS.get(schema.get("format", "")) if isinstance(schema.get("format"), str) else None
    if bounds is None:
        return
    narrow = _narrower(schema, "minimum", bounds[0]) | _narrower(schema, "maximum", bounds[1])
    if narrow:
        schema["allOf"] = [*schema.get("allOf", ()), narrow]


def _spell_times(schema: dict[str, Any]) -> None:
    """Where a date or time has its format, its characters count too; where it has not, that is told once."""
    name = schema.get("format")
    pattern = _TIMES.get(name) if isinstance(name, str) else None
    if pattern is not None:
        spelt = {"if": {"type": "string", "format": name}, "then": {"pattern": pattern}}
        schema["allOf"] = [*schema.get("allOf", ()), spelt]


def _narrower(schema: dict[str, Any], keyword: str, bound: int) -> dict[str, int]:
    """The bound of a format: in the schema if that has none, else for a further part if that has a wider one."""
    stated = schema.setdefault(keyword, bound)
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        return {}
    wider = stated < bound if keyword == "minimum" else stated > bound
    return {keyword: bound} if wider else {}


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


def flag_of(root: Mapping[str, Any], pointer: str) -> str | None:
    """`readOnly` or `writeOnly`, if that is why the schema at the pointer refuses everything."""
    if not exists(root, pointer):
        return None
    node = value_at(root, steps_of(pointer))
    return next((flag for flag in ("readOnly", "writeOnly") if flagged(root, node, flag)), None)


def flagged(root: Mapping[str, Any], node: Any, flag: str) -> bool:
    """Whether a schema says `flag: true`, itself, through its reference or in an `allOf`."""
    if not isinstance(node, Mapping) or not ("$ref" in node or "allOf" in node):
        return isinstance(node, Mapping) and node.get(flag) is True
    return any(part.get(flag) is True for part in nodes_of(root, node))


def flagged_members(root: Mapping[str, Any], node: Mapping[str, Any], flag: str) -> frozenset[str]:
    """The names of the properties that say `flag: true`, of a schema and of every part of its `allOf`."""
    return frozenset[str]().union(*(own_flagged(root, part, flag) for part in nodes_of(root, node)))


def own_flagged(root: Mapping[str, Any], node: Mapping[str, Any], flag: str) -> frozenset[str]:
    """The names of a schema's own properties that say `flag: true`."""
    properties = node.get("properties")
    if not isinstance(properties, Mapping):
        return frozenset()
    return frozenset(name for name, child in properties.items() if flagged(root, child, flag))
