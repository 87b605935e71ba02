"""Which values travel between the floors?"""

from mockserver.model.messages import Credential, Decoded, Item, Request, Response, Violation
from mockserver.model.operations import Body, Media, Operation, Parameter, ResponseSpec, SecurityScheme
from mockserver.model.outcomes import Match, NoMatch, Outcome, Refusal
from mockserver.model.schemas import MAX_REFERENCES, Finding, Schema, SpecReference
from mockserver.model.words import ABSENT, Blame, Direction, Location, Origin, Place, Severity, Strictness, value

__all__ = [
    "ABSENT",
    "MAX_REFERENCES",
    "Blame",
    "Body",
    "Credential",
    "Decoded",
    "Direction",
    "Finding",
    "Item",
    "Location",
    "Match",
    "Media",
    "NoMatch",
    "Operation",
    "Origin",
    "Outcome",
    "Parameter",
    "Place",
    "Refusal",
    "Request",
    "Response",
    "ResponseSpec",
    "Schema",
    "SecurityScheme",
    "Severity",
    "SpecReference",
    "Strictness",
    "Violation",
    "value",
]
