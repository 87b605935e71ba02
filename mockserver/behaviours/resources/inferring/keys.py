"""Which member of a record does a path name it by?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mockserver.behaviours.resources.resource import Key, Steps
from mockserver.behaviours.resources.shapes import identity, items_of, kind_of, members_of
from mockserver.behaviours.resources.wording import singular_words, without, words
from mockserver.model import Schema
from mockserver.pointers import is_number, steps_of, value_at

_IDENTITIES = ("id", "uuid", "guid", "sid", "uid", "_id", "gid", "key", "name", "slug", "code", "number")
_OWN = ("id", "uuid", "guid", "sid", "_id")
_OF_OWNER = {"id", "uuid", "key", "name", "code", "number", "slug", "sid"}
_SPECIFIC = {"key", "code", "number", "slug", "digest", "hash", "sha", "email", "token", "url", "uuid", "version"}
"""What a parameter ends with that means nothing so common as a name."""

_QUALIFIED = {"full", "fully", "qualified"}
_HOLDERS = ("metadata", "meta", "attributes", "data", "_metadata", "sys")
_SCALARS = {"string", "integer", "number", "boolean"}
_NUMBERS = {"integer", "number"}
_MOST = 40
"""How long a member's name can be, in words, and still be compared."""

_SURE = 70
"""From which weight on a member is called as the parameter is, not only a little like it."""

_INSIDE, _ELSEWHERE = 30, 2
"""What weight a member of a member loses, and by what that of a member is divided which no read shows."""

_IN_PART = 65
"""What weight the member of a record's part has that is called as the parameter is."""

_WORD = re.compile(r"[a-z]+")
MAX_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a path names records by: a parameter, with its schema where it has one, and the noun of the collection."""

    parameter: str
    word: str
    schema: Schema | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What it is called: of `name_or_id` the identity, of other alternatives the first."""
        said = words(self.parameter)
        if "or" not in said[1:-1]:
            return said
        last = said[len(said) - said[::-1].index("or") :]
        return last if last == ("id",) else said[: said.index("or")]

    @property
    def owner(self) -> tuple[str, ...]:
        return singular_words(self.word)


class _Candidate(NamedTuple):
    """A member that may be the key: how much speaks for it, and what does."""

    weight: float
    steps: Steps
    reason: str
    schema: Schema


def key_of(asked: Asked, record: Schema | None, others: Iterable[Schema] = ()) -> Key:
    """The key of the records in a collection, by what speaks most for it.

    `record` describes a record as it is read; `others` are what else tells of one: the items of a list, the answer
    to its making, what is sent. They are looked at only where a record itself leaves it in doubt.
    """
    best = max(_in_record(asked, record), key=_weight, default=None) if record is not None else None
    if best is None or best.weight < _SURE:
        found = [best] if best is not None else []
        for other in others:
            found += [each._replace(weight=each.weight / _ELSEWHERE) for each in _in_record(asked, other)]
        best = max(found, key=_weight, default=None)
    if best is not None:
        return Key(asked.parameter, best.steps, best.reason, best.schema)
    said = f"no member of a record is named as '{asked.parameter}' is"
    return Key(asked.parameter, None, said if record is not None else "the records are not described")


def _weight(candidate: _Candidate) -> float:
    return candidate.weight


def is_named(asked: Asked, record: Schema) -> bool:
    """Whether a path parameter is called as a record is, or as a member of one that tells it from others."""
    return asked.said == asked.owner or is_called(asked, record)


def is_called(asked: Asked, record: Schema) -> bool:
    """Whether a member of a record is called as the path parameter is."""
    return any(each.weight >= _SURE for each in _in_record(asked, record))


def _in_record(asked: Asked, record: Schema) -> list[_Candidate]:
    members = members_of(record).schemas
    found = list(_among(asked, members, ()))
    for holder in _HOLDERS:
        if holder in members:
            found += _in_holder(asked, holder, members[holder])
    if len(asked.said) > 1 and not any(each.weight >= _IN_PART for each in found):
        found += _in_parts(asked, members)
    return found


def _in_holder(asked: Asked, holder: str, member: Schema) -> Iterator[_Candidate]:
    for each in _among(asked, members_of(member).schemas, (holder,)):
        if each.weight > _INSIDE + 10:
            yield each._replace(weight=each.weight - _INSIDE, reason=f"{each.reason} in '{holder}'")


def _in_parts(asked: Asked, members: Mapping[str, Schema]) -> Iterator[_Candidate]:
    """The members of a record's parts that a parameter names in full: `user_id` is the `id` of a `user`."""
    for name, member in members.items():
        if kind_of(member) != "object":
            continue
        for inner, schema in members_of(member).schemas.items():
            if not _tells_apart(inner, schema):
                continue
            if (*words(name), *words(inner)) == asked.said:
                yield _Candidate(75, (name, inner), f"'{asked.parameter}' is the '{inner}' of '{name}'", schema)
            elif words(inner) == asked.said:
                yield _Candidate(
                    _IN_PART, (name, inner), f"it is called as '{asked.parameter}' is, in '{name}'", schema
                )


