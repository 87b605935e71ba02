"""Of what does a callback or a webhook tell?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mockserver.behaviours.resources.shapes import members_of
from mockserver.behaviours.resources.wording import singular, words
from mockserver.model import Operation, Schema
from mockserver.state import Change

Kind = Literal["created", "updated", "deleted"]
Words = tuple[str, ...]

KINDS: Mapping[Kind, frozenset[str]] = {
    "created": frozenset(("created", "create", "creation", "new", "added", "inserted", "registered", "placed")),
    "updated": frozenset(("updated", "update", "changed", "change", "modified", "edited", "replaced", "patched")),
    "deleted": frozenset(("deleted", "delete", "deletion", "removed", "remove", "destroyed")),
}
_SAYS_NOTHING = {
    "on", "event", "webhook", "callback", "hook", "notification", "notify", "when", "a", "an", "the", "is", "was",
    "has", "been", "my", "url",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an API: what its collections hold one of each, and the states that their records can be in."""

    nouns: Mapping[Words, Words] = field(default_factory=dict)
    states: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class About:
    """What a name says: of what (`noun`), what happens to it, and in which state it is then; each may be left open."""

    noun: Words = ()
    kinds: frozenset[Kind] = frozenset()
    state: str = ""

    @property
    def is_a_change(self) -> bool:
        """Whether it tells when something happens, and not only of what."""
        return bool(self.kinds or self.state)


def about(name: str, vocabulary: Vocabulary) -> About:
    """What the name of a callback says: `petCreated`, `order.shipped`."""
    said = [singular(word) for word in words(name)]
    noun: Words = ()
    for size in range(min(len(said), 4), 0, -1):
        windows = (tuple(said[start : start + size]) for start in range(len(said) - size + 1))
        found = next((window for window in windows if window in vocabulary.nouns), None)
        if found is not None:
            at = next(i for i in range(len(said)) if tuple(said[i : i + size]) == found)
            noun, said = vocabulary.nouns[found], said[:at] + said[at + size :]
            break
    said = [word for word in said if word not in _SAYS_NOTHING]
    rest = {word for word in said if word != "status"}
    kinds = frozenset(kind for kind, known in KINDS.items() if known & rest)
    states = ["".join(said), *said]
    state = "" if kinds else next((word for word in states if word in vocabulary.states), "")
    return About(noun, kinds, state)


def vocabulary_of(operations: Iterable[Operation], schemas: Iterable[Schema | None]) -> Vocabulary:
    """The words of an API, from its paths and from the enums of its records."""
    nouns = {noun: noun for operation in operations for segment in _literals(operation) if (noun := one_of(segment))}
    states = {
        "".join(words(choice))
        for schema in schemas
        if schema is not None
        for member in members_of(schema).schemas.values()
        for choice in _choices(member)
        if isinstance(choice, str)
    }
    return Vocabulary(nouns, frozenset(states))


def _choices(member: Schema) -> list[Any]:
    node = member.resolved().node
    choices = node.get("enum") if isinstance(node, Mapping) else None
    return choices if isinstance(choices, list) else []


def _literals(operation: Operation) -> list[str]:
    return [segment for segment in operation.path.split("/") if segment and "{" not in segment]


def one_of(collection: str) -> Words:
    """What one record of a collection is called: `order_item` of `customers/order_items`."""
    return tuple(singular(word) for word in words(collection.rpartition("/")[2]))


def noun_of(operation: Operation) -> Words:
    """What an operation is about, as its path tells."""
    literals = _literals(operation)
    return one_of(literals[-1]) if literals else ()


def kind_of(change: Change) -> Kind:
    if change.before is None:
        return "created"
    return "deleted" if change.after is None else "updated"


def tells_of(said: About, change: Change) -> bool:
    """Whether a change is one that a name speaks of, if it is of the right noun."""
    if said.noun and said.noun != one_of(change.collection):
        return False
    if said.kinds:
        return kind_of(change) in said.kinds
    return not said.state or _comes_into(change, said.state)


def _comes_into(change: Change, state: str) -> bool:
    """Whether a member of the record has the value now, and had another one before."""
    before = change.before if isinstance(change.before, Mapping) else {}
    after = change.after if isinstance(change.after, Mapping) else {}
    return any(
        isinstance(value, str) and "".join(words(value)) == state and before.get(name) != value
        for name, value in after.items()
    )
