"""Do two paths lead to the same records, as `/users/{id}/orders` and `/orders/{id}` do?"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.behaviours.resources.inferring.drafts import Draft
from mockserver.behaviours.resources.places import PARAMETER, Shape
from mockserver.behaviours.resources.resource import Kinship
from mockserver.behaviours.resources.shapes import alike, members_of
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import Operation, Schema


def alike_named(shape: Shape) -> tuple[str, ...]:
    """What two paths to the same records have in common: what one of them is called."""
    return singular_words(shape[-1]) if shape and shape[-1] != PARAMETER else ()


def is_above(outer: Shape, inner: Shape) -> bool:
    """Whether a path leads through all that another one leads through, and through owners of the records besides."""
    last = max((index for index, segment in enumerate(outer) if segment == PARAMETER), default=-1)
    further = iter(inner[last + 1 :])
    same = inner[: last + 1] == outer[: last + 1] and all(segment in further for segment in outer[last + 1 : -1])
    return same and PARAMETER in inner[last + 2 : -1]


def kinship_of(inner: Draft, outer: Draft, owner: Shape, made: Iterable[Operation]) -> Kinship | None:
    """How the records below an owner are those of another collection; None where they are others.

    Both describe the same schema. Beside that the record names its owner; or what stands below the owner makes and
    lists them, and the other path has the rest; or the answer to what makes one leads there, as `made` knows. Where
    the schemas are two and alike, only the second will do.
    """
    if outer.item is None:
        return None
    if inner.correction.collection != outer.correction.collection:
        return None
    roles, others = {part.role for part in inner.parts}, {part.role for part in outer.parts}
    create = next((part.operation for part in inner.parts if part.role == "create"), None)
    count = len(outer.place.names)
    names = inner.place.names[count:]
    member = _member(outer.schema, inner)
    led = create is not None and any(operation is create for operation in made)
    shared = inner.item is None and create is not None and not others & {"create", "bulk"}
    named = bool(member) and (create is not None or roles == {"list"})
    if inner.known and inner.known == outer.known:
        if not (led or shared or named):
            return None
    elif not (shared and "list" in roles - others and _are_alike(inner.schema, outer.schema)):
        return None
    if member:
        reason = f"'{member}' says to which '{names[-1]}' a record belongs"
    elif led:
        reason = f"the answer of what makes one leads to '{outer.word}'"
    else:
        reason = f"'{outer.word}' are made below a '{names[-1]}', and nowhere else"
    return Kinship(inner.place.shape, owner, names, member, reason)


def _are_alike(one: Schema | None, other: Schema | None) -> bool:
    return one is not None and other is not None and alike(one, other)


def _above(inner: Draft) -> str:
    """The word of the owners that a path leads through."""
    shape = inner.place.shape
    return next(shape[index - 1] for index in range(len(shape) - 1, 0, -1) if shape[index] == PARAMETER)


def _member(schema: Schema | None, inner: Draft) -> str:
    """The member of a record that names the owner which a path leads through; empty where none does."""
    members = members_of(schema).schemas if schema is not None else {}
    named = {words(name): name for name, member in members.items() if member.types() & {"string", "integer"}}
    owner, asked = singular_words(_above(inner)), words(inner.place.names[-1])
    own = singular_words(inner.word)
    wanted = (asked, *(((*owner, "id"), (*owner, *asked[-1:]), owner) if owner else ()))
    taken = {("id",), own, (*own, "id")}
    return next((named[said] for said in wanted if said in named and said not in taken), "")
