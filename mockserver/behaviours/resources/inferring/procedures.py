"""Which thing does a path mean that names what is done to it, such as `/users.create` or `/getUser`?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from mockserver.behaviours.resources.places import PARAMETER, Shape, shape_of
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import Operation

Kind = Literal["create", "list", "read", "update", "replace", "delete", "clear", "other"]

_SAID: Mapping[Kind, str] = {
    "create": "create add new insert register upload",
    "list": "list all search query browse find",
    "read": "get read info fetch retrieve describe details inspect lookup json",
    "update": "update edit modify patch change set",
    "replace": "replace put",
    "delete": "delete remove destroy erase del",
}
_KINDS: Mapping[str, Kind] = {word: kind for kind, said in _SAID.items() for word in said.split()}
_METHODS: Mapping[Kind, frozenset[str]] = {
    "create": frozenset({"POST", "PUT"}),
    "list": frozenset({"GET", "POST"}),
    "read": frozenset({"GET", "POST"}),
    "update": frozenset({"POST", "PUT", "PATCH"}),
    "replace": frozenset({"POST", "PUT"}),
    "delete": frozenset({"POST", "DELETE"}),
    "clear": frozenset({"POST", "DELETE"}),
    "other": frozenset({"POST", "PUT"}),
}
_LAST = {"create", "add", "list", "get", "update", "edit", "delete", "remove", "info"}
"""The verbs that may stand behind what they are done to: `/userCreate`."""

_OF_ONE: frozenset[Kind] = frozenset({"read", "update", "replace", "delete", "other"})
_KEYS = {"id", "ids", "uuid", "guid", "key", "name", "slug", "code", "number"}
_MANY = {"bulk", "batch", "many", "multiple", "mass", "multi"}
"""What says of a verb that it is done to several at once."""

_ID = re.compile(r"[\w-]{1,100}")
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]")


@dataclass(frozen=True, slots=True, eq=False)
class Procedure:
    """An operation that names what it does: the verb, and the path of what it is done to.

    `inside`: the path itself has the key of the record.
    """

    operation: Operation
    kind: Kind
    verb: str
    shape: Shape
    inside: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The path parameters of the records that it stands below."""
        found = re.findall(r"\{([^{}]+)\}", self.operation.path)
        return tuple(found[:-1] if self.inside else found)


def procedures_of(operations: Iterable[Operation]) -> dict[Shape, tuple[Procedure, ...]]:
    """The procedures by the collection that they mean, where several verbs are about one.

    A collection is called as a path without a verb calls it, or else the procedure that lists it.
    """
    operations = tuple(operations)
    shapes = [shape for operation in operations if (shape := shape_of(operation.path)) is not None]
    plain = {_normal(base): base for shape in shapes if (base := shape[:-1] if shape[-1:] == (PARAMETER,) else shape)}
    groups: dict[Shape, list[Procedure]] = {}
    for operation in operations:
        procedure = _procedure(operation)
        if procedure is not None:
            groups.setdefault(_normal(procedure.shape), []).append(procedure)
    found: dict[Shape, tuple[Procedure, ...]] = {}
    for normal, group in groups.items():
        kinds = {procedure.kind for procedure in group} - {"other"}
        if kinds and (normal in plain or len(kinds) > 1):
            found[plain.get(normal) or _called(group)] = tuple(group)
    return found


def _called(group: list[Procedure]) -> Shape:
    return next((each.shape for each in group if each.kind == "list"), group[0].shape)


def _normal(shape: Shape) -> Shape:
    """A shape in which one and many are written alike."""
    return (*shape[:-1], ".".join(singular_words(shape[-1]))) if shape else ()


def _procedure(operation: Operation) -> Procedure | None:
    shape = shape_of(operation.path) or ()
    trailing = shape[-1:] == (PARAMETER,)
    fixed = shape[:-1] if trailing else shape
    if not fixed or fixed[-1] == PARAMETER:
        return None
    *before, last = fixed
    said = _dotted(last) or _plain(last) or _with_noun(last)
    if said is None:
        return _by_id(operation, fixed) if not trailing else None
    kind, verb, noun = said
    if noun and set(words(noun)) <= _MANY:
        return None
    below = bool(before) and before[-1] == PARAMETER and not noun
    if below and (trailing or kind not in _OF_ONE or kind == "other"):
        return None
    if (trailing and kind not in _OF_ONE) or operation.method not in _METHODS[kind]:
        return None
    base = tuple(before[:-1] if below else before)
    if noun and not (base and singular_words(base[-1]) == singular_words(noun)):
        base = (*base, noun)
    return Procedure(operation, kind, verb, base, trailing or below) if base and base[-1] != PARAMETER else None


def _by_id(operation: Operation, shape: Shape) -> Procedure | None:
    """What an operation's id says of a path that has no verb: `getUser` of `GET /user?id=7`."""
    said = _with_noun(operation.id) if _ID.fullmatch(operation.id) else None
    if said is None or singular_words(said[2])[-1:] != singular_words(shape[-1])[-1:]:
        return None
    kind, verb, _ = said
    return Procedure(operation, kind, verb, shape, inside=False) if operation.method in _METHODS[kind] else None


def _dotted(segment: str) -> tuple[Kind, str, str] | None:
    """What `users.create` says: the noun before the last dot, the verb behind it."""
    noun, dot, verb = segment.rpartition(".")
    if not dot or not noun or not verb:
        return None
    kind = _kind(words(verb))
    if kind is not None:
        return kind, verb, noun
    return ("other", verb, noun) if len(words(verb)) == 1 else None


def _plain(segment: str) -> tuple[Kind, str, str] | None:
    """What `create`, `getById` or another verb says that stands alone."""
    kind = _kind(words(segment))
    return (kind, segment, "") if kind is not None else None


def _kind(said: tuple[str, ...]) -> Kind | None:
    """What a verb means, with no more behind it than by what a record is named, or that all are meant."""
    first, rest = said[:1], said[1:]
    kind = _KINDS.get(first[0]) if first else None
    if rest in (("all",), ("many",)) and kind in ("read", "list", "delete"):
        return "clear" if kind == "delete" else "list"
    by_key = rest[:1] == ("by",) and bool(set(rest[1:]) & _KEYS)
    return kind if kind is not None and (not rest or by_key or rest == ("one",)) else None


def _with_noun(segment: str) -> tuple[Kind, str, str] | None:
    """What `createUser`, `get_user_by_id` or `userList` says: the verb and the noun."""
    tokens = _TOKEN.findall(segment)
    lower = [token.lower() for token in tokens]
    if len(tokens) < 2 or lower[1] == "by":
        return None
    if (kind := _KINDS.get(lower[0])) is not None and lower[0] not in ("all", "info", "details", "new", "json"):
        end = lower.index("by") if "by" in lower[2:] else len(lower)
        start = 2 if lower[1] in ("all", "a", "an", "the") and end > 2 else 1
        by_key = end == len(lower) or bool(set(lower[end:]) & _KEYS)
        noun = _joined(tokens[start:end])
        every: Kind = "clear" if kind == "delete" else "list"
        if noun and by_key:
            return (every if lower[1] == "all" else kind), lower[0], noun
    if lower[-1] in _LAST:
        return _KINDS[lower[-1]], lower[-1], _joined(tokens[:-1])
    return None


def _joined(tokens: list[str]) -> str:
    """Some words of a name, written as a name in the middle of a path is."""
    first, *rest = tokens or [""]
    first = first if len(first) > 1 and first.isupper() else first[:1].lower() + first[1:]
    return "".join([first, *(token[:1].upper() + token[1:] for token in rest)])
