"""Does a provider still answer as it did when it was recorded?"""

from mockserver.contract.replay.playing import Wanted, replay

__all__ = ["Wanted", "replay"]
