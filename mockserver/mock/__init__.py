"""How does a program hold a mock server in its hand?"""

from mockserver.mock.cases import ErrorCase, error_cases
from mockserver.mock.journals import coverage_of_files
from mockserver.mock.recorded import RecordedRequest, RecordedViolation
from mockserver.mock.server import MockServer

__all__ = ["ErrorCase", "MockServer", "RecordedRequest", "RecordedViolation", "coverage_of_files", "error_cases"]
