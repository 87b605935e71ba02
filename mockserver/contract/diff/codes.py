"""Which kinds of changes are there, and how bad is each?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mockserver.model import Direction

Sense = Literal["narrower", "wider", "changed", ""]
"""Whether less is valid than before, or more, or both; empty where it is no matter of that."""

Severity = Literal["breaking", "warning", "info"]
Way = Literal["request", "response", "api"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: what it concerns, what becomes of that, how bad it is, and what it means."""

    way: Way
    sense: Sense
    severity: Severity
    meaning: str


_ASPECTS = {
    "type": "the types that a value may have",
    "null": "whether a value may be null",
    "enum": "the values that are listed",
    "number": "the least or the greatest number",
    "multiple": "what a number is a multiple of",
    "length": "how long a text may be",
    "item-count": "how many items a list may have",
    "member-count": "how many members an object may have",
    "unique-items": "whether the items of a list must differ",
    "pattern": "the regular expression of a text",
    "format": "the format of a value",
    "items": "whether anything is said of the items of a list",
    "additional-properties": "the members that are not named",
    "choice": "the branches of `oneOf` or `anyOf`",
    "schema": "what no other code names, such as `not`, `if` and `contains`",
}
_SENSES: tuple[Sense, ...] = ("narrower", "wider", "changed")
_DONE = {"narrower": "less is valid", "wider": "more is valid", "changed": "other things are valid"}


def judged(way: Direction, sense: Sense) -> Severity:
    """How bad it is where less or more is valid: who sends must not be refused, who reads must not be surprised."""
    harmless = "wider" if way == "request" else "narrower"
    return "info" if sense in (harmless, "") else "breaking"


def _of_aspects(way: Direction) -> dict[str, Kind]:
    return {
        f"{way}-{aspect}-{sense}": Kind(way, sense, judged(way, sense), f"{meaning}: {_DONE[sense]}")
        for aspect, meaning in _ASPECTS.items()
        for sense in _SENSES
    }


