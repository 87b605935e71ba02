"""Whom does a mock call, when something happens that its specification says it tells of?"""

from mockserver.callbacks.calling import Caller, callers_of
from mockserver.callbacks.sending import Sender

__all__ = ["Caller", "Sender", "callers_of"]
