"""How is a contact of a record modified?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.vcc_live.answers import Failure, answered, failed, first_failure
from mockserver.behaviours.vcc_live.project import Project, of_record
from mockserver.model import Response

_MEMBERS = ("name", "title", "phone", "email")
NO_CONTACT: Mapping[str, str] = dict.fromkeys(_MEMBERS, "")


def missing_contact(project: Project, number: int) -> Failure | None:
    """Contact 1 is in every project, another needs a field of its name."""
    if number == 1 or f"phone{number}" in project.fields:
        return None
    return Failure("error.contact_not_exists", index=number)


def contact(body: Mapping[str, Any], before: Mapping[str, Any] = NO_CONTACT) -> dict[str, Any]:
    """A contact after what a body says of it."""
    return {name: body.get(name, before[name]) for name in _MEMBERS}


@of_record
def update_contact(call: Call, project: Project, row: Mapping[str, Any]) -> Response:
    """Set the members that are sent; the index of an error is the contact's number."""
    number = call.values.path["contactid"]
    broken = first_failure(call.items[0].violations, "contact")
    failure = missing_contact(project, number) or broken
    if failure is not None:
        return failed(call, failure.at(number))
    key = f"phone{number}"
    changed = contact(call.values.body, row["contacts"].get(key, NO_CONTACT))
    project.store.put("records", row["numberid"], {**row, "contacts": {**row["contacts"], key: changed}})
    return answered(call, response=True)
