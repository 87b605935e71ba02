"""What of a contract was exercised?"""

from mockserver.contract.coverage import Coverage, OperationCoverage, called_of, coverage_of
from mockserver.contract.reporting import Told, merged, read_report, summary, told, write_report, writer

__all__ = [
    "Coverage",
    "OperationCoverage",
    "Told",
    "called_of",
    "coverage_of",
    "merged",
    "read_report",
    "summary",
    "told",
    "write_report",
    "writer",
]
