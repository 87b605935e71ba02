"""What changed from one version of a specification to the next, and whom does it break?"""

from mockserver.contract.diff.changes import Change, Use
from mockserver.contract.diff.codes import KINDS, Kind
from mockserver.contract.diff.comparing import Comparison, compare
from mockserver.contract.diff.consumer import Breakage, breakage
from mockserver.contract.diff.telling import message, report_of

__all__ = ["KINDS", "Breakage", "Change", "Comparison", "Kind", "Use", "breakage", "compare", "message", "report_of"]
