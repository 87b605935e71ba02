"""How are the values of a field added, modified and deleted?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.behaviours import Call, Handler
from mockserver.behaviours.vcc_live.answers import Failure, answered, failed, first_failure, partly
from mockserver.behaviours.vcc_live.project import Project, fold, in_project
from mockserver.model import Item, Response

_UNSUCCESSFUL = Failure("error.adding_values_was_unsuccessful")
_NAME_EXISTS = Failure("error.value_name_already_exists", "name")


def in_field(handler: Callable[[Call, Project, Mapping[str, Any]], Response]) -> Handler:
    """A handler that is given the project and the field in the path."""

    @in_project
    def handle(call: Call, project: Project) -> Response:
        field = project.field(call.values.path["fieldid"])
        if field is None:
            return failed(call, Failure("error.field_not_exists"))
        return handler(call, project, field)

    return handle


def of_value(handler: Callable[[Call, Project, Mapping[str, Any]], Response]) -> Handler:
    """A handler that is given the project and the value in the path."""

    @in_field
    def handle(call: Call, project: Project, field: Mapping[str, Any]) -> Response:
        value = project.value(field, call.values.path["valueid"])
        if value is None:
            return failed(call, Failure("error.value_not_exists"))
        return handler(call, project, value)

    return handle


def members(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says of a value, as it is stored; the vendor spells two members in two ways."""
    found = {"name": body["name"], "label": body["name"]}
    if "description" in body:
        found["description"] = body["description"]
    for name, spellings in (
        ("export_value", ("exportvalue", "export_value")),
        ("commission", ("commission", "comission")),
        ("price", ("price",)),
    ):
        spelling = next((spelling for spelling in spellings if spelling in body), None)
        if spelling is not None:
            found[name] = body[spelling] if name == "export_value" else int(body[spelling])
    return found


@in_field
def create_values(call: Call, project: Project, field: Mapping[str, Any]) -> Response:
    """Add each value on its own; the ids stand in a list if all were added."""
    if not isinstance(call.values.body, list):
        return failed(call, Failure("error.wrong_values_format"))
    if field["type"] == "text":
        return failed(call, _UNSUCCESSFUL)
    results = [_create(project, field, item) for item in call.items]
    if any(isinstance(result, Failure) for result in results):
        return partly(call, results, last=_UNSUCCESSFUL)
    return answered(call, results)


def _create(project: Project, field: Mapping[str, Any], item: Item) -> int | Failure:
    failure = first_failure(item.violations, "value")
    if failure is not None:
        return failure
    if (field["fieldid"], fold(item.value["name"])) in project.value_ids:
        return _NAME_EXISTS
    return project.add_value(field, **members(item.value))


@of_value
def update_value(call: Call, project: Project, value: Mapping[str, Any]) -> Response:
    changed = {**value, **members(call.values.body)}
    namesake = project.value_ids.get((changed["fieldid"], fold(changed["name"])))
    if namesake not in (None, value["valueid"]):
        return failed(call, _NAME_EXISTS)
    project.put_value(changed)
    return answered(call, response=True)


@of_value
def delete_value(call: Call, project: Project, value: Mapping[str, Any]) -> Response:
    """Delete a value, from the records that have it too."""
    valueid = value["valueid"]
    name = next(name for name, field in project.fields.items() if field["fieldid"] == value["fieldid"])
    for numberid, row in project.own("records").items():
        held = row["data"].get(name)
        if held == valueid or (isinstance(held, list) and valueid in held):
            left = [other for other in held if other != valueid] or None if isinstance(held, list) else None
            project.store.put("records", numberid, {**row, "data": {**row["data"], name: left}})
    project.store.delete("values", str(valueid))
    return answered(call, response=True)
