"""What does Pipeliner do with the records of a space?

Its documents, and what is public of its neighbours, leave open what follows; so it was decided:

- A space is made, with one record of each kind that calls and conversations name, when it is first named.
- The documented object of options and list is taken wherever the bare list is; options that differ between the
  query and the object are an error.
- Without `rollback-method` nothing of a batch with a bad element is kept, and its first error is the whole answer.
- A value of the wrong type or format is the short form of an error (117), a broken rule of the entity the long one.
- An unknown or deleted id is 404, 2004 ERROR_ENTITY_NOT_FOUND; a relation to a deleted record is 121
  ERROR_RELATIONS_DELETED, deleting a protected record 122 ERROR_DELETE_PROTECTED.
- At validation level 4 what counts as system field are ids, relations and read-only fields.
- `lead_oppty_id` is looked for among the leads, then among the opportunities.
- The elements of a list are attached or created, never detached; those of `lead_relations` and its neighbours are
  one table of rows, and a row is shown in the list of the kind of record that it leads to.
- `revision` counts the changes of the space.
- Lists are in the order of creation; a cursor is the place of a record in the list's order.
- A field that is unknown in `filter`, `order-by`, `expand` or `load-only` is an error (117).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.behaviours import Behaviour, Call, Setting
from mockserver.behaviours.pipeliner import changes
from mockserver.behaviours.pipeliner.changes import Rules
from mockserver.behaviours.pipeliner.entities import ENTITIES, Entity
from mockserver.behaviours.pipeliner.errors import Failure, invalid, not_found, parameter_invalid, pipeliner_error
from mockserver.behaviours.pipeliner.listing import list_page
from mockserver.behaviours.pipeliner.showing import View, read_tree, show, unknown_name
from mockserver.behaviours.pipeliner.space import Space
from mockserver.model import Item, Response
from mockserver.state import Transaction

behaviour = Behaviour(
    dialect=pipeliner_error,
    collections=("spaces", *ENTITIES),
    settings={
        "relations": Setting(
            "strict", "whether a relation to a record that never existed is an error", ("strict", "lenient")
        ),
    },
)

Step = Callable[[Space, Entity, Item, Rules], str | Failure]
"""What a batch does with one element: the id of its record, or why it failed."""


@behaviour.on("*.list")
def list_records(call: Call, store: Transaction) -> Response:
    space, entity, query = _space(call, store), _entity(call), call.values.query
    page, view = list_page(space, entity, query), _view(entity, query)
    if isinstance(page, Failure):
        return page.response()
    if isinstance(view, Failure):
        return view.response()
    data = [show(space, entity, record, view) for record in page.records]
    info = {} if page.info is None else {"page_info": page.info}
    return Response.json(200, {"success": True, "total": page.total, **info, "data": data})


@behaviour.on("*.get")
def get(call: Call, store: Transaction) -> Response:
    space, entity, query = _space(call, store), _entity(call), call.values.query
    find = space.find if query.get("include-deleted") or query.get("include_deleted") else space.live
    record, view = find(entity.collection, call.values.path["id"].lower()), _view(entity, query)
    if record is None:
        return not_found(entity.name, call.values.path["id"]).response()
    if isinstance(view, Failure):
        return view.response()
    return Response.json(200, {"success": True, "data": show(space, entity, record, view)})


@behaviour.on("*.create")
def create(call: Call, store: Transaction) -> Response:
    space, entity = _space(call, store), _entity(call)
    item = call.items[0]
    result = _refused(item) or changes.create(space, entity, item.value, _rules(call, call.values.query))
    return _record(space, entity, result, 201)


@behaviour.on("*.update")
def update(call: Call, store: Transaction) -> Response:
    space, entity = _space(call, store), _entity(call)
    item, rules = call.items[0], _rules(call, call.values.query)
    result = _refused(item) or changes.update(space, entity, call.values.path["id"], item.value, rules)
    return _record(space, entity, result, 200)


@behaviour.on("*.delete")
def delete(call: Call, store: Transaction) -> Response:
    result = changes.delete(_space(call, store), _entity(call), call.values.path["id"])
    return result.response() if isinstance(result, Failure) else Response.json(200, {"success": True, "data": result})


@behaviour.on("*.batch_create_or_update*")
def batch_create_or_update(call: Call, store: Transaction) -> Response:
    body = call.values.body
    if isinstance(body, dict) and not isinstance(body.get("data"), list):
        return parameter_invalid(violation for item in call.items for violation in item.violations).response()
    return _batch(call, store, _create_or_update)


@behaviour.on("*.batch_delete")
def batch_delete(call: Call, store: Transaction) -> Response:
    return _batch(call, store, lambda space, entity, item, rules: changes.delete(space, entity, item.value))


@behaviour.on("*.batch_restore")
def batch_restore(call: Call, store: Transaction) -> Response:
    return _batch(call, store, lambda space, entity, item, rules: changes.restore(space, entity, item.value))


def _batch(call: Call, store: Transaction, step: Step) -> Response:
    """Take each element by itself; roll everything back at the first failure, unless only that is asked for."""
    options = _options(call)
    if isinstance(options, Failure):
        return options.response()
    space, entity, rules = _space(call, store), _entity(call), _rules(call, options)
    results: list[Any] = []
    for item in call.items:
        result = _refused(item) or step(space, entity, item, rules)
        if isinstance(result, Failure) and options.get("rollback-method", 0) == 0:
            store.rollback()
            return result.response()
        results.append(result.body if isinstance(result, Failure) else result)
    return Response.json(200, {"success": True, "data": results})


def _create_or_update(space: Space, entity: Entity, item: Item, rules: Rules) -> str | Failure:
    values = item.value
    if "id" in values:
        return changes.update(space, entity, values["id"], values, rules)
    return changes.create(space, entity, values, rules)


def _options(call: Call) -> Mapping[str, Any] | Failure:
    """The options of a batch, from the query and from the documented object; they may not contradict each other."""
    query, body = call.values.query, call.values.body
    inside = body.get("parameters", {}) if isinstance(body, dict) else {}
    for name in ("validation-level", "rollback-method"):
        if name in query and name in inside and query[name] != inside[name]:
            return invalid(f"[{name}] is {query[name]} in the query and {inside[name]} in the body.")
    return {**inside, **query}


def _refused(item: Item) -> Failure | None:
    """What is wrong with the types and formats of an element; a read-only member that was sent is no error."""
    wrong = [violation for violation in item.violations if violation.severity == "error"]
    return parameter_invalid(wrong) if wrong else None


def _record(space: Space, entity: Entity, result: str | Failure, status: int) -> Response:
    if isinstance(result, Failure):
        return result.response()
    record = space.find(entity.collection, result)
    shown = None if record is None else show(space, entity, record, View({}, {}))
    return Response.json(status, {"success": True, "data": shown})


def _view(entity: Entity, query: Mapping[str, Any]) -> View | Failure:
    """What is to be shown of a record, or the name that the entity does not lead to."""
    view = View(read_tree(query.get("expand", "")), read_tree(query.get("load-only", "")))
    for name, tree, relations_only in (("expand", view.expand, True), ("load-only", view.only, False)):
        wrong = unknown_name(entity, tree, relations_only=relations_only)
        if wrong is not None:
            return invalid(f"[{name}] {entity.name} does not lead to '{wrong[:100]}'.")
    return view


def _space(call: Call, store: Transaction) -> Space:
    return Space(store, call.values.path["space_id"], call.base, call.now)


def _entity(call: Call) -> Entity:
    return ENTITIES[call.operation.id.partition(".")[0]]


def _rules(call: Call, options: Mapping[str, Any]) -> Rules:
    return Rules(int(options.get("validation-level", 0)), call.settings["relations"] == "lenient")
