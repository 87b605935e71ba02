"""Which answer does a specification itself give?"""

from mockserver.mocking.errors import Trouble
from mockserver.mocking.negotiation import (
    Canned,
    MockPlan,
    World,
    acceptable,
    documented_headers,
    without_examples,
)
from mockserver.mocking.preferences import LONGEST_DELAY, NO_PREFERENCES, Preferences, preferences
from mockserver.mocking.templates import MEMBERS, NAMES, Scene, names_in, render

__all__ = [
    "LONGEST_DELAY",
    "MEMBERS",
    "NAMES",
    "NO_PREFERENCES",
    "Canned",
    "MockPlan",
    "Preferences",
    "Scene",
    "Trouble",
    "World",
    "acceptable",
    "documented_headers",
    "names_in",
    "preferences",
    "render",
    "without_examples",
]
