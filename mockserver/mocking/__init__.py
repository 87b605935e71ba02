"""Which answer does a specification itself give?"""

from mockserver.mocking.negotiation import Canned, MockPlan
from mockserver.mocking.preferences import Preferences, preferences

__all__ = ["Canned", "MockPlan", "Preferences", "preferences"]
