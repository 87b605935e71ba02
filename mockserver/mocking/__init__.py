"""Which answer does a specification itself give?"""

from mockserver.mocking.negotiation import Canned, MockPlan, World, without_examples
from mockserver.mocking.preferences import NO_PREFERENCES, Preferences, preferences

__all__ = ["NO_PREFERENCES", "Canned", "MockPlan", "Preferences", "World", "preferences", "without_examples"]
