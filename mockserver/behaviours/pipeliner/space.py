"""Which records does a space hold, as one request sees them?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.behaviours.pipeliner.entities import ENTITIES, FIRST_RECORDS, SAMPLE_ID, Entity, Relation
from mockserver.state import Transaction

Record = Mapping[str, Any]


class Space:
    """The records of one space; a space that is named for the first time gets a record of each kind that calls name.

    It remembers which records name which owners, because a page of owners is shown with theirs.
    """

    def __init__(self, store: Transaction, name: str, base: str, now: datetime) -> None:
        self._spaces = store
        self._store = store.within(name)
        self._owned: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
        self._name = name
        self.base = f"{base}/spaces/{name}/entities"
        self.now = stamp(now)
        if store.get("spaces", name) is None:
            self._found()

    def _found(self) -> None:
        self._spaces.put("spaces", self._name, {"revision": 0})
        for collection, values in FIRST_RECORDS.items():
            entity = ENTITIES[collection]
            if self._store.get(collection, SAMPLE_ID) is None:
                self.keep(entity, self.new_record(entity, SAMPLE_ID) | dict(values))

    def new_record(self, entity: Entity, record_id: str) -> dict[str, Any]:
        """A record of which nothing is known but its kind."""
        return {
            "id": record_id,
            "is_delete_protected": False,
            "is_deleted": False,
            "created": self.now,
            "modified": self.now,
            **entity.blank(),
        }

    def new_id(self, entity: Entity) -> str:
        return self._store.uuid(entity.collection)

    def new_call_sid(self) -> str:
        return f"CA{self._store.token('twilio_call_sid')}"

    def find(self, collection: str, record_id: str) -> Record | None:
        """A record, deleted or not; what a seeded record does not say is unset."""
        record: Record | None = self._store.get(collection, record_id)
        if record is None or collection not in ENTITIES:
            return None
        return self._whole(ENTITIES[collection], record_id, record)

    def live(self, collection: str, record_id: str) -> Record | None:
        record = self.find(collection, record_id)
        return None if record is None or record["is_deleted"] else record

    def all(self, entity: Entity) -> list[Record]:
        """Every record of a kind, deleted ones too, the oldest first."""
        return [self._whole(entity, key, record) for key, record in self._store.items(entity.collection).items()]

    def _whole(self, entity: Entity, record_id: str, record: Record) -> Record:
        if record.keys() >= entity.kept:
            return record
        return {**self.new_record(entity, record_id), **record}

    def related(self, relation: Relation, record_id: str) -> tuple[str, Record] | None:
        """The collection and the record that a relation leads to: one that is not deleted, or else a deleted one."""
        found = [
            (collection, record)
            for _, collection in relation.twins
            if (record := self.find(collection, record_id)) is not None
        ]
        return next((pair for pair in found if not pair[1]["is_deleted"]), found[0] if found else None)

    def owned(self, collection: str, owner_key: str, owner_id: str) -> list[Record]:
        """The records, none of them deleted, that name their owner in `owner_key`."""
        index = self._owned.get((collection, owner_key))
        if index is None:
            index = self._owned[collection, owner_key] = {}
            for record in self.all(ENTITIES[collection]):
                index.setdefault(record[owner_key] or "", {})[record["id"]] = None
        found = (self.live(collection, record_id) for record_id in index.get(owner_id, ()))
        return [record for record in found if record is not None and record[owner_key] == owner_id]

    def keep(self, entity: Entity, record: Record, *, revision: int | None = None) -> None:
        """Store a changed record under the next revision, or under the given one, from which counting goes on."""
        last = (self._spaces.get("spaces", self._name) or {}).get("revision", 0)
        number = last + 1 if revision is None else revision
        self._spaces.put("spaces", self._name, {"revision": max(last, number)})
        numbered = {**record, "revision": number} if "revision" in entity.plain else dict(record)
        self._store.put(entity.collection, record["id"], numbered)
        for (collection, owner_key), index in self._owned.items():
            if collection == entity.collection:
                index.setdefault(record[owner_key] or "", {})[record["id"]] = None

    def link(self, collection: str, record_id: str) -> str:
        """The address of a record."""
        return f"{self.base}/{collection}/{record_id}"


def stamp(moment: datetime) -> str:
    """A point in time as Pipeliner writes it: in UTC, to the microsecond, with a blank before the time of day."""
    return moment.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")


def read_moment(text: str) -> datetime:
    """A point in time as clients write it: with a T or a blank, in UTC where it has no offset."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
