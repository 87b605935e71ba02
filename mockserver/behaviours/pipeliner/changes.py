"""What does a change do to the records of a space, and which rules does it break?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mockserver.behaviours.pipeliner import errors
from mockserver.behaviours.pipeliner.entities import (
    ENTITIES,
    MOMENTS,
    RECORD_FIELDS,
    SYSTEM_READ_ONLY,
    Entity,
    RecordList,
    Relation,
)
from mockserver.behaviours.pipeliner.errors import Failure, Leaf
from mockserver.behaviours.pipeliner.space import Record, Space, read_moment, stamp
from mockserver.model import ABSENT

ONLY_SENT, ONLY_SYSTEM, READ_ONLY_TOO, TO_DELETED_TOO = 2, 4, 8, 16
_NEVER_NULL = frozenset(RECORD_FIELDS)


@dataclass(frozen=True, slots=True)
class Rules:
    """How strictly a change is checked: the bits of its level, and whether unknown relations are let pass."""

    level: int = 0
    lenient: bool = False

    def has(self, bit: int) -> bool:
        return bool(self.level & bit)


@dataclass(slots=True)
class _Draft:
    """What a change would write, and which rules it breaks; nothing is stored before it is known to be good."""

    space: Space
    rules: Rules
    writes: dict[tuple[str, str], tuple[dict[str, Any], int | None]] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)

    def find(self, collection: str, record_id: str) -> Record | None:
        pending = self.writes.get((collection, record_id))
        return pending[0] if pending else self.space.find(collection, record_id)


def create(space: Space, entity: Entity, values: Mapping[str, Any], rules: Rules) -> str | Failure:
    """The id of a new record, or why there is none."""
    return _change(space, entity, None, values, rules)


def update(space: Space, entity: Entity, record_id: str, values: Mapping[str, Any], rules: Rules) -> str | Failure:
    """The id of a record of which the named values are changed, or why none is."""
    before = space.live(entity.collection, record_id.lower())
    return errors.not_found(entity.name, record_id) if before is None else _change(space, entity, before, values, rules)


def delete(space: Space, entity: Entity, record_id: str) -> str | Failure:
    """The id of a record that counts as deleted from now on, or why it does not."""
    record = space.live(entity.collection, record_id.lower())
    if record is None:
        return errors.not_found(entity.name, record_id)
    if record["is_delete_protected"]:
        return errors.breaks_rules(entity, record["id"], [errors.protected()])
    space.keep(entity, {**record, "is_deleted": True, "modified": space.now})
    return str(record["id"])


def restore(space: Space, entity: Entity, record_id: str) -> str | Failure:
    """The id of a record that is not deleted, or not any more."""
    record = space.find(entity.collection, record_id.lower())
    if record is None:
        return errors.not_found(entity.name, record_id)
    if record["is_deleted"]:
        space.keep(entity, {**record, "is_deleted": False, "modified": space.now})
    return str(record["id"])


def _change(
    space: Space, entity: Entity, before: Record | None, values: Mapping[str, Any], rules: Rules
) -> str | Failure:
    if entity.name == "Call" and _contradicts_itself(values):
        return errors.invalid("[oppty_product_relation] names another record than oppty_product_relation_id.")
    draft = _Draft(space, rules)
    record_id = _draft_record(draft, entity, before, values)
    if draft.leaves:
        return errors.breaks_rules(entity, record_id, draft.leaves)
    for (collection, _), (record, revision) in draft.writes.items():
        space.keep(ENTITIES[collection], record, revision=revision)
    return record_id


def _contradicts_itself(values: Mapping[str, Any]) -> bool:
    """Whether a line item is named twice, and differently."""
    reference, record_id = values.get("oppty_product_relation"), values.get("oppty_product_relation_id", ABSENT)
    if record_id is ABSENT or not reference or "id" not in reference:
        return False
    return _id_in(reference["id"]) != (record_id or "").lower()


def _draft_record(
    draft: _Draft,
    entity: Entity,
    before: Record | None,
    values: Mapping[str, Any],
    owner: Mapping[str, Any] | None = None,
) -> str:
    """Note a record as it would stand, with all records that it brings along; its id."""
    space = draft.space
    record_id = before["id"] if before else space.new_id(entity)
    sent = {**_stored_values(entity, values, draft.rules), **(owner or {})}
    reference = values.get("oppty_product_relation") if entity.name == "Call" else None
    if reference is not None:
        sent["oppty_product_relation_id"] = _referred(draft, "OpptyProductRelations", reference)
    start = before or space.new_record(entity, record_id)
    after = {**start, "modified": space.now, **sent}
    if entity.name == "Call" and after["twilio_call_sid"] is None:
        after["twilio_call_sid"] = space.new_call_sid()
    _check(draft, entity, before, after, sent)
    revision = sent.get("revision") if draft.rules.has(READ_ONLY_TOO) else None
    draft.writes[entity.collection, record_id] = (after, revision)
    for record_list in entity.lists:
        for element in values.get(record_list.name, ()):
            _draft_element(draft, entity, record_list, record_id, element)
    return record_id


def _stored_values(entity: Entity, values: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """What a change sets: known members, read-only ones where the level says so, in the form in which they are kept."""
    read_only = SYSTEM_READ_ONLY | entity.read_only
    return {
        name: _kept(entity, name, value)
        for name, value in values.items()
        if name in entity.kept
        and name != "id"
        and (name not in read_only or rules.has(READ_ONLY_TOO))
        and (value is not None or name not in _NEVER_NULL)
    }


def _kept(entity: Entity, name: str, value: Any) -> Any:
    if name in entity.files:
        return [_id_in(reference["id"]) for reference in value]
    if value is None:
        return None
    if name == "revision":
        return int(value)
    if name in MOMENTS:
        return stamp(read_moment(value))
    return value.lower() if any(relation.key == name for relation in entity.relations) else value


def _check(draft: _Draft, entity: Entity, before: Record | None, after: Record, sent: Mapping[str, Any]) -> None:
    """Note every rule that a record would break as it would stand, as far as the level looks."""
    for key in entity.required:
        if _looked_at(draft.rules, key, sent) and after[key] in (None, ""):
            draft.leaves += errors.missing(entity, after["id"], key)
    for relation in entity.relations:
        if after[relation.key] is not None and _looked_at(draft.rules, relation.key, sent):
            _check_relation(draft, entity, relation, after[relation.key])
    if entity.name == "TextMessageConversation" and before is not None:
        _check_recipient(draft, before, sent)


def _looked_at(rules: Rules, key: str, sent: Mapping[str, Any]) -> bool:
    if rules.has(ONLY_SENT) and key not in sent:
        return False
    return key.endswith("_id") or not rules.has(ONLY_SYSTEM)


def _check_relation(draft: _Draft, entity: Entity, relation: Relation, value: str) -> None:
    served = [collection for _, collection in relation.twins if collection in ENTITIES]
    found = [record for collection in served if (record := draft.find(collection, value)) is not None]
    if not served or any(not record["is_deleted"] for record in found):
        return
    if found and not draft.rules.has(TO_DELETED_TOO):
        draft.leaves.append(errors.deleted_relation(entity, relation, value))
    if not found and not (draft.rules.lenient and _is_id(value)):
        draft.leaves.append(errors.unknown_relation(entity, relation, value))


def _check_recipient(draft: _Draft, before: Record, sent: Mapping[str, Any]) -> None:
    """The number at the other end is fixed once there is a message."""
    key = "recipient_phone_number"
    if key not in sent or sent[key] == before[key] or draft.rules.has(READ_ONLY_TOO) or draft.rules.has(ONLY_SYSTEM):
        return
    if draft.space.owned("TextMessages", "text_message_conversation_id", before["id"]):
        draft.leaves.append(errors.fixed(key))


def _referred(draft: _Draft, collection: str, reference: Mapping[str, Any]) -> str:
    """The id of a record that is named by its id or address; one that is not named is created."""
    if "id" in reference:
        return _id_in(reference["id"])
    return _draft_record(draft, ENTITIES[collection], None, reference)


def _draft_element(
    draft: _Draft, owner: Entity, record_list: RecordList, owner_id: str, element: Mapping[str, Any]
) -> None:
    """Attach the record that an element of a list names, or create one for it."""
    entity = ENTITIES[record_list.collection]
    attached: Record | None = None
    if "id" in element:
        attached = _attachable(draft, owner, record_list, element["id"])
        if attached is None:
            return
    record_id = _draft_record(draft, entity, attached, element, {record_list.owner_key: owner_id})
    after, _ = draft.writes[record_list.collection, record_id]
    if record_list.key and after[record_list.key] is None and not draft.rules.has(ONLY_SENT):
        draft.leaves += errors.missing(entity, record_id, record_list.key)


def _attachable(draft: _Draft, owner: Entity, record_list: RecordList, reference: str) -> Record | None:
    entity = ENTITIES[record_list.collection]
    relation = Relation(record_list.name, ((record_list.name, record_list.collection),), entity.name)
    record_id = _id_in(reference)
    found = draft.find(record_list.collection, record_id)
    if found is None:
        draft.leaves.append(errors.unknown_relation(owner, relation, record_id))
    elif found["is_deleted"] and not draft.rules.has(TO_DELETED_TOO):
        draft.leaves.append(errors.deleted_relation(owner, relation, record_id))
        return None
    return found


def _id_in(reference: str) -> str:
    """The id that a reference names: itself, or the last part of an address."""
    return reference.rstrip("/").rpartition("/")[2].lower()


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
