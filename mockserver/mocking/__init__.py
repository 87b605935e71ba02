"""Which answer does a specification itself give?"""

from mockserver.mocking.negotiation import Canned, canned
from mockserver.mocking.preferences import Preferences, preferences

__all__ = ["Canned", "Preferences", "canned", "preferences"]
