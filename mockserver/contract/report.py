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
    such as the violation's own words, or what was and what is. `known_by` stands in the place of the pointer where
    that has the number of an item, which is another one when the list changes.
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
    known_by: str = ""

    @property
    def fingerprint(self) -> str:
        """What stays the same from run to run: neither the line, nor an item's number, nor what a seed gave."""
        parts = (self.code, self.operation, self.known_by or self.pointer, self.blame)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found: its name, what it looked at, how much of it, and the findings in the order to read them.

    `passed` names what was looked at and found good: operations, or changes that break nothing. `file` is what was
    looked at: code hosts show there what has no place of its own.
    """

    command: str
    subject: str
    entries: tuple[Entry, ...]
    passed: tuple[str, ...] = ()
    summary: str = ""
    file: str = ""
