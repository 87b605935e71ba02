"""Which records does a session hold, for a test that reads and sets them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from copy import deepcopy
from typing import Any, NoReturn

from mockserver.exceptions import MockserverError
from mockserver.state import Catalogue, Difference, State, difference

Shown = dict[str, dict[str, Any]]


class Collection(dict[str, Any]):
    """The records of one collection by id, as they were when it was read; MockserverError where somebody changes it."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise MockserverError(
            "this is a copy of the records; set the whole collection: "
            "state['contacts'] = {**state['contacts'], '7': {...}}"
        )

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


class UnknownCollectionError(MockserverError, KeyError):
    """No collection, or more than one, has that name."""

    def __str__(self) -> str:
        return str(self.args[0])


class Records(MutableMapping[str, dict[str, Any]]):
    """The records by collection, each collection a dict of records by id; what is given is a copy.

    A collection is changed by setting it: `state["contacts"] = {**state["contacts"], "7": record}`.
    """

    def __init__(self, find: Callable[[], State], catalogue: Catalogue) -> None:
        self._find = find
        self._catalogue = catalogue

    def all(self) -> Shown:
        """Every record by collection and id."""
        return self._find().records(self._catalogue)

    def replace(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Put these records in the place of all."""
        try:
            self._find().replace_records(_copied(records), self._catalogue)
        except LookupError as error:
            raise UnknownCollectionError(str(error)) from error

    def __getitem__(self, collection: str) -> dict[str, Any]:
        return Collection(deepcopy(dict(self._find().store.items(self._named(collection)))))

    def __setitem__(self, collection: str, records: Mapping[str, Any]) -> None:
        if not isinstance(records, Mapping):
            raise MockserverError(f"'{collection}' is set to records by their ids: {{'1': {{...}}}}")
        try:
            found = {str(key): _copied(record) for key, record in records.items()}
            self._find().put_collection(collection, found, self._catalogue)
        except LookupError as error:
            raise UnknownCollectionError(str(error)) from error

    def __delitem__(self, collection: str) -> None:
        self[collection] = {}

    def __contains__(self, collection: object) -> bool:
        return collection in self.all()

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def __repr__(self) -> str:
        return repr(self.all())

    def _named(self, collection: str) -> str:
        try:
            return self._find().full_name(collection, self._catalogue)
        except LookupError as error:
            raise UnknownCollectionError(str(error)) from error


class Changes:
    """What of a session's records changed since some moment; it stands still when the block ends.

    `added` and `removed` are records by collection and id; a `changed` one has `before` and `after`.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._before = records.all()
        self._end: Shown | None = None

    def end(self) -> None:
        self._end = self._records.all()

    @property
    def _difference(self) -> Difference:
        return difference(self._before, self._records.all() if self._end is None else self._end)

    @property
    def added(self) -> Shown:
        return self._difference.added

    @property
    def removed(self) -> Shown:
        return self._difference.removed

    @property
    def changed(self) -> Shown:
        return self._difference.changed

    def __bool__(self) -> bool:
        return self._difference != Difference()

    def __repr__(self) -> str:
        return f"Changes(added={self.added}, removed={self.removed}, changed={self.changed})"


def _copied(value: Any) -> Any:
    """A value of JSON that changes with nobody else's."""
    if isinstance(value, Mapping):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list | tuple) else value
