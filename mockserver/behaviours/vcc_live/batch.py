"""What becomes of each element of a batch?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.vcc_live.answers import Failure, failed, first_failure, partly
from mockserver.behaviours.vcc_live.dispositions import disposed, missing_disposition
from mockserver.behaviours.vcc_live.form import stored, unknown_field
from mockserver.behaviours.vcc_live.project import Project, in_project
from mockserver.behaviours.vcc_live.search import COLUMNS, Records
from mockserver.model import Item, Response

_WRONG_ELEMENTS = Failure("error.wrong_elements_format")
_NOT_NAMED = Failure("error.missing_numberid_or_search")
_NO_FORM = Failure("error.missing_form")
_NO_RECORD = Failure("error.record_not_exists")


@in_project
def update_records(call: Call, project: Project) -> Response:
    """Set the form of each element, and what the default has besides, in its record."""
    body = call.values.body
    if not isinstance(body["elements"], list):
        return failed(call, _WRONG_ELEMENTS)
    records = Records(project, partial=call.settings["search"] == "contains")
    default = body.get("default", {})
    return partly(call, [_update(call.settings, project, records, default, item) for item in call.items])


@in_project
def set_dispositions(call: Call, project: Project) -> Response:
    """Add the disposition of each element, and what the common one says besides, to its record."""
    body = call.values.body
    if not isinstance(body["elements"], list):
        return failed(call, _WRONG_ELEMENTS)
    records = Records(project, partial=call.settings["search"] == "contains", columns=COLUMNS)
    common = body.get("disposition", {})
    return partly(call, [_dispose(project, records, common, item) for item in call.items])


def _update(
    settings: Mapping[str, str], project: Project, records: Records, default: Mapping[str, Any], item: Item
) -> bool | Failure:
    if not _is_named(item):
        return _NOT_NAMED
    if _is_broken_at(item, ("form",)):
        return _NO_FORM
    row = _found(records, item)
    if row is None:
        return _NO_RECORD
    form = {**default, **item.value["form"]}
    failure = unknown_field(project, form, settings) or first_failure(item.violations, "element")
    if failure is not None:
        return failure
    records.put({**row, "data": {**row["data"], **stored(project, form)}})
    return True


def _dispose(project: Project, records: Records, common: Mapping[str, Any], item: Item) -> bool | Failure:
    if not _is_named(item):
        return _NOT_NAMED
    row = _found(records, item)
    if row is None:
        return _NO_RECORD
    said = {**common, **item.value}
    failure = missing_disposition(project, said) or first_failure(item.violations, "disposition")
    if failure is not None:
        return failure
    records.put(disposed(row, said))
    return True


def _found(records: Records, item: Item) -> Any | None:
    return records.find(item.value.get("numberid"), item.value.get("search"))


def _is_named(item: Item) -> bool:
    """Whether an element has a number id or a search, and neither has the wrong shape."""
    return not _is_broken_at(item, ()) and not any(
        violation.location[0] in ("numberid", "search") for violation in item.violations
    )


def _is_broken_at(item: Item, location: tuple[str, ...]) -> bool:
    return any(violation.location == location for violation in item.violations)
