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
from mockserver.mocking.templates import Scene, render

__all__ = [
    "LONGEST_DELAY",
    "NO_PREFERENCES",
    "Canned",
    "MockPlan",
    "Preferences",
    "Scene",
    "Trouble",
    "World",
    "acceptable",
    "documented_headers",
    "preferences",
    "render",
    "without_examples",
]
