"""Which member of a record does a path name it by?"""

from __future__ import annotations

from mockserver.behaviours.resources.resource import Key
from mockserver.behaviours.resources.shapes import members_of
from mockserver.behaviours.resources.wording import singular_words, without, words
from mockserver.model import Schema

_IDENTITIES = ("id", "uuid", "guid", "sid", "uid", "_id", "gid", "key", "name", "slug", "code", "number")
_OWN = ("id", "uuid", "guid", "sid", "_id")
_HOLDERS = ("metadata", "meta", "attributes", "data", "_metadata", "sys")
_SCALARS = {"string", "integer", "number", "boolean"}
_MOST = 40
"""How long a member's name can be, in words, and still be compared."""


def key_of(parameter: str, word: str, schema: Schema | None) -> Key:
    """The key that a path parameter is, for records of a schema in the collection that `word` names."""
    if schema is None:
        return Key(parameter, None, "the records are not described")
    names = _scalars(schema)
    if words(parameter) == singular_words(word) and (own := next((n for n in _OWN if n in names), None)):
        return Key(parameter, (own,), f"'{own}' is the identity of a {' '.join(words(parameter))}")
    found = _by_name(parameter, word, names)
    if found:
        return Key(parameter, (found[0],), found[1])
    members = members_of(schema).schemas
    for holder in _HOLDERS:
        inner = _by_name(parameter, word, _scalars(members[holder])) if holder in members else None
        if inner:
            return Key(parameter, (holder, inner[0]), f"{inner[1]} in '{holder}'")
    by_words = {words(name): name for name in reversed(names)}
    asked = words(parameter)
    if len(asked) > 1 and asked[-1] in ("name", "id", "key", "code") and asked[:-1] in by_words:
        named = by_words[asked[:-1]]
        return Key(parameter, (named,), f"'{parameter}' is what '{named}' tells")
    for name in _IDENTITIES:
        if words(name) in by_words:
            return Key(parameter, (by_words[words(name)],), f"'{by_words[words(name)]}' tells records apart")
    return Key(parameter, None, f"no member of a record is named as '{parameter}' is")


def is_named(parameter: str, word: str, schema: Schema) -> bool:
    """Whether a path parameter is called as a record is, or as a member of one that tells it from others."""
    return words(parameter) == singular_words(word) or _by_name(parameter, word, _scalars(schema)) is not None


def _scalars(schema: Schema) -> tuple[str, ...]:
    return tuple(
        name
        for name, member in members_of(schema).schemas.items()
        if (member.types() - {"null"}) <= _SCALARS and len(name) <= _MOST
    )


def _by_name(parameter: str, word: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The member that a parameter names, and why."""
    asked, owner = words(parameter), singular_words(word)
    if parameter in names:
        return parameter, f"it is called '{parameter}' as in the path"
    by_words = {words(name): name for name in reversed(names)}
    if asked[-1:] in (("username",), ("login",)) and asked not in by_words and ("login",) in by_words:
        return by_words[("login",)], f"it is what a user logs in as, which '{parameter}' is"
    if asked in by_words:
        return by_words[asked], f"it is called as '{parameter}' is"
    rest = without(asked, owner)
    for wanted in (rest, without(asked, owner[-1:]), asked[-1:]):
        if wanted and wanted != asked and wanted in by_words:
            return by_words[wanted], f"'{parameter}' is the {' '.join(wanted)} of a {' '.join(owner)}"
    return _by_owner(asked, owner, by_words)


def _by_owner(
    asked: tuple[str, ...], owner: tuple[str, ...], by_words: dict[tuple[str, ...], str]
) -> tuple[str, str] | None:
    """The member that is called after the record itself: `petId` where the path has only `{id}`, or `{pet}`."""
    for last in (asked[-1:], ("id",), ("name",)):
        for first in (owner, owner[-1:], asked):
            if (*first, *last) in by_words and last[0] in (
                "id",
                "uuid",
                "key",
                "name",
                "code",
                "number",
                "slug",
                "sid",
            ):
                return by_words[(*first, *last)], f"it is the {last[0]} of a {' '.join(owner)}"
    return None
