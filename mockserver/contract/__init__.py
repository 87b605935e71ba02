"""What of a contract was exercised?"""

from mockserver.contract.coverage import Coverage, OperationCoverage, coverage_of

__all__ = ["Coverage", "OperationCoverage", "coverage_of"]
