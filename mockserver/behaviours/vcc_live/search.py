"""Which record does a search find?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.behaviours.vcc_live.form import known_value, parts, text_of
from mockserver.behaviours.vcc_live.project import Project, fold

Criteria = Mapping[str, Any]
Key = str | int | None

COLUMNS = ("numberid", "pref_userid", "act_status")
"""What a search for dispositions may name besides the project's fields."""


class Records:
    """A project's records as one request finds and changes them.

    Each searched field is indexed once, and kept up to date by `put`, so that a batch of searches costs no more
    than one look at each record.
    """

    def __init__(self, project: Project, *, partial: bool, columns: Sequence[str] = ()) -> None:
        self._project = project
        self._partial = partial
        self._columns = columns
        self._rows: dict[str, Any] | None = None
        self._indexes: dict[str, dict[Key, dict[str, None]]] = {}

    def find(self, numberid: Any | None, search: Criteria | Sequence[Criteria] | None) -> Any | None:
        """The record with the number id; without one, of those that the search finds that with the highest."""
        if numberid is not None:
            return self._project.row(numberid)
        alternatives = [search] if isinstance(search, Mapping) else search or ()
        hits = {hit for criteria in alternatives for hit in self._hits(criteria)}
        return self._project.row(max(hits, key=int)) if hits else None

    def put(self, row: Mapping[str, Any]) -> None:
        """Store a record, and find it from now on by what it says now."""
        numberid = row["numberid"]
        before = self._project.row(numberid)
        for name, index in self._indexes.items():
            for key in self._keys(before, name):
                index.get(key, {}).pop(numberid, None)
            for key in self._keys(row, name):
                index.setdefault(key, {})[numberid] = None
        self._project.store.put("records", numberid, row)

    def _hits(self, criteria: Criteria) -> set[str]:
        """The number ids of the records that meet all of the criteria, tried from the rarest."""
        groups = [group for name, value in criteria.items() for group in self._groups(name, value)]
        rarest: list[dict[str, None]] = min(groups, key=lambda group: sum(map(len, group)), default=[])
        others = [group for group in groups if group is not rarest]
        return {
            numberid
            for bucket in rarest
            for numberid in bucket
            if all(any(numberid in other for other in group) for group in others)
        }

    def _groups(self, name: str, value: Any) -> Iterator[list[dict[str, None]]]:
        """For each thing that a record must have, the records that have it, under each key that will do."""
        index = self._index(name)
        for wanted in self._wanted(name, value):
            yield [index[key] for key in wanted if key in index]

    def _wanted(self, name: str, value: Any) -> Iterator[Sequence[Key]]:
        """For each thing that a record must have, the keys under which it may be found."""
        field = self._project.fields.get(name)
        is_column = name in self._columns
        if field is None and not is_column:
            yield ()
        elif value is None:
            yield (None,)
        elif field is None or is_column or field["type"] == "text":
            yield self._matching(self._index(name), fold(text_of(value)))
        else:
            for part in parts(field, value) or [""]:
                yield self._choices(field, part)

    def _matching(self, index: Mapping[Key, Any], text: str) -> Sequence[Key]:
        if not self._partial:
            return (text,)
        return [key for key in index if isinstance(key, str) and text in key]

    def _choices(self, field: Mapping[str, Any], part: str) -> Sequence[Key]:
        found = known_value(self._project, field, part)
        if not self._partial:
            return () if found is None else (found,)
        values = self._project.values_of(field)
        return [v["valueid"] for v in values if v["valueid"] == found or fold(part) in fold(v["name"])]

    def _index(self, name: str) -> dict[Key, dict[str, None]]:
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = {}
            if self._rows is None:
                self._rows = self._project.own("records")
            for numberid in self._rows:
                for key in self._keys(self._project.row(numberid), name):
                    index.setdefault(key, {})[numberid] = None
        return index

    def _keys(self, row: Any, name: str) -> tuple[Key, ...]:
        """Under which keys a record is found by a field: folded texts, ids of values, or None if it is not set."""
        value = _column(row, name) if name in self._columns else row["data"].get(name)
        if isinstance(value, list):
            return tuple(value) or (None,)
        return (fold(value) if isinstance(value, str) else value,)


def _column(row: Mapping[str, Any], name: str) -> str | None:
    if name == "numberid":
        return str(row["numberid"])
    if not row["events"]:
        return None
    event = row["events"][-1]
    value = event["userid"] if name == "pref_userid" else event["dispositionid"]
    return None if value is None else str(value)
