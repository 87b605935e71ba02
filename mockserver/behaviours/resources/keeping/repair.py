"""How does a value that is not valid become so, with as much of it kept as can be?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.mocking.generation import generate
from mockserver.model import ABSENT, Schema, Violation
from mockserver.pointers import value_at
from mockserver.schema import Validator

MAX_ROUNDS = 8
_SURPLUS = {"additionalProperties", "writeOnly", "false", "unevaluatedProperties", "propertyNames"}

Path = tuple[str | int, ...]


def repaired(value: Any, validator: Validator, template: Any) -> Any:
    """The value, in which what its schema refuses is taken from a valid template, or left out.

    It is the template where nothing helps.
    """
    for _ in range(MAX_ROUNDS):
        errors = [error for error in validator.violations(value) if error.severity == "error"]
        if not errors:
            return value
        before = value
        for error in errors[:200]:
            value = _mended(value, error, validator.schema, template)
        if value == before:
            break
    return _joined(value, validator, template)


def _mended(value: Any, error: Violation, schema: Schema, template: Any) -> Any:
    path: Path = error.location
    if error.keyword in _SURPLUS and path:
        return changed(value, path, ABSENT)
    if not path and isinstance(value, Mapping) and isinstance(template, Mapping):
        return value
    better = _of_template(template, path)
    if better is ABSENT and error.keyword == "required":
        better = _made(schema, path)
    if better is ABSENT and path:
        return changed(value, path, ABSENT) if isinstance(path[-1], str) else value
    here = _at(value, path)
    if isinstance(better, Mapping) and isinstance(here, str | int) and "id" in better:
        better = {**better, "id": here}
    return value if better is ABSENT else changed(value, path, better)


def _made(schema: Schema, path: Path) -> Any:
    whole = generate(schema, "")
    return _of_template(whole, path)


def _of_template(template: Any, path: Path) -> Any:
    """What a template has at a place; any item stands for each."""
    for step in path:
        if isinstance(step, int) and isinstance(template, list) and template:
            template = template[min(step, len(template) - 1)]
        elif isinstance(template, Mapping) and step in template:
            template = template[step]
        else:
            return ABSENT
    return template


def _at(value: Any, path: Path) -> Any:
    try:
        return value_at(value, path)
    except LookupError:
        return ABSENT


def changed(value: Any, path: Sequence[str | int], to: Any) -> Any:
    """A copy of a value with another one at a place, or without what stands there."""
    if not path:
        return value if to is ABSENT else to
    step, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        if not rest and to is ABSENT:
            return [*value[:step], *value[step + 1 :]]
        return [*value[:step], changed(value[step], rest, to), *value[step + 1 :]]
    if not isinstance(value, Mapping) or not isinstance(step, str):
        return value
    if not rest and to is ABSENT:
        return {name: member for name, member in value.items() if name != step}
    if rest and step not in value:
        return value if to is ABSENT else {**value, step: changed({}, rest, to)}
    return {**value, step: changed(value.get(step), rest, to)}


def _joined(value: Any, validator: Validator, template: Any) -> Any:
    """The template with those members of the value that it can bear."""
    if not isinstance(value, Mapping) or not isinstance(template, Mapping):
        return template
    found = dict(template)
    for name, member in value.items():
        attempt = {**found, name: member}
        if validator.accepts(attempt):
            found = attempt
    return found
