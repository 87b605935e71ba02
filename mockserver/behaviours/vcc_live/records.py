"""How is one record added, read and modified?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.vcc_live.answers import Failure, answered, contact_number, failed
from mockserver.behaviours.vcc_live.contacts import NO_CONTACT, contact, missing_contact
from mockserver.behaviours.vcc_live.dispositions import disposed, missing_disposition
from mockserver.behaviours.vcc_live.form import stored, unknown_field
from mockserver.behaviours.vcc_live.project import Project, in_project, new_record, of_record
from mockserver.model import Response

Row = Mapping[str, Any]


@in_project
def list_records(call: Call, project: Project) -> Response:
    rows = sorted(project.own("records").values(), key=lambda row: int(row["numberid"]))
    start, num = call.values.query.get("start", 0), call.values.query.get("num", 10)
    page = [
        {"numberid": row["numberid"], "data": _data(project, row), **_dates(row)} for row in rows[start : start + num]
    ]
    return answered(call, {"rows": page, "totalCount": len(rows)})


@of_record
def get_record(call: Call, project: Project, row: Row) -> Response:
    contacts = row["contacts"]
    return answered(
        call,
        {
            "data": _data(project, row),
            "contacts": {"phone1": NO_CONTACT, **contacts},
            "events": row["events"],
            "cdrs": [],
            **_dates(row),
        },
    )


@in_project
def create_record(call: Call, project: Project) -> Response:
    """Add a record; the answer is its number id."""
    body = call.values.body
    failure = _refused(call, project, body)
    if failure is not None:
        return failed(call, failure)
    numberid = str(project.new_id("records"))
    row = new_record(numberid, project.id, stored(project, body["form"]), call.now, **_more(body))
    said = body.get("disposition")
    project.store.put("records", numberid, disposed(row, said) if said else row)
    return answered(call, numberid)


@of_record
def update_record(call: Call, project: Project, row: Row) -> Response:
    """Set the fields in the body, and the contact to call next."""
    form, key = call.values.body, call.values.query.get("next_contact", row["next_contact"])
    failure = missing_contact(project, contact_number(key)) or unknown_field(project, form, call.settings)
    if failure is not None:
        return failed(call, failure)
    data = {**row["data"], **stored(project, form)}
    project.store.put("records", row["numberid"], {**row, "data": data, "next_contact": key})
    return answered(call, response=True)


def _refused(call: Call, project: Project, body: Mapping[str, Any]) -> Failure | None:
    keys = [*body.get("contacts", ()), body.get("phone_field", "phone1")]
    failures = (missing_contact(project, contact_number(key)) for key in keys)
    return (
        unknown_field(project, body["form"], call.settings)
        or next((failure for failure in failures if failure), None)
        or (missing_disposition(project, body["disposition"]) if body.get("disposition") else None)
    )


def _more(body: Mapping[str, Any]) -> dict[str, Any]:
    premium = body.get("premium", {})
    contacts = body.get("contacts", {})
    return {
        "contacts": {key: contact(said) for key, said in contacts.items()},
        "next_contact": body.get("phone_field", "phone1"),
        "next_calldate": body.get("next_calldate"),
        "commission": int(premium.get("commission", 0)),
        "price": int(premium.get("price", 0)),
    }


def _data(project: Project, row: Row) -> dict[str, Any]:
    """Every field of the project, null where the record has nothing."""
    return {name: row["data"].get(name) for name in project.fields}


def _dates(row: Row) -> dict[str, str]:
    return {"create_date": row["create_date"], "create_date_utc": row["create_date"]}
