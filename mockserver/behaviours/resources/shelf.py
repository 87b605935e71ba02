"""Which records of a resource does a request see?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from mockserver.behaviours import Call
from mockserver.behaviours.resources.inferring.references import Reference
from mockserver.behaviours.resources.keeping.bonds import Bond
from mockserver.behaviours.resources.keeping.identities import KEY_SAFE, key_text, stored_key
from mockserver.behaviours.resources.places import PARAMETER
from mockserver.behaviours.resources.plan import SINGLE, ResourcePlan
from mockserver.behaviours.resources.resource import Kinship
from mockserver.behaviours.resources.wording import singular_words
from mockserver.model import ABSENT, Violation
from mockserver.state import BY_HAND, TOUCHED, Page, Transaction, parse_moment, timestamp

GONE = "_gone"
"""Which records were deleted."""

STAGES = "_stages"
"""In which stage of its lifecycle each record is that moves on by itself."""

CHANGED = "_changed"
"""When records were last changed that do not tell so themselves."""


class Shelf:
    """The records below one owner, as one request sees and changes them.

    A collection that nobody has written to holds nothing: its answers are those of the specification. The first write
    puts the first records into it.
    """

    __slots__ = ("_bond", "_call", "_mark", "_records", "_scope", "_store", "names", "plan")

    def __init__(
        self, plan: ResourcePlan, call: Call, store: Transaction, names: Sequence[str], bond: Bond | None = None
    ) -> None:
        """`names` are the path parameters of the operation, those of the owners first.

        A `bond` leaves only the records of an owner in sight whom the path names beside those.
        """
        self.plan = plan
        self.names = names
        self._bond = bond
        self._call = call
        self._store = store
        self._scope = ""
        for name in names[: plan.depth] if plan.depth else ():
            owner = key_text(call.values.path.get(name, ""))
            self._scope += f"{_scoped(owner)}/"
            store = store.within(owner)
        self._mark = plan.mark + self._scope
        self._records = store.collection(plan.name)

    # What is there

    @property
    def dormant(self) -> bool:
        """Whether the specification's answers are given: nothing was written here, and nothing is there at first."""
        return (
            self._marker is None
            and self.plan.stated is None
            and self._call.settings.get("unknown") != "strict"
            and not self._records.page(0, 1)[1]
            and not self._begins_empty
        )

    @property
    def _begins_empty(self) -> bool:
        """Whether nothing is here at first: what these records stand below was made by a client, and so are they."""
        plan, owner = self.plan, self.plan.owner
        if owner is None or not plan.growing or plan.stated is not None or len(self.names) <= owner.depth:
            return False
        if self._call.settings.get("unknown") == "lenient":
            return False
        key = key_text(self._call.values.path.get(self.names[owner.depth], ""))
        return not owner.shows(key) and Shelf(owner, self._call, self._store, self.names).get(key) is not None

    @property
    def _marker(self) -> Any:
        found = self._store.get(TOUCHED, self._mark)
        return self._store.get(TOUCHED, self.plan.mark) if found is None and self._scope else found

    @property
    def strict(self) -> bool:
        """Whether what is not there does not exist: the records are made by requests, or were put there by hand."""
        unknown = self._call.settings.get("unknown")
        if unknown in ("strict", "lenient"):
            return unknown == "strict"
        marker = self._marker
        if marker is None:
            return bool(self._records.page(0, 1)[1]) or self.plan.stated is not None or self._begins_empty
        return marker == BY_HAND or self.plan.growing or self.plan.stated is not None

    def touch(self) -> None:
        """Put the first records there, unless something was written before."""
        if self._marker is not None:
            return
        self._store.put(TOUCHED, self._mark, record=True)
        if self._records.page(0, 1)[1]:
            return
        first = {} if self._begins_empty else self._first()
        if first:
            self._records.put_all(first)
            self._store.assume()

    def wake(self) -> bool:
        """Whether records are answered from here; puts those there that there are at first."""
        if self.dormant:
            return False
        if self.plan.stated is not None or self._call.settings.get("unknown") == "strict":
            self.touch()
        return True

    def _first(self) -> Mapping[str, Any]:
        """The records that are there at first, by their keys in the store."""
        plan = self.plan
        if plan.stated is None and self._call.settings.get("seed", "examples") != "examples":
            return {}
        if plan.shared is not None:
            return plan.shared
        pairs = self._exemplary() if plan.stated is None else self._stated(plan.stated)
        return {stored_key(key): record for key, record in pairs}

    def _exemplary(self) -> Iterator[tuple[str, Any]]:
        for seed in self.plan.examples:
            key = seed.key or key_text(self.new_key(seed.record))
            record = seed.record if seed.key else self.plan.with_key(seed.record, key)
            yield key, {**record, **self._links()}

    def _stated(self, stated: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(stated, Mapping):
            for full, record in stated.items():
                key = str(full).removeprefix(self._scope)
                if str(full).startswith(self._scope) and "/" not in key:
                    yield key, self.plan.with_key(record, key)
        elif isinstance(stated, list):
            for record in stated:
                found = self.plan.key_in(record)
                key = self.new_key(record) if found is ABSENT else found
                yield key_text(key), self.plan.with_key(record, key)

    def get(self, key: str) -> Any:
        """A record, or None."""
        record = self._records.get(stored_key(key))
        return record if self._bond is None or record is None or self._belongs(key, record) else None

    def _belongs(self, key: str, record: Any) -> bool:
        return self._bond is None or self._bond.holds(self._store, self._gone(key), record)

    def holds(self, key: str) -> bool:
        """Whether somebody made a record: one that an example shows, and nobody changed, gives way to a new one."""
        record = self._records.get(stored_key(key))
        return record is not None and not any(
            seed.key == key and {**seed.record, **self._links()} == record for seed in self.plan.examples
        )

    def page(self, start: int, stop: int) -> Page:
        if self._bond is None:
            return self._records.page(start, stop)
        entries = list(self.items().items())
        return entries[start:stop], len(entries)

    def items(self) -> dict[str, Any]:
        records = self._records.items()
        if self._bond is None:
            return records
        return {key: record for key, record in records.items() if self._belongs(unquote(key), record)}

    def absent(self, key: str, where: tuple[str, ...]) -> Violation | None:
        """Why there is no such record, which is not there; None where it may be one that the specification shows."""
        what = self._what
        if self._store.get(GONE, self._gone(key)) is not None:
            return Violation(where, self._deleted, f"the {what} '{key}' was deleted", value=key)
        if self.strict and key not in self.plan.shown_keys:
            return Violation(where, "notFound", f"there is no {what} '{key}'", value=key)
        return None

    def deleted(self, key: str) -> Violation | None:
        """Why a record that is alone is not there: it was deleted."""
        if self._store.get(GONE, self._gone(key)) is None:
            return None
        return Violation(("path",), self._deleted, f"the {self._what} was deleted")

    @property
    def _what(self) -> str:
        """What one of the records is called."""
        word = self.plan.resource.shape[-1]
        return "record" if word == PARAMETER else " ".join(singular_words(word)) or "record"

    @property
    def _deleted(self) -> str:
        return "gone" if "410" in self._call.operation.responses else "notFound"

    def held(self, key: str) -> Violation | None:
        """Why a record may not be deleted, where its operation documents a 409: others stand below it."""
        if "409" not in self._call.operation.responses:
            return None
        below = f"{self._scope}{_scoped(key)}/"
        holding = next((child for child in self.plan.children if child.has_below(self._store, below)), None)
        if holding is None:
            holding = next((child for child, kinship in self.plan.kin if self._of_kin(child, kinship, key)), None)
        if holding is None:
            holding = next((other for other, named in self.plan.referrers if self._is_named(other, named, key)), None)
        if holding is None:
            return None
        word = holding.resource.shape[-1]
        return Violation(("path",), "conflict", f"the {self._what} '{key}' still has {word}", value=key)

    def _is_named(self, other: ResourcePlan, reference: Reference, key: str) -> bool:
        """Whether a record of another collection names one of these."""
        records = self._store.collection(other.name).items().values()
        return not self.plan.depth and any(key in reference.keys(record) for record in records)

    def orphaned(self, owner: ResourcePlan | None, names: Sequence[str]) -> Violation | None:
        """Why there can be nothing here: one of the records that it stands below is not there.

        `names` are the parameters of the path that leads through them.
        """
        while owner is not None:
            parameter = names[owner.depth] if owner.depth < len(names) else ""
            key = key_text(self._call.values.path.get(parameter, ""))
            shelf = Shelf(owner, self._call, self._store, names)
            missing = shelf.absent(key, ("path", parameter)) if shelf.get(key) is None else None
            if missing is not None:
                return missing
            owner = owner.owner
        return None

    # What changes

    def add(self, key: str, record: Any) -> None:
        """Put a record under a new key."""
        self._records.put(stored_key(key), record)
        if self._bond is not None:
            self._bond.keep(self._store, self._gone(key))

    def put(self, key: str, record: Any) -> None:
        """Put a record under a key that there may have been before."""
        stored = stored_key(key)
        self._records.put(stored, record)
        if self._bond is not None:
            self._bond.keep(self._store, self._gone(key))
        gone = f"{self._mark}{stored}"
        if self._store.get(GONE, gone) is not None:
            self._store.delete(GONE, gone)

    def delete(self, key: str) -> None:
        """Delete a record with all that stands below it."""
        if self.get(key) is not None:
            self._records.delete(stored_key(key))
        self._store.put(GONE, self._gone(key), record=True)
        below = f"{self._scope}{_scoped(key)}/"
        for child in self.plan.children:
            _forget(child, self._store, below)
        for child, kinship in self.plan.kin:
            for name in self._of_kin(child, kinship, key):
                self._store.collection(child.name).delete(name)
                self._store.put(GONE, f"{child.mark}{name}", record=True)
                for grandchild in child.children:
                    _forget(grandchild, self._store, f"{name}/")

    def _of_kin(self, child: ResourcePlan, kinship: Kinship, key: str) -> list[str]:
        """Where the records stand that belong to one of these by another path than their own."""
        bond = Bond.to(kinship, key)
        scope = "".join(f"{part}/" for part in self._scope.split("/")[: child.depth])
        return [
            name
            for name, record in self._store.collection(child.name).items().items()
            if name.startswith(scope) and bond.holds(self._store, f"{child.mark}{name}", record)
        ]

    def withhold(self, key: str) -> None:
        """Take a record away that was put there just now."""
        self._records.delete(stored_key(key))

    def at(self, key: str) -> str:
        """Where a record stands among those of all collections."""
        return self._gone(key)

    @property
    def store(self) -> Transaction:
        return self._store

    def new_key(self, record: Mapping[str, Any]) -> Any:
        """A key that no record has, nor had."""
        return self.plan.identities.new(self._store, record, self.taken)

    def further(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What else tells a new record from others, where it was not sent."""
        kept = self.plan.filling.kept
        return {
            name: makes.new(self._store, sent, _free)
            for name, makes in self.plan.further
            if name not in sent or name in kept
        }

    def taken(self, key: str) -> bool:
        stored = stored_key(key)
        return self._records.get(stored) is not None or self._store.get(GONE, f"{self._mark}{stored}") is not None

    def links(self) -> dict[str, Any]:
        """What a record tells of its owners."""
        return {**self._links(), **(self._bond.link(self.plan.resource.schema) if self._bond is not None else {})}

    def _links(self) -> dict[str, Any]:
        """What a record tells of the owners that its own path names."""
        return self.plan.linked(self.names[: self.plan.depth], self._call.values.path)

    # What stands beside a record

    def mark(self, key: str, stage: Any) -> None:
        """Keep the stage of a record; None: there is none."""
        if stage is not None:
            self._store.put(STAGES, self._gone(key), stage)
        elif self.marked(key) is not None:
            self._store.delete(STAGES, self._gone(key))

    def marked(self, key: str) -> Any:
        return self._store.get(STAGES, self._gone(key))

    def note(self, key: str, now: datetime) -> None:
        """Keep when a record was changed that does not tell so itself."""
        self._store.put(CHANGED, self._gone(key), timestamp(now))

    def changed(self, key: str) -> datetime | None:
        """When a record was last changed, as far as that is kept."""
        kept = self._store.get(CHANGED, self._gone(key))
        return parse_moment(kept) if isinstance(kept, str) else None

    def all_marked(self) -> list[str]:
        """The keys of the records that have a stage."""
        before = f"{self.plan.name}/{self._scope}"
        found = [key.removeprefix(before) for key in self._store.items(STAGES) if key.startswith(before)]
        return [unquote(key) for key in found if "/" not in key]

    def _gone(self, key: str) -> str:
        return f"{self._mark}{stored_key(key)}"


def _free(key: str) -> bool:
    """No record has it: nothing but a key is looked up."""
    return False


def _scoped(owner: str) -> str:
    """The key of an owner as it stands before those of its records."""
    return owner if owner.isalnum() and owner.isascii() else quote(owner, safe=KEY_SAFE)


def _forget(plan: ResourcePlan, store: Transaction, below: str) -> None:
    """Delete every record of a resource that stands below another one."""
    records = store.collection(plan.name)
    for key in [key for key in records.items() if key.startswith(below)] if len(records) else ():
        records.delete(key)


__all__ = ["SINGLE", "Shelf"]
