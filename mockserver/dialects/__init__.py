"""In which words is a refusal told, and in whose manner?"""

from mockserver.dialects.manner import OURS, Manner, Review
from mockserver.dialects.prism import PRISM
from mockserver.dialects.problems import (
    MAX_HEADER,
    MAX_TOLD,
    ErrorDialect,
    challenge,
    crash,
    problem_json,
    refusal_status,
    violations_header,
)

__all__ = [
    "MAX_HEADER",
    "MAX_TOLD",
    "OURS",
    "PRISM",
    "ErrorDialect",
    "Manner",
    "Review",
    "challenge",
    "crash",
    "problem_json",
    "refusal_status",
    "violations_header",
]
