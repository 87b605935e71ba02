"""What does VCC Live tell of projects, and how does a project get a field?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.vcc_live.answers import Failure, answered, failed
from mockserver.behaviours.vcc_live.project import Project, customer, fold, in_project
from mockserver.behaviours.vcc_live.values import members
from mockserver.model import Response
from mockserver.state import Transaction

_SHOWN = ("fieldid", "name", "label", "type", "indexed", "customised")
_VALUE_SHOWN = ("valueid", "fieldid", "name", "label", "description", "export_value", "commission", "price")


def list_projects(call: Call, store: Transaction) -> Response:
    """The projects, with the headers of the vendor's own sample."""
    projects = customer(call, store).items("projects").values()
    response = answered(call, [{**project, "container": False} for project in projects])
    digest = hashlib.md5(response.body, usedforsecurity=False).hexdigest()
    return response.with_headers((("Allow", "GET"), ("Etag", f'"{digest}"'), ("X-Resource", "ProjectsResource")))


@in_project
def get_project(call: Call, project: Project) -> Response:
    dispositions = project.own("dispositions").values()
    return answered(
        call,
        {
            "dispositions": [{"dispositionid": d["dispositionid"], "name": d["name"]} for d in dispositions],
            "fields": [_shown(project, field) for field in project.fields.values()],
        },
    )


def _shown(project: Project, field: Mapping[str, Any]) -> dict[str, Any]:
    values = [{name: value[name] for name in _VALUE_SHOWN} for value in project.values_of(field)]
    return {**{name: field[name] for name in _SHOWN}, "values": values}


@in_project
def create_field(call: Call, project: Project) -> Response:
    """Add a field with all its values, or nothing."""
    body = call.values.body
    if body["name"] in project.fields:
        return failed(call, Failure("error.field_name_already_exists", "name"))
    values = body.get("values", ()) if body["type"] != "text" else ()
    names = [fold(value["name"]) for value in values]
    known = Failure("error.value_name_already_exists", "name")
    twice = [known.at(index) for index, name in enumerate(names) if name in names[:index]]
    if twice:
        return failed(call, *twice)
    more = {name: body[name] for name in ("label", "indexed", "customised", "quota") if name in body}
    field = project.add_field(body["name"], body["type"], **more)
    for value in values:
        project.add_value(field, **members(value))
    return answered(call, field["fieldid"])
