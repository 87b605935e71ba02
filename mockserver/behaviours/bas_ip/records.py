"""Which records does the monitor hold, and who has which link id?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.state import Transaction

_UNSET = {"is_favorite": False, "is_default": False, "auto_answer": False, "in_black_list": False}


class Linked:
    """The records of one collection by uid, with an index of their link ids, within one transaction.

    The index has one key for each record, so it shows, and is made new, when records came or went without it.
    """

    def __init__(self, store: Transaction, collection: str) -> None:
        self._collection = collection
        self._store = store
        self._records = store.collection(collection)
        self._uids = store.collection(f"_{collection}_by_link_id")
        self._next_id: Callable[[], int] | None = None
        self.get = self._records.get
        self.put = self._records.put
        self.size = len(self._records)
        if len(self._uids) != self.size:
            self._index_again()

    def _index_again(self) -> None:
        for key in self._uids.items():
            self._uids.delete(key)
        for uid, record in self._records.items().items():
            self._uids.put(_key(record, uid), uid)

    def find(self, link_id: str | None) -> str | None:
        """The uid of the record with a link id; an index that leads to another record is made new."""
        if link_id is None:
            return None
        key = link_id.lower()
        uid: str | None = self._uids.get(key)
        if uid is not None and _key(self._records.get(uid) or {}, uid) != key:
            self._index_again()
            uid = self._uids.get(key)
        return uid

    def add(self, record: Mapping[str, Any], uid: str) -> None:
        """Put a record under a new uid; `put` puts it in the place of one with the same link id."""
        self.size += 1
        self.put(uid, record)
        self._uids.put((record.get("link_id") or uid).lower(), uid)

    def delete(self, uid: str) -> None:
        self.size -= 1
        self._uids.delete(_key(self._records.get(uid) or {}, uid))
        self._records.delete(uid)

    def new_uid(self) -> str:
        """A uid that no record has, even one that was put into the state by hand."""
        if self._next_id is None:
            self._next_id = self._store.counter(self._collection)
        while self.get(uid := str(self._next_id())) is not None:
            pass
        return uid

    def items(self) -> Mapping[str, Any]:
        return self._records.items()


def _key(record: Mapping[str, Any], uid: str) -> str:
    """Where a record stands in the index; UUIDs are the same in either case."""
    link_id: str = record.get("link_id") or uid
    return link_id.lower()


class Contacts:
    """The contacts of the monitor within one transaction: how many it holds, and which is the default one."""

    def __init__(self, store: Transaction, *, limit: int) -> None:
        self.linked = Linked(store, "contacts")
        self._limit = limit
        self._defaults: tuple[str, ...] | None = None

    def add(self, told: Mapping[str, Any], link_id: str | None) -> str | None:
        """Store what a client told of a new contact; its uid, or None where the monitor holds no more."""
        if self.linked.size >= self._limit:
            return None
        uid = self.linked.new_uid()
        contact = _contact(uid, link_id, told, _UNSET)
        if contact["is_default"]:
            self._make_default(uid)
        self.linked.add(contact, uid)
        return uid

    def update(self, uid: str, told: Mapping[str, Any]) -> str:
        """Change a contact to what a client told of it; its uid."""
        before = {**_UNSET, **(self.linked.get(uid) or {})}
        contact = _contact(uid, before.get("link_id"), told, before)
        if contact["is_default"]:
            self._make_default(uid)
        self.linked.put(uid, contact)
        return uid

    def _make_default(self, uid: str) -> None:
        """A new default contact takes the place of the one before."""
        if self._defaults is None:
            self._defaults = tuple(key for key, record in self.linked.items().items() if record.get("is_default"))
        for key in self._defaults:
            if key != uid:
                self.linked.put(key, {**(self.linked.get(key) or {}), "is_default": False})
        self._defaults = (uid,)


def _contact(uid: str, link_id: str | None, told: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    kind, answers = told["type"], told.get("auto_answer", before["auto_answer"])
    return {
        "uid": int(uid),
        "link_id": link_id,
        "name": told["name"],
        "type": kind,
        "number": told["number"],
        "is_favorite": told.get("is_favorite", before["is_favorite"]),
        "is_default": told.get("is_default", before["is_default"]) and kind != "regular",
        "auto_answer": answers,
        "in_black_list": told.get("in_black_list", before["in_black_list"]) and not answers,
    }
