"""Which records does the monitor hold, and who has which link id?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.state import Transaction

_UNSET = {"is_favorite": False, "is_default": False, "auto_answer": False, "in_black_list": False}


class Linked:
    """The records of one collection by uid, with an index of their link ids, within one transaction.

    The index has one key for each record, so it shows, and is made new, when records came or went without it.
    """

    def __init__(self, store: Transaction, collection: str) -> None:
        self._store = store
        self._collection = collection
        self._index = f"_{collection}_by_link_id"
        self._size: int | None = None

    @property
    def size(self) -> int:
        """How many records there are; they are counted when this is first asked for."""
        if self._size is None:
            records = self._store.items(self._collection)
            self._size = len(records)
            if len(self._store.items(self._index)) != self._size:
                self._index_again(records)
        return self._size

    def _index_again(self, records: Mapping[str, Any]) -> None:
        for key in self._store.items(self._index):
            self._store.delete(self._index, key)
        for uid, record in records.items():
            self._store.put(self._index, _key(record, uid), uid)

    def find(self, link_id: str | None) -> str | None:
        """The uid of the record with a link id; a miss has the index looked at once, a hit on another record always."""
        if link_id is None:
            return None
        key = link_id.lower()
        uid = self._indexed(key)
        if uid is None and self._size is None and self.size:
            return self._indexed(key)
        if uid is not None and _key(self.get(uid), uid) != key:
            self._index_again(self._store.items(self._collection))
            return self._indexed(key)
        return uid

    def _indexed(self, key: str) -> str | None:
        uid: str | None = self._store.get(self._index, key)
        return uid

    def get(self, uid: str | None) -> Mapping[str, Any]:
        """A record; empty where there is none."""
        return (self._store.get(self._collection, uid) if uid else None) or {}

    def new_uid(self) -> str:
        """A uid that no record has, even one that was put into the state by hand."""
        uid = str(self._store.next_id(self._collection))
        while self.get(uid):
            uid = str(self._store.next_id(self._collection))
        return uid

    def add(self, record: Mapping[str, Any], uid: str) -> None:
        """Put a record under a new uid."""
        self._size = self.size + 1
        self.put(record, uid)
        self._store.put(self._index, _key(record, uid), uid)

    def put(self, record: Mapping[str, Any], uid: str) -> None:
        """Put a record in the place of one with the same link id."""
        self._store.put(self._collection, uid, record)

    def delete(self, uid: str) -> None:
        self._size = self.size - 1
        self._store.delete(self._index, _key(self.get(uid), uid))
        self._store.delete(self._collection, uid)


def _key(record: Mapping[str, Any], uid: str) -> str:
    """Where a record stands in the index; UUIDs are the same in either case."""
    return (record.get("link_id") or uid).lower()


class Contacts:
    """The contacts of the monitor within one transaction: how many it holds, and which is the default one."""

    def __init__(self, store: Transaction, *, limit: int) -> None:
        self.linked = Linked(store, "contacts")
        self._store = store
        self._limit = limit
        self._defaults: tuple[str, ...] | None = None

    @property
    def are_full(self) -> bool:
        return self.linked.size >= self._limit

    def add(self, told: Mapping[str, Any], link_id: str | None) -> str:
        """Store what a client told of a new contact; its uid."""
        uid = self.linked.new_uid()
        contact = _contact(uid, link_id, told, _UNSET)
        self._note_default(contact, uid)
        self.linked.add(contact, uid)
        return uid

    def update(self, uid: str, told: Mapping[str, Any]) -> str:
        """Change a contact to what a client told of it; its uid."""
        before = self.linked.get(uid)
        contact = _contact(uid, before.get("link_id"), told, before)
        self._note_default(contact, uid)
        self.linked.put(contact, uid)
        return uid

    def _note_default(self, contact: Mapping[str, Any], uid: str) -> None:
        """A new default contact takes the place of the one before."""
        if not contact["is_default"]:
            return
        if self._defaults is None:
            contacts = self._store.items("contacts")
            self._defaults = tuple(key for key, record in contacts.items() if record.get("is_default"))
        for key in self._defaults:
            if key != uid:
                self.linked.put({**self.linked.get(key), "is_default": False}, key)
        self._defaults = (uid,)


def _contact(uid: str, link_id: str | None, told: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    said = {**_UNSET, **before, **told}
    return {
        "uid": int(uid),
        "link_id": link_id,
        "name": said["name"],
        "type": said["type"],
        "number": said["number"],
        "is_favorite": said["is_favorite"],
        "is_default": said["is_default"] and said["type"] != "regular",
        "auto_answer": said["auto_answer"],
        "in_black_list": said["in_black_list"] and not said["auto_answer"],
    }
