"""Which findings of schemathesis are no faults of Oracle's phone calls?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import MissingHeaderNotRejected, RejectedPositiveData

from tests.schemathesis.accepting import Answer, accept

MESSAGES = ("TranscriptMessage", "phoneTranscriptMessages")
KEPT = 300100581000904
RESOURCES = ("phoneCalls", *MESSAGES)
STREAMS = ("CallRecording", "MessageContent", "phoneTranscriptMessages.MessageContent")


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Leave out what cannot be followed or is said twice, and name what is there when the run begins."""
    parts = raw_schema["components"]
    # The document's own mistake: a link takes `CallId` from the path of a request that has none.
    for response in raw_schema["paths"]["/phoneCalls"]["post"]["responses"].values():
        response.get("links", {}).pop("TranscriptMessage", None)
    # The vendor's media type has the same schema as JSON has, and would only double the cases.
    for body in (*parts["requestBodies"].values(), *_bodies(raw_schema)):
        if "application/json" in body.get("content", {}):
            body["content"].pop("application/vnd.oracle.adf.resourceitem+json", None)
    # An item of any state, and a phone call that is there: else almost all cases end at 412 and at 400.
    parts["parameters"]["If-Match"]["example"] = "*"
    parts["schemas"]["phoneCalls-TranscriptMessage-item-post-request"]["properties"]["CallId"]["example"] = KEPT


def _bodies(raw_schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in raw_schema["paths"].values():
        yield from (node["requestBody"] for node in path.values() if "requestBody" in node)


def _all(resources: tuple[str, ...], *verbs: str) -> tuple[str, ...]:
    return tuple(f"{resource}.{verb}" for resource in resources for verb in verbs)


def _told(status: int, *patterns: str) -> Callable[[Answer], bool]:
    """The answer tells nothing else than what one of the patterns says."""
    known = re.compile("|".join(patterns))

    def where(answer: Answer) -> bool:
        return answer.status_code == status and all(known.search(problem) for problem in _problems(answer))

    return where


def _problems(answer: Answer) -> list[str]:
    """Code and detail of each problem, from a text or a structured error."""
    if "json" not in answer.headers["content-type"][0]:
        return re.split(r"\n(?=JBO-)", answer.text)
    return [f"{problem.get('o:errorCode')}: {problem['detail']}" for problem in answer.json()["o:errorDetails"]]


def _an_upsert_that_updates(answer: Answer) -> bool:
    return answer.status_code == 200 and answer.request.headers.get("Upsert-Mode") == "true"


# An ETag that is not the item's is a precondition that fails; no schema tells the state.
accept(
    RejectedPositiveData,
    *_all(RESOURCES, "update", "update_by_post", "delete"),
    where=_told(412, "precondition"),
)
# Which attributes there are, and how `q` is written in each version of the framework, is not in the schema of a text.
accept(
    RejectedPositiveData,
    *_all(RESOURCES, "list", "get"),
    where=_told(400, r"URL request parameter (q|fields|orderBy|dependency|finder|expand) "),
)
# Preconditions are tested before the content of a request is (RFC 9110, 13.2.1), and a 412 is a refusal.
accept(AcceptedNegativeData, *_all(RESOURCES, "update", "update_by_post"), where=_told(412, "precondition"))
# An upsert that finds its phone call needs no `InteractionId`, though the document says that it is required.
accept(AcceptedNegativeData, "phoneCalls.create", where=_an_upsert_that_updates)
# The header makes the method: without it a POST is a method that an item does not offer.
accept(MissingHeaderNotRejected, *_all(RESOURCES, "update_by_post"), where=_told(405, "Invalid operation"))
# A number that another row has, a call that is not there, an id that is another than in the path: no schema tells.
accept(
    RejectedPositiveData,
    *_all(RESOURCES, "create", "update", "update_by_post"),
    where=_told(400, "^(JBO-)?25013:", "^(JBO-)?27024:", "^(JBO-)?27008: Attribute (MessageId|InteractionId) "),
)
# A body without a byte is no body; schemathesis sends an empty stream.
accept(RejectedPositiveData, *(f"{stream}.put" for stream in STREAMS), where=_told(400, "27521"))
