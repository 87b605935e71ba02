"""Which reports are written into which files?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mockserver.contract.report import Report
from mockserver.contract.reports.junit import junit
from mockserver.contract.reports.page import page
from mockserver.contract.reports.sarif import sarif
from mockserver.contract.reports.structured import structured
from mockserver.contract.writing import writable, write_text
from mockserver.exceptions import MockserverError

WRITERS: Mapping[str, Callable[[Report], str]] = {"junit": junit, "html": page, "sarif": sarif, "json": structured}
"""What makes the text of a report, by the report's kind."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report that is to be written: its kind, and its file."""

    kind: str
    path: Path

    @classmethod
    def read(cls, text: str) -> ReportFile:
        """What `KIND=FILE` says; MockserverError where there is no such report, or no such file can be written."""
        kind, equals, name = text.partition("=")
        if kind not in WRITERS or not equals or not name:
            raise MockserverError(f"--report {text}: write KIND=FILE, where KIND is one of {', '.join(WRITERS)}")
        if name == "-":
            raise MockserverError(f"--report {text}: standard output takes no report; name a file, or use --format")
        return cls(kind, writable(Path(name), f"--report {text}"))

    def write(self, report: Report) -> None:
        write_text(self.path, WRITERS[self.kind](report))
