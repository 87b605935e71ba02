"""What is kept behind some operations, and how do they use it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mockserver.behaviours.resources.places import Shape
from mockserver.model import Operation, Schema

Role = Literal[
    "create", "bulk", "list", "read", "replace", "bulk-replace", "fill", "merge", "bulk-merge", "delete", "bulk-delete",
    "clear", "action", "within",
]  # fmt: skip
"""What an operation does: `bulk` creates several, `fill` puts others in the place of all, `clear` deletes all, and
`within` is about a part of a record."""

SEVERAL: frozenset[Role] = frozenset({"bulk", "bulk-replace", "fill", "bulk-merge", "bulk-delete"})
"""What is done to several records that a body has, or of which it has the keys."""

Steps = tuple[str, ...]
"""The names of members that lead into a value."""


@dataclass(frozen=True, slots=True)
class Key:
    """What tells one record from another: where it stands in the record, if it does, and in the request.

    `parameter` is that of the path; where a path has none it is the member of the query or of the body. `schema` is
    that of what stands there, where it is known.
    """

    parameter: str
    steps: Steps | None
    reason: str
    schema: Schema | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Kinship:
    """Another path to the records of a collection, through owners of theirs.

    `owner` is the shape of the owners' collection, empty where they are not kept; `names` are the path parameters that
    name one, and `member` is that of the record which does; empty where none does.
    """

    shape: Shape
    owner: Shape
    names: tuple[str, ...]
    member: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An operation's part in a resource, and why it is thought to have it.

    `parents` are the path parameters of the records that it stands below, the outermost first; `verb` is the last
    word of an action. `body` leads to the record in the body of a request, `answer` in that of an answer: to the list
    of them where there are several; None where it shows none. `key` is where a request says which record it means: in
    the `query` or the `body`, by which name; empty where its path does. `into` is the member of the record that a body
    is, where it is but one; `through` tells of the owners whose records alone it is about, and `job` is the
    path of the jobs that make its records. `keys`: a list has but the keys of the records.
    """

    operation: Operation
    role: Role
    reason: str
    parents: tuple[str, ...] = ()
    verb: str = ""
    body: Steps = ()
    answer: Steps | None = None
    key: Steps = ()
    into: str = ""
    through: Kinship | None = None
    job: Shape = ()
    keys: bool = False

    @property
    def direct(self) -> bool:
        """Whether the path alone names the record, among all there are, and a new one is there at once."""
        return not (self.key or self.through or self.job)


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A collection of records, or a single one, with the operations that use it.

    `owner` is the resource whose records it stands below; `schema` describes one record.
    """

    name: str
    shape: Shape
    key: Key | None
    parts: tuple[Part, ...]
    schema: Schema | None
    owner: Resource | None = None
    single: bool = False
    lifecycle: Any = None
    """What the document says of its records' lifecycle."""
    accepted: bool = False
    """Whether its records are jobs, which other operations answer with 202."""

    def part(self, *roles: Role) -> Part | None:
        """The first part with one of the roles, in their order."""
        return next((part for role in roles for part in self.parts if part.role == role), None)
