"""How does a record get a disposition?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.vcc_live.answers import Failure, answered, failed
from mockserver.behaviours.vcc_live.contacts import missing_contact
from mockserver.behaviours.vcc_live.project import Project, of_record
from mockserver.model import Response

Row = Mapping[str, Any]


def missing_disposition(project: Project, said: Mapping[str, Any]) -> Failure | None:
    """The failure of a disposition that is not named, or that the project does not have."""
    if project.disposition(said.get("dispositionid")) is not None:
        return None
    return Failure("error.disposition_not_exists", "dispositionid")


def disposed(row: Row, said: Mapping[str, Any]) -> dict[str, Any]:
    """The record with one more event, and with what the disposition says of the next call."""
    userid, next_calldate = said.get("userid"), said.get("next_calldate")
    event = {
        "dispositionid": int(said["dispositionid"]),
        "userid": None if userid is None else str(userid),
        "description": said.get("description", ""),
        "next_calldate": next_calldate,
        "attempted_connection": 0,
        "client_search": "no",
        "commission": row["commission"],
        "comp": None,
    }
    contact = f"phone{int(said['next_contactid'])}" if "next_contactid" in said else row["next_contact"]
    return {
        **row,
        "events": [*row["events"], event],
        "next_contact": contact,
        "next_calldate": next_calldate or row["next_calldate"],
    }


@of_record
def create_disposition(call: Call, project: Project, row: Row) -> Response:
    said = call.values.body
    contact = int(said.get("next_contactid", 1))
    failure = missing_disposition(project, said) or missing_contact(project, contact)
    if failure is not None:
        return failed(call, failure)
    project.store.put("records", row["numberid"], disposed(row, said))
    return answered(call, response=True)
