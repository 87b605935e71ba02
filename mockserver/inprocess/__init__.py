"""How do the HTTP clients of this process reach the mock without a socket?"""

from mockserver.inprocess.entered import Unmatched
from mockserver.inprocess.interception import Interception, intercept
from mockserver.inprocess.methods import each_test

__all__ = ["Interception", "Unmatched", "each_test", "intercept"]
