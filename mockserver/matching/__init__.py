"""Does a request look as somebody expects, and where not?"""

from mockserver.matching.expecting import Expected, Seen, Unlike
from mockserver.matching.offer import AskingError, Offer
from mockserver.matching.verifying import Expectation, Miss, Verdict, fitting, read_expectations, verify

__all__ = [
    "AskingError",
    "Expectation",
    "Expected",
    "Miss",
    "Offer",
    "Seen",
    "Unlike",
    "Verdict",
    "fitting",
    "read_expectations",
    "verify",
]
