"""In which ways can a schema's alternatives be satisfied?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.mocking.generation.reading import Node, branches, children, node_of, only, target_of, texts
from mockserver.mocking.generation.shape import Choice, Option, Parts
from mockserver.model import Schema
from mockserver.pointers import pointer_of

_COMPONENTS = ("/components/schemas/", "/definitions/")


def choices_of(schema: Schema, node: Node, called: Schema) -> Iterator[Choice]:
    """The choices that a schema's own keywords leave; `called` is the schema by whose name the value goes."""
    for keyword, options in (
        ("oneOf", _one_of(schema, node)),
        ("anyOf", _any_of(schema, node)),
        ("if", _conditional(schema, node)),
        ("not", _negation(schema, node)),
        ("discriminator", _derived(schema, node, called)),
    ):
        if options:
            yield Choice(f"{schema.pointer}/{keyword}", options)
    for trigger, dependent in children(schema, node, "dependentSchemas").items():
        yield Choice(dependent.pointer, (Option((dependent,)), Option(avoid=(trigger,))))


def discriminated(schema: Schema, node: Node, called: Schema) -> Mapping[str, str]:
    """The value that a discriminator expects where no alternatives stand beside it: the name of the derived schema."""
    name = _property(node)
    if name is None or "oneOf" in node or "anyOf" in node:
        return {}
    value = _name_of(called, _mapping(schema, node))
    return {} if value is None else {name: value}


def _one_of(schema: Schema, node: Node) -> tuple[Option, ...]:
    found = branches(schema, node, "oneOf")
    return tuple(
        Option((branch,), prefer=_expected(schema, node, branch), rivals=found[:i] + found[i + 1 :])
        for i, branch in enumerate(found)
    )


def _any_of(schema: Schema, node: Node) -> tuple[Option, ...]:
    found = branches(schema, node, "anyOf")
    return tuple(Option((branch,), prefer=_expected(schema, node, branch)) for branch in found)


def _conditional(schema: Schema, node: Node) -> tuple[Option, ...]:
    condition = only(schema, node, "if")
    if condition is None:
        return ()
    then, otherwise = only(schema, node, "then"), only(schema, node, "else")
    if then is None and otherwise is None:
        return ()
    return (
        Option((condition, *_parts(then))),
        Option(_parts(otherwise), rivals=(condition,)),
    )


def _negation(schema: Schema, node: Node) -> tuple[Option, ...]:
    excluded = only(schema, node, "not")
    if excluded is None:
        return ()
    within = node_of(excluded)
    needed = texts(within.get("required")) if isinstance(within, Mapping) and set(within) == {"required"} else []
    return (*(Option(avoid=(name,)) for name in needed),) or (Option(rivals=(excluded,)),)


def _parts(schema: Schema | None) -> Parts:
    return () if schema is None else (schema,)


def _property(node: Node) -> str | None:
    """The name of the member that a discriminator looks at."""
    stated = node.get("discriminator")
    name = stated.get("propertyName") if isinstance(stated, Mapping) else stated
    return name if isinstance(name, str) else None


def _mapping(schema: Schema, node: Node) -> dict[str, Schema]:
    """The schemas that a discriminator names."""
    stated = node.get("discriminator")
    named = stated.get("mapping") if isinstance(stated, Mapping) else None
    if not isinstance(named, Mapping):
        return {}
    found = {key: _mapped(schema, value) for key, value in named.items()}
    return {key: target for key, target in found.items() if target is not None}


def _mapped(schema: Schema, value: Any) -> Schema | None:
    if not isinstance(value, str):
        return None
    return target_of(schema, value) or target_of(schema, "#/components/schemas" + pointer_of((value,)))


def _expected(schema: Schema, node: Node, branch: Schema) -> tuple[tuple[str, Any], ...]:
    """What a discriminator expects of a value that fits the branch."""
    name = _property(node)
    if name is None:
        return ()
    within = node_of(branch)
    target = target_of(branch, within.get("$ref")) if isinstance(within, Mapping) else None
    value = _name_of(target, _mapping(schema, node)) if target is not None else None
    return () if value is None else ((name, value),)


def _name_of(schema: Schema, mapping: Mapping[str, Schema]) -> str | None:
    mapped = next((key for key, target in mapping.items() if target.pointer == schema.pointer), None)
    if mapped is not None:
        return mapped
    start = next((start for start in _COMPONENTS if schema.pointer.startswith(start)), None)
    name = schema.pointer.removeprefix(start) if start else ""
    return name.replace("~1", "/").replace("~0", "~") if name and "/" not in name else None


def _derived(schema: Schema, node: Node, called: Schema) -> tuple[Option, ...]:
    """The schemas that a discriminator names, where the value goes by the name of their common base."""
    name = _property(node)
    if name is None or called.pointer != schema.pointer or "oneOf" in node or "anyOf" in node:
        return ()
    return tuple(
        Option(() if target.pointer == schema.pointer else (target,), prefer=((name, key),))
        for key, target in _mapping(schema, node).items()
    )
