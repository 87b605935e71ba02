"""What do the operations at a path do, if one single record is kept there?"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.behaviours.resources.corrections import Corrections
from mockserver.behaviours.resources.drafts import Draft, sent_in, shown_in
from mockserver.behaviours.resources.envelopes import list_steps, record_steps, schema_at
from mockserver.behaviours.resources.places import PARAMETER, Place, Shape
from mockserver.behaviours.resources.resource import Role
from mockserver.behaviours.resources.shapes import answer_schema, identity, members_of


def single_at(place: Place, places: Mapping[Shape, Place], corrections: Corrections) -> Draft | None:
    """The one record at a place that is read there, and put or patched."""
    read = place.operations.get("GET")
    writers = [place.operations[method] for method in ("PUT", "PATCH") if method in place.operations]
    if not place.fixed or read is None or not writers or (*place.shape, PARAMETER) in places:
        return None
    schema = answer_schema(read)
    draft = Draft(place.word, place, single=True, correction=corrections.at(place, None))
    if schema is None or list_steps(schema, draft.word) is not None:
        return None
    shown = record_steps(schema, draft.word)
    found = schema_at(schema, shown) if shown is not None else None
    if found is None or not members_of(found).schemas:
        return None
    draft.schema, draft.known = found, identity(found)
    where = f"one '{draft.word}' is read and changed at the same path"
    draft.add(read, "read", where, answer=shown)
    for operation in writers:
        sent = sent_in(draft, operation)
        if sent is not None:
            kind: Role = "replace" if operation.method == "PUT" else "merge"
            draft.add(operation, kind, where, body=sent, answer=shown_in(draft, operation))
    if "DELETE" in place.operations:
        draft.add(place.operations["DELETE"], "delete", where, answer=shown_in(draft, place.operations["DELETE"]))
    return draft if len(draft.parts) > 1 else None