def _among(asked: Asked, members: Mapping[str, Schema], before: Steps) -> Iterator[_Candidate]:
    """The members that may be the key, each with what its name and its schema say for it."""
    told = _description(asked.schema)
    for name, member in members.items():
        weight, reason = _by_name(asked, name, told)
        if not weight or not _tells_apart(name, member):
            continue
        weight += _by_schema(asked.schema, member)
        if weight > (_SURE if kind_of(member) == "array" else 0):
            yield _Candidate(weight, (*before, name), reason, member)


def _tells_apart(name: str, member: Schema) -> bool:
    """Whether a member can be a key: it is a plain value, or the parts of one."""
    if len(name) > _MOST:
        return False
    if kind_of(member) == "array":
        items = items_of(member)
        return items is not None and kind_of(items) == "string"
    return (member.types() - {"null"}) <= _SCALARS


# What its name says for a member


def _by_name(asked: Asked, name: str, told: tuple[str, ...]) -> tuple[float, str]:
    """What the name of a member says for it, the best that holds, and why; 0 where it says nothing."""
    said, called = asked.said, words(name)
    own = _OWN.index(name) if name in _OWN else None
    if said == asked.owner and own is not None:
        return 100 - own, f"'{name}' is the identity of a {' '.join(said)}"
    if _QUALIFIED & set(called) and tuple(w for w in called if w not in _QUALIFIED) == said and _QUALIFIED & set(told):
        return 98, f"what is said of '{asked.parameter}' is that it is qualified"
    if name == asked.parameter:
        return 95, f"it is called '{name}' as in the path"
    if called == said:
        return 90, f"it is called as '{asked.parameter}' is"
    if said[-1:] in (("username",), ("login",)) and called == ("login",):
        return 92, f"it is what a user logs in as, which '{asked.parameter}' is"
    return _by_noun(asked, called) or _by_custom(asked, name, told)


def _by_noun(asked: Asked, called: tuple[str, ...]) -> tuple[float, str] | None:
    """What a name says for a member where it is that of the parameter without the noun, or with it."""
    said, owner = asked.said, asked.owner
    of = " ".join(owner)
    for weight, rest in ((80, without(said, owner)), (78, without(said, owner[-1:])), (60, said[-1:])):
        if rest and rest != said and called == rest:
            return weight, f"'{asked.parameter}' is the {' '.join(rest)} of a {of}"
    for index, last in enumerate((said[-1:], ("id",), ("name",))):
        if called in ((*owner, *last), (*owner[-1:], *last), (*said, *last)) and last and last[0] in _OF_OWNER:
            return 50 - index, f"it is the {last[0]} of a {of}"
    return None


def _by_custom(asked: Asked, name: str, told: tuple[str, ...]) -> tuple[float, str]:
    """What speaks for a member that is not called like the parameter: what tells records apart nearly everywhere."""
    said, called = asked.said, words(name)
    if len(said) > 1 and said[-1] in ("name", "id", "key", "code", "address") and called == said[:-1]:
        return 40, f"'{asked.parameter}' is what '{name}' tells"
    if called != asked.owner and len(called) == 1 and _is_alternative(called[0], told):
        return 25, f"what is said of '{asked.parameter}' names it"
    rank = next((index for index, usual in enumerate(_IDENTITIES) if words(usual) == called), None)
    if rank is None or (called == ("name",) and said[-1:] and said[-1] in _SPECIFIC):
        return 0, ""
    return 20 - rank, f"'{name}' tells records apart"


def _is_alternative(word: str, told: Sequence[str]) -> bool:
    """Whether a description offers a word beside another: `digest` in "a digest or a tag"."""
    around = [told[max(0, at - 2) : at + 3] for at, said in enumerate(told) if said == "or"]
    return any(word in words for words in around)


def _description(schema: Schema | None) -> tuple[str, ...]:
    """The words that describe a parameter: beside its schema, or in it."""
    node = schema.node if schema is not None else None
    if schema is not None and schema.pointer.endswith("/schema"):
        node = value_at(schema.root, steps_of(schema.pointer)[:-1])
    text = node.get("description") if isinstance(node, Mapping) else None
    return tuple(_WORD.findall(text[:MAX_TEXT].lower())) if isinstance(text, str) else ()


# What its schema says for a member


def _by_schema(asked: Schema | None, member: Schema) -> float:
    """What speaks for a member, or against it, in its schema and that of the parameter."""
    if asked is None:
        return 0
    one, other = _node(asked), _node(member)
    if asked.node is not one and identity(asked) == identity(member):
        return 12
    if any(one.get(word) is not None and one.get(word) == other.get(word) for word in ("example", "pattern")):
        return 10
    if one.get("format") is not None and one.get("format") == other.get("format"):
        return 6
    kinds, others = asked.types() - {"null"}, member.types() - {"null"}
    text = one.get("format") == "uuid" and others and others <= _NUMBERS
    shown = other.get("example")
    number = kinds and kinds <= _NUMBERS and others == {"string"} and not (isinstance(shown, str) and is_number(shown))
    return -12 if text or number else 0


def _node(schema: Schema) -> Mapping[str, Any]:
    node = schema.resolved().node
    return node if isinstance(node, Mapping) else {}
