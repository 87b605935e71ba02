"""What becomes of a record that is patched?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.behaviours.resources.shapes import members_of
from mockserver.model import ABSENT, Schema, Violation
from mockserver.pointers import is_number, steps_of


def merged(record: Any, patch: Any, schema: Schema | None) -> Any:
    """The record with a patch merged into it (RFC 7396); a null stays where the schema of the member admits it."""
    if not isinstance(patch, Mapping):
        return patch
    found = dict(record) if isinstance(record, Mapping) else {}
    members = members_of(schema).schemas if schema is not None else {}
    for name, value in patch.items():
        member = members.get(name)
        if value is None and not (member is not None and "null" in member.types()):
            found.pop(name, None)
        elif isinstance(value, Mapping):
            found[name] = merged(found.get(name), value, member)
        else:
            found[name] = value
    return found


class PatchError(Exception):
    """A JSON Patch that cannot be applied, as a violation."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.message)
        self.violation = violation


def patched(record: Any, patch: Sequence[Any]) -> Any:
    """The record after each operation of a JSON Patch (RFC 6902); PatchError where one cannot be done."""
    for index, operation in enumerate(patch):
        record = _applied(record, operation, index)
    return record


def _applied(record: Any, operation: Any, index: int) -> Any:
    if not isinstance(operation, Mapping) or not isinstance(operation.get("path"), str):
        raise _problem(index, "type", "an operation of a JSON Patch is an object with 'op' and 'path'")
    kind, path = operation.get("op"), _steps(operation, "path", index)
    if kind in ("add", "replace", "test") and "value" not in operation:
        raise _problem(index, "required", "'value' is required")
    if kind == "test":
        if not _same(_got(record, path, index), operation["value"]):
            raise _problem(index, "conflict", f"'{operation['path']}' is not what the patch expects")
        return record
    if kind in ("move", "copy"):
        source = _steps(operation, "from", index)
        value = _got(record, source, index)
        return _put(_put(record, source, ABSENT, index) if kind == "move" else record, path, value, index, insert=True)
    if kind == "remove":
        _got(record, path, index)
        return _put(record, path, ABSENT, index)
    if kind == "replace":
        _got(record, path, index)
        return _put(record, path, operation["value"], index)
    if kind == "add":
        return _put(record, path, operation["value"], index, insert=True)
    raise _problem(index, "enum", f"'{kind}' is no operation of a JSON Patch")


def _steps(operation: Mapping[str, Any], name: str, index: int) -> tuple[str, ...]:
    pointer = operation.get(name)
    if not isinstance(pointer, str):
        raise _problem(index, "required", f"'{name}' is required")
    if pointer and not pointer.startswith("/"):
        raise PatchError(Violation(("body", index, name), "format", f"'{pointer}' is no JSON pointer"))
    return steps_of(pointer)


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; Python takes `true` for 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _problem(index: int, keyword: str, message: str) -> PatchError:
    return PatchError(Violation(("body", index), keyword, message))


def _got(value: Any, path: Sequence[str], index: int) -> Any:
    for step in path:
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and _is_index(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            raise _problem(index, "conflict", f"there is nothing at '/{'/'.join(path)}'")
    return value


def _is_index(step: str) -> bool:
    """Whether a step is the index of an item, which has no zero before it."""
    return is_number(step) and (step == "0" or step[0] != "0")


def _put(value: Any, path: Sequence[str], to: Any, index: int, *, insert: bool = False) -> Any:
    """A copy with another value at a place; in an array it may be one more item."""
    if not path:
        return None if to is ABSENT else to
    step, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        if rest and step not in value:
            raise _problem(index, "conflict", f"there is nothing at '/{step}'")
        if not rest and to is ABSENT:
            return {name: member for name, member in value.items() if name != step}
        return {**value, step: _put(value.get(step), rest, to, index, insert=insert)}
    if isinstance(value, list) and (step == "-" or (_is_index(step) and int(step) <= len(value))):
        at = len(value) if step == "-" else int(step)
        if rest and at < len(value):
            return [*value[:at], _put(value[at], rest, to, index, insert=insert), *value[at + 1 :]]
        if rest or (to is ABSENT and at == len(value)):
            raise _problem(index, "conflict", f"there is nothing at '/{step}'")
        before, behind = value[:at], value[at if insert else at + 1 :]
        return [*before, *behind] if to is ABSENT else [*before, to, *behind]
    raise _problem(index, "conflict", f"there is nothing at '/{step}'")
