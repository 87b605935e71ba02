"""How does a record look in an answer?"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours.pipeliner.entities import ENTITIES, Entity, RecordList, Relation
from mockserver.behaviours.pipeliner.space import Record, Space

Tree = dict[str, "Tree"]
"""Names with the names below them: `caller,account.owner` is `{"caller": {}, "account": {"owner": {}}}`."""


@dataclass(frozen=True, slots=True)
class View:
    """What a client wants to see: which relations as whole records, and which fields alone (none: all)."""

    expand: Tree
    only: Tree


def read_tree(text: str) -> Tree:
    """A comma-separated list of names, in which dots lead further."""
    tree: Tree = {}
    for path in text.split(",") if text else ():
        node = tree
        for name in path.split("."):
            node = node.setdefault(name, {})
    return tree


def unknown_name(entity: Entity, tree: Tree, *, relations_only: bool) -> str | None:
    """A name in a tree that the entity, or one that it leads to, does not have."""
    for name, below in tree.items():
        if name not in (entity.links if relations_only else entity.shown):
            return name
        targets = [ENTITIES[collection] for collection in _collections(entity, name) if collection in ENTITIES]
        if below and not targets:
            return next(iter(below))
        wrong = [unknown_name(target, below, relations_only=relations_only) for target in targets]
        if wrong and all(wrong):
            return wrong[0]
    return None


def flat(entity: Entity, record: Record) -> dict[str, Any]:
    """A record's own values, with those that are worked out from the others."""
    values = {name: record.get(name) for name in entity.comparable}
    return values | {name: value for name, value in _worked_out(entity, record).items() if values[name] is None}


def show(space: Space, entity: Entity, record: Record, view: View) -> dict[str, Any]:
    """A record as it is answered: its values, and the records that it names as addresses or as a whole."""
    shown = flat(entity, record)
    for name in entity.files:
        shown[name] = [space.link("CloudObjectRelations", file_id) for file_id in record[name]]
    for relation in entity.relations:
        shown |= _twins(space, relation, record[relation.key], view)
    for record_list in entity.lists:
        shown[record_list.name] = [
            _linked(space, record_list.collection, found, record_list.name, view)
            for found in _members(space, record_list, record)
        ]
    return {name: value for name, value in shown.items() if not view.only or name in view.only}


def _collections(entity: Entity, name: str) -> Iterable[str]:
    for relation in entity.relations:
        yield from (collection for twin, collection in relation.twins if twin == name)
    yield from (found.collection for found in entity.lists if found.name == name)


def _twins(space: Space, relation: Relation, record_id: str | None, view: View) -> dict[str, Any]:
    """The record that a relation leads to, under the name of its kind; the names of other kinds are null."""
    twins: dict[str, Any] = dict.fromkeys(name for name, _ in relation.twins)
    if record_id is None:
        return twins
    found = space.related(relation, record_id)
    name, collection = relation.twins[0]
    if found is None:
        return twins | {name: space.link(collection, record_id)}
    name = next(twin for twin, collection in relation.twins if collection == found[0])
    return twins | {name: _linked(space, found[0], found[1], name, view)}


def _linked(space: Space, collection: str, record: Record, name: str, view: View) -> Any:
    if name not in view.expand:
        return space.link(collection, record["id"])
    return show(space, ENTITIES[collection], record, View(view.expand[name], view.only.get(name, {})))


def _members(space: Space, record_list: RecordList, owner: Record) -> Iterable[Record]:
    """The records of a list: of all that name the owner those that lead to the list's kind of record."""
    for record in space.owned(record_list.collection, record_list.owner_key, owner["id"]):
        if not record_list.key or _leads_to(space, record_list, record):
            yield record


def _leads_to(space: Space, record_list: RecordList, record: Record) -> bool:
    value = record[record_list.key]
    if value is None:
        return False
    relations = ENTITIES[record_list.collection].relations
    relation = next(relation for relation in relations if relation.key == record_list.key)
    found = space.related(relation, value)
    return (relation.twins[0][1] if found is None else found[0]) == record_list.target


def _worked_out(entity: Entity, record: Mapping[str, Any]) -> dict[str, Any]:
    if entity.name == "Client":
        name = " ".join(part for part in (record["first_name"], record["last_name"]) if part)
        return {"name": name, "formatted_name": name}
    if entity.name == "Account":
        return {"formatted_name": record["name"]}
    if entity.name == "TextMessage":
        return {"content_as_html": html.escape(record["content"] or "")}
    if entity.name == "Opportunity":
        return {"table_name": "opportunity", "status": 2 if record["is_archived"] else 1}
    return {}
