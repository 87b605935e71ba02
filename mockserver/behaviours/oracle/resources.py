"""Which resources are there, and what are they made of?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]

CREATED = ("CreatedBy", "CreationDate")
CHANGED = ("LastUpdatedBy", "LastUpdateDate", "LastUpdateLogin")

_AUDIT = {
    "CreatedBy": "string",
    "CreationDate": "date-time",
    "LastUpdatedBy": "string",
    "LastUpdateDate": "date-time",
    "LastUpdateLogin": "string",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of row: `types` are its attributes in the order of items, `stream` the one that is not repeated in them.

    `titles` are what one and several are called, `schema` begins the names of its schemas.
    `key` is its primary key, `number` its public one; `matches` are the attributes that an upsert looks for, in order.
    `fixed` are those that keep their first value.
    """

    name: str
    entity: str
    titles: tuple[str, str]
    schema: str
    key: str
    number: str
    stream: str
    matches: tuple[str, ...]
    fixed: tuple[str, ...]
    types: Mapping[str, str]

    @property
    def writable(self) -> tuple[str, ...]:
        """What a client can give a value, in a create at least."""
        return (*(name for name in self.types if name not in _AUDIT), self.stream)

    def emptied(self) -> Record:
        """What a row has in the attributes that can change and were given no value."""
        empty = {name: None for name in self.writable if name not in (self.key, self.number, *self.fixed)}
        return {**empty, "DeletedFlag": False}


PHONE_CALLS = Resource(
    name="phoneCalls",
    entity="PhoneCallEO",
    titles=("Phone Call", "Phone Calls"),
    schema="phoneCalls-item",
    key="CallId",
    number="CallNumber",
    stream="CallRecording",
    matches=("CallId", "CallNumber", "ExternalSystemCallId"),
    fixed=("CallId", "CallNumber", "InteractionId"),
    types={
        "CallId": "integer",
        "CallNumber": "string",
        "InteractionId": "integer",
        "PhoneNumber": "string",
        "LeftMessageFlag": "boolean",
        "DeletedFlag": "boolean",
        "ExternalSystemCallId": "string",
        "CallDetailsURL": "string",
        "RecordingURL": "string",
        "RecordingFormat": "string",
        "TranscriptURL": "string",
        **_AUDIT,
    },
)

MESSAGES = Resource(
    name="TranscriptMessage",
    entity="PhoneTranscriptMessageEO",
    titles=("Phone Transcript Message", "Phone Transcript Messages"),
    schema="phoneCalls-TranscriptMessage-item",
    key="MessageId",
    number="MessageNumber",
    stream="MessageContent",
    matches=("MessageId", "MessageNumber"),
    fixed=("MessageId", "CallId", "InteractionId"),
    types={
        "MessageId": "integer",
        "MessageNumber": "string",
        "CallId": "integer",
        "InteractionId": "integer",
        "MessageTypeCd": "string",
        "RoleCd": "string",
        "VisibilityCd": "string",
        "PostedByDisplayName": "string",
        "PostedByPartyId": "string",
        "DeletedFlag": "boolean",
        **_AUDIT,
    },
)


@dataclass(frozen=True, slots=True)
class Place:
    """A resource where it is addressed: messages stand below their call, and once more by themselves."""

    resource: Resource
    name: str
    path: str
    call_id: int | None = None


CALLS_PLACE = Place(PHONE_CALLS, "phoneCalls", "/phoneCalls")
MESSAGES_PLACE = Place(MESSAGES, "phoneTranscriptMessages", "/phoneTranscriptMessages")


def below(call_id: int) -> Place:
    """The messages of one call."""
    return Place(MESSAGES, "TranscriptMessage", f"/phoneCalls/{call_id}/child/TranscriptMessage", call_id)
