"""How is an objection told in a report: with its place, its command and its words?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mockserver.contract.check.cases import Exchange, Objection
from mockserver.contract.check.contract import Contract
from mockserver.contract.check.curl import curl
from mockserver.contract.check.hiding import Credentials
from mockserver.contract.check.sending import Provider
from mockserver.contract.report import Entry
from mockserver.model import Request


class Entries:
    """The findings of a run, each told once: another one of the same kind at the same place is counted."""

    def __init__(self, provider: Provider, credentials: Credentials) -> None:
        self._provider = provider
        self._credentials = credentials
        self._found: dict[str, Entry] = {}
        self._counts: dict[str, int] = {}

    def add(self, contract: Contract, objection: Objection, request: Request, before: Sequence[Exchange] = ()) -> None:
        """Note an objection to the answer to a request; `before` are the exchanges that led to it."""
        after = tuple(f"after: {self._curl(each.case.request)}" for each in before)
        self._note(self._entry(contract, objection, self._curl(request), after))

    def add_untried(self, contract: Contract, objection: Objection) -> None:
        """Note why nothing was asked."""
        self._note(self._entry(contract, objection, "", ()))

    def _entry(self, contract: Contract, objection: Objection, command: str, after: tuple[str, ...]) -> Entry:
        source = objection.source or contract.operation.source
        file, line = contract.api.document.position(source)
        return Entry(
            code=objection.code,
            severity=objection.severity,
            message=objection.message,
            file=file,
            line=line,
            operation=contract.name,
            pointer=objection.pointer,
            blame=objection.blame,
            curl=command,
            details=(*objection.details, *after),
        )

    def _note(self, entry: Entry) -> None:
        self._found.setdefault(entry.fingerprint, entry)
        self._counts[entry.fingerprint] = self._counts.get(entry.fingerprint, 0) + 1

    def _curl(self, request: Request) -> str:
        hidden = self._credentials
        return curl(self._provider.url, request, hidden.headers_in(request), hidden.parameters_in(request))

    def told(self) -> tuple[Entry, ...]:
        """The findings, those of an operation together, the errors first."""
        order = {name: number for number, name in enumerate(dict.fromkeys(e.operation for e in self._found.values()))}
        counted = [self._counted(mark, entry) for mark, entry in self._found.items()]
        return tuple(sorted(counted, key=lambda entry: (order[entry.operation], entry.severity != "error")))

    def _counted(self, mark: str, entry: Entry) -> Entry:
        more = self._counts[mark] - 1
        if not more:
            return entry
        times = "once more" if more == 1 else f"{more} times more"
        return replace(entry, details=(*entry.details, f"found {times}"))
