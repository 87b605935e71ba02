"""What is compared: two documents with their operations, and what has been found so far?"""

from __future__ import annotations

from dataclasses import dataclass, field

from mockserver.contract.diff.changes import ANYTHING, Change, Root, Use
from mockserver.model import Direction, Operation, Schema, SpecReference


@dataclass(slots=True)
class Found:
    """The changes that are told one by one, and the schemas that are still to be compared."""

    changes: list[Change] = field(default_factory=list)
    roots: list[Root] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sides:
    """An operation before and after, and where its changes go."""

    old: Operation
    new: Operation
    found: Found
    owner: str | None = None
    """The operation that a callback is of, if it is one; empty for a webhook."""

    @property
    def named(self) -> str:
        return self.new.id if self.owner is None else self.owner

    def tell(
        self,
        code: str,
        words: str,
        part: str = "",
        *,
        old: str | None = None,
        new: str | None = None,
        name: str = "",
        status: str = "",
        media_type: str = "",
    ) -> None:
        """Note a change; its place is the operation's where no pointer is given."""
        before, after = self.old.source, self.new.source
        self.found.changes.append(
            Change(
                code,
                words,
                SpecReference(before.file, before.pointer if old is None else old),
                SpecReference(after.file, after.pointer if new is None else new),
                (Use(self.named, part, (), status, media_type, name),),
            )
        )

    def compare(
        self,
        old: Schema | None,
        new: Schema | None,
        direction: Direction,
        part: str,
        *,
        name: str = "",
        status: str = "",
        media_type: str = "",
    ) -> None:
        """Have two schemas compared; what has none takes anything."""
        if old is None and new is None:
            return
        present = old or new
        if present is None:
            return
        anything = Schema({ANYTHING[1:]: {}}, ANYTHING, present.version, present.file)
        use = Use(self.named, part, (), status, media_type, name)
        self.found.roots.append(Root(old or anything, new or anything, direction, use))
