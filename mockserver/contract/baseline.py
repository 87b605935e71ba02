"""Which findings were known before, and which are new?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mockserver import exact_json
from mockserver.contract.report import Entry, Report, Severity
from mockserver.contract.reports.grouping import RANKS
from mockserver.contract.reports.legible import legible
from mockserver.contract.writing import write_text
from mockserver.exceptions import MockserverError
from mockserver.tables import counted

VERSION = 1

_NONE = "it is no baseline; write one with --update-baseline"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Findings that cannot be told apart: so many are accepted, up to a severity. All else is for people."""

    fingerprint: str
    count: int
    severity: Severity
    code: str
    operation: str
    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known findings of a command."""

    command: str
    findings: tuple[Accepted, ...]

    @classmethod
    def of(cls, report: Report, least: Severity = "warning") -> Baseline:
        """All findings of a report from a severity on, in an order that stays from run to run."""
        report = legible(report)
        groups: dict[str, list[Entry]] = {}
        for entry in report.entries:
            if RANKS[entry.severity] <= RANKS[least]:
                groups.setdefault(entry.fingerprint, []).append(entry)
        found = (_accepted(fingerprint, entries) for fingerprint, entries in groups.items())
        return cls(report.command, tuple(sorted(found, key=lambda a: (a.operation, a.code, a.pointer, a.fingerprint))))

    @classmethod
    def read(cls, path: Path, command: str) -> Baseline:
        """MockserverError where there is none, or one of another command."""
        try:
            told = exact_json.loads(path.read_bytes())
            findings = tuple(Accepted(**finding) for finding in told["findings"])
            sound = told["version"] == VERSION and all(map(_is_sound, findings))
            written_by = told["command"]
        except OSError as error:
            raise MockserverError(f"{path}: {error.strerror}; write one with --update-baseline") from error
        except (ValueError, LookupError, TypeError) as error:
            raise MockserverError(f"{path}: {_NONE}") from error
        if not sound:
            raise MockserverError(f"{path}: {_NONE}")
        if written_by != command:
            raise MockserverError(f"{path}: it is a baseline of `{written_by}`, not of `{command}`")
        return cls(command, findings)

    def write(self, path: Path) -> None:
        told = {"version": VERSION, **asdict(self)}
        write_text(path, exact_json.dumps(told, option=exact_json.OPT_INDENT_2).decode() + "\n")

    def new_in(self, report: Report) -> Report:
        """A report without what is known; what is no longer found is told, but is no failure."""
        left = Counter({accepted.fingerprint: accepted.count for accepted in self.findings})
        worst = {accepted.fingerprint: RANKS[accepted.severity] for accepted in self.findings}
        entries = []
        for entry in legible(report).entries:
            known = left[entry.fingerprint] > 0 and worst[entry.fingerprint] <= RANKS[entry.severity]
            if known:
                left[entry.fingerprint] -= 1
            else:
                entries.append(entry)
        number = sum(accepted.count for accepted in self.findings) - sum(left.values())
        summary = "\n".join(filter(None, (report.summary, f"{counted(number, 'known finding')} accepted")))
        return replace(report, entries=(*entries, *_gone(self.findings, left)), summary=summary)


def _is_sound(accepted: Accepted) -> bool:
    texts = (accepted.fingerprint, accepted.code, accepted.operation, accepted.pointer, accepted.message)
    return type(accepted.count) is int and all(isinstance(text, str) for text in texts) and accepted.severity in RANKS


def _accepted(fingerprint: str, entries: list[Entry]) -> Accepted:
    first, worst = entries[0], min((entry.severity for entry in entries), key=RANKS.__getitem__)
    return Accepted(fingerprint, len(entries), worst, first.code, first.operation, first.pointer, first.message)


def _gone(findings: tuple[Accepted, ...], left: Counter[str]) -> Iterator[Entry]:
    for known in findings:
        if missing := left[known.fingerprint]:
            many = f", {missing} of {known.count}" if known.count > 1 else ""
            message = f"no longer found: {known.code}: {known.message}{many}"
            yield Entry("no-longer-found", "info", message, "", 0, known.operation, known.pointer)
