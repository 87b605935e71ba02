"""What did a command find, in the one form that every report is written from?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Blame = Literal["client", "spec", "mock", "upstream", ""]


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding of `check`, `diff`, `replay` or `lint`.

    `code` names the kind of finding. `operation` is its id behind the API's name and a dot, or empty where it
    concerns none. `file` and `line` are the position in the specification; `pointer` is what in the request, the
    answer or the specification it concerns. `curl` is the command that shows it again; `details` are further lines,
    such as the violation's own words, or what was and what is.
    """

    code: str
    severity: Severity
    message: str
    file: str
    line: int
    operation: str = ""
    pointer: str = ""
    blame: Blame = ""
    curl: str = ""
    details: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What stays the same from run to run: neither the line, nor the values that a seed gave."""
        parts = (self.code, self.operation, self.pointer, self.blame)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found: its name, what it looked at, how much of it, and the findings in the order to read them.

    `passed` names what was looked at and found good: operations, or changes that break nothing.
    """

    command: str
    subject: str
    entries: tuple[Entry, ...]
    passed: tuple[str, ...] = ()
    summary: str = ""
