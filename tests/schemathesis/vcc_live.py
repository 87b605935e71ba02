"""Which findings of schemathesis are no faults of VCC Live?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

from tests.schemathesis.accepting import Answer, accept


@schemathesis.deserializer("text/plain")
def read(context: schemathesis.DeserializationContext, response: Answer) -> Any:
    """The answers are JSON that calls itself plain text."""
    return json.loads(response.content)


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """`*/*` says that the content type of a body does not matter: it is JSON. schemathesis would send pictures."""
    for path in raw_schema["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                del operation["requestBody"]["content"]["*/*"]


def _errors(answer: Answer) -> set[str]:
    return {error["errormessage"] for error in answer.json()["errors"]}


def _expectation_failed(*keys: str) -> Callable[[Answer], bool]:
    """The answer is a 417 with some of the keys alone; without keys, with any."""
    return lambda answer: answer.status_code == 417 and _errors(answer) and (not keys or _errors(answer) <= set(keys))


def _in_part(answer: Answer) -> bool:
    return answer.status_code == 200 and bool(_errors(answer))


# A request that cannot be done is a 417 here; schemathesis does not know it as a refusal.
accept(
    AcceptedNegativeData,
    *("fields.create", "values.create", "values.update", "values.delete"),
    *("records.list", "records.create", "records.get", "records.update"),
    *("records.batch_update", "records.batch_dispositions", "dispositions.create", "contacts.update"),
    where=_expectation_failed(),
)
# What is wrong inside an element of a batch is told by its index, and the answer is a 200.
accept(AcceptedNegativeData, "values.create", "records.batch_update", "records.batch_dispositions", where=_in_part)
# No 404 for what is in a project: an id that nothing has is a 417.
accept(RejectedPositiveData, "records.get", where=_expectation_failed("error.record_not_exists"))
accept(
    RejectedPositiveData,
    *("values.update", "values.delete"),
    where=_expectation_failed("error.field_not_exists", "error.value_not_exists"),
)
# Whether a body's record, contact or disposition exists depends on the state, which no schema tells.
accept(
    RejectedPositiveData,
    *("records.create", "records.update", "dispositions.create", "contacts.update"),
    where=_expectation_failed(
        "error.record_not_exists", "error.contact_not_exists", "error.disposition_not_exists", "error.field_not_exists"
    ),
)
# So does whether a name is taken, and whether a field is of the kind that takes values.
accept(
    RejectedPositiveData,
    *("fields.create",),
    where=_expectation_failed("error.field_name_already_exists", "error.value_name_already_exists"),
)
accept(
    RejectedPositiveData,
    *("values.create",),
    where=_expectation_failed("error.field_not_exists", "error.adding_values_was_unsuccessful"),
)
accept(
    RejectedPositiveData,
    *("values.update",),
    where=_expectation_failed("error.value_name_already_exists"),
)
