"""Which findings of schemathesis are no faults of Pipeliner?"""

from __future__ import annotations

import re
from collections.abc import Callable

from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

from tests.schemathesis.accepting import Answer, accept

ENTITIES = (
    *("Calls", "TextMessageConversations", "TextMessages", "TextMessageConversationRelationses", "Phones", "Clients"),
    *("Accounts", "Contacts", "Leads", "Opportunities", "Products", "OpptyProductRelations", "Projects", "Quotes"),
)
CHANGING = ("batch_create_or_update", "batch_create_or_update_object")
BATCHES = (*CHANGING, "batch_delete", "batch_restore")


def _all(*verbs: str) -> tuple[str, ...]:
    return tuple(f"{entity}.{verb}" for entity in ENTITIES for verb in verbs)


def _told(name: str, pattern: str = "") -> Callable[[Answer], bool]:
    """The whole answer is one error of that name, and its message is of that kind."""
    known = re.compile(pattern)

    def where(answer: Answer) -> bool:
        error = answer.json()
        return error["success"] is False and error["name"] == name and bool(known.match(error["message"]))

    return where


def _an_element_failed(answer: Answer) -> bool:
    return answer.status_code == 200 and any(isinstance(element, dict) for element in answer.json()["data"])


def _with_deleted(answer: Answer) -> bool:
    return bool(re.search(r"[?&]include[-_]deleted=true", answer.request.url or ""))


# Which fields and relations there are to expand, sort and filter by, and which cursors, is not in the schema of a text.
accept(
    RejectedPositiveData,
    *_all("list", "get"),
    where=_told("ERROR_PARAMETER_INVALID", r"\[(expand|before|after|order-by|filter|filter-op|load-only)\] "),
)
# Whether a record keeps the rules of its entity depends on the level of the validation and on other records.
accept(
    RejectedPositiveData,
    *_all("create", "update", *CHANGING),
    where=_told("ERROR_ENTITY_VALIDATION"),
)
# Options may stand in the query and in the body, but not with different values.
accept(
    RejectedPositiveData,
    *_all(*CHANGING),
    where=_told(
        "ERROR_PARAMETER_INVALID", r"\[(validation-level|rollback-method)\] is .* in the query and .* in the body"
    ),
)
# A relation may be sent as an id and as an object, but not as different ones.
accept(
    RejectedPositiveData,
    *_all("create", "update", *CHANGING),
    where=_told("ERROR_PARAMETER_INVALID", r"\[\w+\] names another record than "),
)
# With `rollback-method` 1 what is wrong inside an element is told in its place, and the answer is a 200.
accept(AcceptedNegativeData, *_all(*BATCHES), where=_an_element_failed)
# A deleted record is given to those who ask for deleted ones.
accept(UseAfterFree, *_all("get"), where=_with_deleted)
