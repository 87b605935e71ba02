"""What does a schema say of a value? The only room that knows jsonschema-rs."""

from mockserver.schema.adapting import flagged
from mockserver.schema.canonical import canonical
from mockserver.schema.composition import parts_of
from mockserver.schema.containment import Containing, Containment
from mockserver.schema.patterns import pattern_problem, spelled_out
from mockserver.schema.structure import broken_rules
from mockserver.schema.validator import MAX_VIOLATIONS, Validator

__all__ = [
    "MAX_VIOLATIONS",
    "Containing",
    "Containment",
    "Validator",
    "broken_rules",
    "canonical",
    "flagged",
    "parts_of",
    "pattern_problem",
    "spelled_out",
]