_PROPERTIES = {
    "request-property-added": Kind("request", "wider", "info", "an optional member was added"),
    "request-required-property-added": Kind("request", "narrower", "breaking", "a required member was added"),
    "request-property-removed": Kind("request", "narrower", "warning", "a member was removed, but is let pass"),
    "request-property-refused": Kind("request", "narrower", "breaking", "a member was removed, and is refused now"),
    "request-property-required": Kind("request", "narrower", "breaking", "a member became required"),
    "request-property-optional": Kind("request", "wider", "info", "a member became optional"),
    "request-property-read-only": Kind("request", "narrower", "warning", "a member became `readOnly`"),
    "request-property-writable": Kind("request", "wider", "info", "a member is no longer `readOnly`"),
    "request-property-deprecated": Kind("request", "", "info", "a member became deprecated"),
    "request-property-restored": Kind("request", "", "info", "a member is no longer deprecated"),
    "request-content-changed": Kind("request", "changed", "warning", "what a text holds, such as `contentEncoding`"),
    "request-default-changed": Kind("request", "", "warning", "what a missing value stands for changed"),
    "request-additional-properties-unnamed": Kind(
        "request", "narrower", "warning", "members that nothing was said of are refused now"
    ),
    "response-property-added": Kind("response", "wider", "info", "a member was added"),
    "response-closed-property-added": Kind(
        "response", "wider", "warning", "a member was added, where no others were let pass"
    ),
    "response-property-removed": Kind("response", "wider", "breaking", "a member that was always there was removed"),
    "response-optional-property-removed": Kind(
        "response", "wider", "warning", "a member that could be there was removed"
    ),
    "response-property-optional": Kind("response", "wider", "breaking", "a member may be missing now"),
    "response-property-required": Kind("response", "narrower", "info", "a member is always there now"),
    "response-property-write-only": Kind("response", "wider", "breaking", "a member became `writeOnly`"),
    "response-optional-property-write-only": Kind(
        "response", "wider", "warning", "a member that could be there became `writeOnly`"
    ),
    "response-property-readable": Kind("response", "wider", "info", "a member is no longer `writeOnly`"),
    "response-property-deprecated": Kind("response", "", "info", "a member became deprecated"),
    "response-property-restored": Kind("response", "", "info", "a member is no longer deprecated"),
    "response-content-changed": Kind("response", "changed", "warning", "what a text holds, such as `contentEncoding`"),
    "response-default-changed": Kind("response", "", "info", "what a missing value stands for changed"),
    "response-additional-properties-unnamed": Kind(
        "response", "wider", "info", "members that nothing is said of are let pass now"
    ),
}
_OPERATIONS = {
    "operation-added": Kind("api", "wider", "info", "an operation was added"),
    "operation-removed": Kind("api", "narrower", "breaking", "an operation was removed"),
    "deprecated-operation-removed": Kind("api", "narrower", "warning", "an operation that was deprecated was removed"),
    "operation-removed-early": Kind(
        "api", "narrower", "breaking", "an operation was removed before the date that its `x-sunset` says"
    ),
    "operation-sunset-earlier": Kind("api", "", "warning", "the date of `x-sunset` is an earlier one"),
    "operation-deprecated": Kind("api", "", "info", "an operation became deprecated"),
    "operation-restored": Kind("api", "", "info", "an operation is no longer deprecated"),
    "operation-renamed": Kind("api", "", "info", "an operation has another id"),
    "path-parameter-renamed": Kind("api", "", "info", "a parameter of a path has another name"),
    "server-added": Kind("api", "wider", "info", "a server was added"),
    "server-removed": Kind("api", "narrower", "warning", "a server was removed, but others are left"),
    "servers-replaced": Kind("api", "changed", "breaking", "none of the servers is left"),
}
_CALLS = {
    "call-added": Kind("api", "wider", "info", "a callback or a webhook was added"),
    "call-removed": Kind("api", "narrower", "breaking", "a callback or a webhook was removed"),
}
_SECURITY = {
    "security-added": Kind("request", "narrower", "breaking", "credentials are needed where none were"),
    "security-narrower": Kind("request", "narrower", "breaking", "credentials that were enough are no longer"),
    "security-scope-added": Kind("request", "narrower", "breaking", "a scope is needed that was not"),
    "security-wider": Kind("request", "wider", "info", "other credentials are enough, too"),
    "security-removed": Kind("request", "wider", "info", "no credentials are needed any more"),
    "security-scheme-changed": Kind("request", "changed", "warning", "credentials are got elsewhere, or otherwise"),
}
_PARAMETERS = {
    "parameter-added": Kind("request", "wider", "info", "an optional parameter was added"),
    "required-parameter-added": Kind("request", "narrower", "breaking", "a required parameter was added"),
    "parameter-removed": Kind("request", "narrower", "warning", "a parameter was removed"),
    "deprecated-parameter-removed": Kind("request", "narrower", "info", "a parameter that was deprecated was removed"),
    "parameter-moved": Kind("request", "changed", "breaking", "a parameter stands in another place"),
    "parameter-required": Kind("request", "narrower", "breaking", "a parameter became required"),
    "parameter-optional": Kind("request", "wider", "info", "a parameter became optional"),
    "parameter-style-changed": Kind("request", "changed", "breaking", "a parameter is written in another way"),
    "parameter-empty-refused": Kind("request", "narrower", "breaking", "a parameter may be empty no longer"),
    "parameter-empty-allowed": Kind("request", "wider", "info", "a parameter may be empty"),
    "parameter-deprecated": Kind("request", "", "info", "a parameter became deprecated"),
    "parameter-restored": Kind("request", "", "info", "a parameter is no longer deprecated"),
}
_BODIES = {
    "request-body-added": Kind("request", "wider", "info", "an optional body was added"),
    "required-request-body-added": Kind("request", "narrower", "breaking", "a required body was added"),
    "request-body-removed": Kind("request", "narrower", "breaking", "the body was removed"),
    "request-body-required": Kind("request", "narrower", "breaking", "the body became required"),
    "request-body-optional": Kind("request", "wider", "info", "the body became optional"),
    "request-media-type-added": Kind("request", "wider", "info", "a media type was added"),
    "request-media-type-removed": Kind("request", "narrower", "breaking", "a media type was removed"),
    "request-encoding-changed": Kind("request", "changed", "breaking", "a part of a form is written in another way"),
    "request-encoding-wider": Kind("request", "wider", "info", "a part of a form may be of further media types"),
}
_RESPONSES = {
    "response-added": Kind("response", "wider", "warning", "a status of success was added"),
    "error-response-added": Kind("response", "wider", "info", "a status of an error was added"),
    "response-removed": Kind("response", "changed", "breaking", "a status of success was removed"),
    "error-response-removed": Kind("response", "narrower", "info", "a status of an error was removed"),
    "response-media-type-added": Kind("response", "wider", "info", "a media type was added"),
    "response-media-type-removed": Kind("response", "changed", "breaking", "a media type was removed"),
    "response-body-added": Kind("response", "wider", "info", "the answer has a body now"),
    "response-body-removed": Kind("response", "changed", "breaking", "the answer has no body any more"),
    "response-header-added": Kind("response", "wider", "info", "a header was added"),
    "response-header-removed": Kind("response", "wider", "breaking", "a header that was always there was removed"),
    "response-optional-header-removed": Kind(
        "response", "wider", "warning", "a header that could be there was removed"
    ),
    "response-header-optional": Kind("response", "wider", "breaking", "a header may be missing now"),
    "response-header-required": Kind("response", "narrower", "info", "a header is always there now"),
    "response-header-deprecated": Kind("response", "", "info", "a header became deprecated"),
}

_CONSUMERS = {
    "consumer-refused": Kind(
        "request", "narrower", "breaking", "what a consumer sent is refused, for a reason that no other code tells"
    ),
}
KINDS: dict[str, Kind] = {
    **_OPERATIONS,
    **_CALLS,
    **_SECURITY,
    **_PARAMETERS,
    **_BODIES,
    **_RESPONSES,
    **_PROPERTIES,
    **_of_aspects("request"),
    **_of_aspects("response"),
    **_CONSUMERS,
}
"""Every kind of change, by its code."""
