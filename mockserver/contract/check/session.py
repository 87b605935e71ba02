"""How is one request sent, judged and noted?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from mockserver.apis import Api
from mockserver.behaviours.resources.resource import Role
from mockserver.contract.check.cases import Case, Exchange, Objection
from mockserver.contract.check.contract import Contract
from mockserver.contract.check.entries import Entries
from mockserver.contract.check.fuzzing import Fuzzer
from mockserver.contract.check.lists import key_in, list_objections
from mockserver.contract.check.sending import Provider
from mockserver.contract.check.verdicts import objections
from mockserver.contract.check.world import World
from mockserver.model import Blame, Operation, Request, Response, Violation

SWEEPING: frozenset[Role] = frozenset({"bulk-delete", "clear", "fill"})
"""What takes away several records at once."""


class SecondJudge(Protocol):
    """Somebody else who holds answers against the specification."""

    def problems(self, operation: Operation, request: Request, response: Response) -> tuple[str, ...]: ...


@dataclass(slots=True)
class Session:
    """One run against one provider: what is known of it, and what was found.

    By operation: `refused` are the statuses of those who take us for nobody, `good` let us in, `asked` had their turn,
    and `answered` had a success.
    """

    api: Api
    provider: Provider
    world: World
    entries: Entries
    contracts: Mapping[str, Contract]
    judge: SecondJudge | None = None
    fuzzer: Fuzzer | None = None
    refused: dict[str, set[int]] = field(default_factory=dict)
    good: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    keys: set[tuple[str, str]] = field(default_factory=set)

    @property
    def party(self) -> Blame:
        return "mock" if self.provider.ours else "upstream"

    def contract(self, operation: Operation) -> Contract:
        return self.contracts[operation.id]

    def takes(self, operation: Operation) -> bool:
        return self.provider.takes(operation.method)

    def ask(self, case: Case, before: Sequence[Exchange] = ()) -> Exchange | None:
        """The exchange of a case, judged by itself; None where there is no answer, which is noted."""
        contract, case = self.contract(case.operation), self._told_apart(case)
        answer = self.provider.ask(case.request)
        if isinstance(answer, Violation):
            source = contract.operation.source
            lost = Objection("no-answer", answer.message, self.party, pointer=answer.keyword, source=source)
            self.entries.add(contract, lost, case.request, before)
            return None
        exchange = Exchange(case, answer)
        if exchange.succeeded and case.kind in ("valid", "example"):
            self.answered.add(contract.name)
        self._forget(exchange)
        if self._is_refused(contract, case, answer):
            return exchange
        found = (*objections(contract, exchange, self.party), *self._of_list(exchange))
        self.note(contract, found, case.request, before)
        if not found:
            self._judge_again(contract, case, answer)
        return exchange

    def _told_apart(self, case: Case) -> Case:
        """The case; one that makes what was made before, or deletes what was deleted before, may be refused."""
        found = self.world.resources.of(case.operation)
        if case.kind not in ("valid", "example") or found is None:
            return case
        resource, part = found
        if part.role == "delete" and case.known:
            return (
                case if self.world.has(resource, case.operation.path, case.draft.path) else replace(case, kind="gone")
            )
        key = key_in(resource, case.draft.body) if part.role in ("create", "bulk") else None
        mark = (case.operation.id, str(key))
        is_new = key is None or mark not in self.keys
        self.keys.add(mark)
        return case if is_new else replace(case, kind="gone")

    def _forget(self, exchange: Exchange) -> None:
        """What was deleted is not known to be there any more."""
        found = self.world.resources.of(exchange.case.operation)
        if found is None or not exchange.succeeded:
            return
        resource, part = found
        if part.role == "delete":
            self.world.forget(resource, exchange.case.operation.path, exchange.case.draft.path)
        elif part.role in SWEEPING:
            self.world.sweep(resource, part, exchange.case.draft)

    def note(
        self, contract: Contract, found: Sequence[Objection], request: Request, before: Sequence[Exchange] = ()
    ) -> None:
        for objection in found:
            self.entries.add(contract, objection, request, before)

    def _is_refused(self, contract: Contract, case: Case, answer: Response) -> bool:
        """Whether the provider takes us for nobody, though credentials were shown: that is told once, at the end."""
        judged = case.kind in ("anonymous", "stranger") or not contract.documents_success
        if judged or not contract.needs_credentials:
            return False
        if answer.status not in (401, 403):
            self.good |= {contract.name} if case.kind in ("valid", "example") else set()
            return False
        self.refused.setdefault(contract.name, set()).add(answer.status)
        return True

    def _of_list(self, exchange: Exchange) -> tuple[Objection, ...]:
        found = self.world.resources.of(exchange.case.operation)
        if found is None or found[1].role != "list" or exchange.case.kind == "broken":
            return ()
        return tuple(list_objections(*found, exchange, self.party))

    def _judge_again(self, contract: Contract, case: Case, answer: Response) -> None:
        if self.judge is None or not answer.body or case.kind == "method":
            return
        for problem in self.judge.problems(contract.operation, case.request, answer):
            objection = Objection("second-judge", problem, self.party, pointer=str(answer.status))
            self.entries.add(contract, objection, case.request)
