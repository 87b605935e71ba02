"""Which checks are there, and what has one found?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "server-error": "the server fails: with 500, or another 5xx that is not documented",
        "undocumented-status": "an answer has a status that its operation does not document",
        "undocumented-refusal": "a refusal has a status that is not documented, because no refusal of its kind is",
        "undocumented-success": "the specification documents no success of an operation",
        "content-type": "an answer has a media type that is not documented",
        "response-header": "a header is missing, or breaks its schema",
        "response-body": "the body of an answer breaks its schema",
        "malformed-body": "the body of an answer is not what its media type says",
        "empty-body": "an answer has no body, though one is described",
        "unexpected-body": "an answer has a body where HTTP has none: to HEAD, or with 204, 205 or 304",
        "done-though-refused": "something was made, changed or deleted by a request that was refused",
        "rejected-valid": "a request that keeps to the specification is refused",
        "accepted-invalid": "a request that breaks the specification is accepted",
        "invalid-example": "a documented example breaks its own schema, and the provider refuses or answers it",
        "ignored-credentials": "a request without credentials, or with wrong ones, is let in",
        "credentials-refused": "no request was let in, so that the operation was not checked",
        "undocumented-method": "a method that the path does not document is answered with a success",
        "missing-allow": "a 405 does not tell in `Allow` which methods there are, or not of all",
        "missing-405": "a method that the path does not have is refused with 404, as if nothing was there",
        "lost-record": "what was made, or changed, cannot be read",
        "wrong-record": "what is read is not what was made",
        "changed-value": "the server changed a value that it was sent, and said so",
        "changed-key": "the key of a record is another when it is read than when it was made",
        "duplicate-key": "two records have one key, or a list has a record twice",
        "lost-update": "what was changed is read as it was before, or as something else",
        "merged-put": "what a `PUT` leaves out stays as it was",
        "ignored-default": "what was left out does not have the value that is documented for that",
        "stale-list": "a list shows a record as it was before it was changed",
        "changed-other": "a change of one record changed another",
        "found-elsewhere": "a record is found below an owner that it was not made below",
        "still-there": "a record, or what is below it, is read after it was deleted",
        "still-listed": "a list has a record after it was deleted",
        "not-listed": "a list that has room for all does not have a record that was made",
        "wrong-total": "a list tells of fewer records than it shows, or of more though it shows all",
        "ignored-limit": "a list has more records than were asked for",
        "ignored-filter": "a list of some records has others",
        "ignored-sort": "a list is in the same order when the opposite one is asked for",
        "repeated-page": "a page has a record of a page before it, or names itself as the next",
        "missing-page": "a record of a list is on none of its pages",
        "endless-pages": "a list names a next page again and again, though there is nothing on them",
        "unknown-found": "a record is read that nobody made",
        "wrong-location": "the header `Location` does not lead to what was made",
        "broken-link": "a documented link cannot be followed, or leads nowhere",
        "no-answer": "a request is not answered in time, or not at all",
        "no-valid-request": "no valid request could be made, so that the operation was not checked",
        "second-judge": "a second judge objects to an answer, though the first does not",
    }
)
"""What each check has found, by the code of its findings."""
