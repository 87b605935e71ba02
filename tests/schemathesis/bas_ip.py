"""Which findings of schemathesis are no faults of BAS-IP?"""

from __future__ import annotations

from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

from tests.schemathesis.accepting import Answer, accept


def _wrong_uid(answer: Answer) -> bool:
    return answer.status_code == 400 and answer.json() == {"error": "Wrong uid"}


def _an_element_failed(answer: Answer) -> bool:
    return answer.status_code == 200 and not all(result["success"] for result in answer.json()["result"])


# No page of the vendor has a 404: a uid that no contact has is a 400.
accept(RejectedPositiveData, "contact.get", "contact.update", "contact.delete", where=_wrong_uid)
# What is wrong inside an element is told in its own result, and the answer is a 200.
accept(AcceptedNegativeData, "contacts.create", "announcements.create", where=_an_element_failed)
