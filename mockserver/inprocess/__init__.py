"""How do the HTTP clients of this process reach the mock without a socket?"""

from mockserver.inprocess.interception import Interception, Unmatched, intercept
from mockserver.inprocess.methods import each_test

__all__ = ["Interception", "Unmatched", "each_test", "intercept"]
