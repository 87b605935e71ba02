"""In which order is a provider asked, and what comes out of it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mockserver.apis import Api
from mockserver.behaviours.resources import Resource, Resources
from mockserver.contract.check.broken import broken_cases
from mockserver.contract.check.cases import Case, Objection
from mockserver.contract.check.claims import holds, record_before
from mockserver.contract.check.contract import Contract
from mockserver.contract.check.edges import edge_cases
from mockserver.contract.check.entries import Entries
from mockserver.contract.check.fuzzing import Fuzzer
from mockserver.contract.check.hiding import Credentials
from mockserver.contract.check.links import follow
from mockserver.contract.check.refused import ask_refused
from mockserver.contract.check.sending import Provider, ProviderLostError
from mockserver.contract.check.sequences import live
from mockserver.contract.check.session import SWEEPING, SecondJudge, Session
from mockserver.contract.check.signing import credential_cases
from mockserver.contract.check.valid import example_cases, valid_case, valid_cases
from mockserver.contract.check.world import World
from mockserver.contract.report import Entry, Report
from mockserver.exceptions import MockserverError
from mockserver.model import Operation, Severity, SpecReference
from mockserver.suggestions import meant
from mockserver.tables import counted

Tell = Callable[[str], None]
"""What is told while it runs: what is being checked, and how many requests were sent."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is sent: at most `examples` valid requests for an operation, and `broken` ones; `seed` picks them.

    Where `examples` is more than one, those at the edges of what is valid come on top.

    `drawn`: how many more a fuzzer draws of either kind.

    `operations`: the only ones that are checked, by id, alone or behind the API's name and a dot; none: all.
    """

    examples: int = 20
    seed: str = "1"
    operations: tuple[str, ...] = ()
    broken: int = 100
    drawn: int = 0


def check(
    api: Api,
    provider: Provider,
    effort: Effort | None = None,
    *,
    judge: SecondJudge | None = None,
    fuzzer: Fuzzer | None = None,
    contracts: Mapping[str, Contract] | None = None,
    tell: Tell = lambda _: None,
) -> Report:
    """Hold a provider against the specification of an API.

    First records are made and led through their lives, then each operation is asked: what its examples say, valid and
    broken requests, with and without credentials. `contracts` are those of `contracts_of`.
    MockserverError where an operation is not known.
    """
    effort = effort or Effort()
    chosen = chosen_operations(api, effort.operations)
    resources = api.resources or Resources(api.document.root, api.operations, "on")
    entries = Entries(provider, Credentials.of(api, provider.headers))
    session = Session(api, provider, World(resources), entries, contracts or contracts_of(api), judge, fuzzer)
    lost: Entry | None = None
    try:
        for number, step in enumerate(_steps(session, chosen, effort)):
            tell(f"{number} {step}, {counted(provider.sent, 'request')}")
    except ProviderLostError as error:
        lost = _gone(api, str(error), provider)
    _refused(session)
    return _report(session, chosen, lost)


def contracts_of(api: Api) -> dict[str, Contract]:
    """What the specification says of each operation, by its id; it is found out once, and good for several checks."""
    return {operation.id: Contract(api, operation) for operation in api.operations}


def chosen_operations(api: Api, wanted: Sequence[str]) -> tuple[Operation, ...]:
    """The operations with some ids; all where none is given."""
    named = {operation.id: operation for operation in api.operations}
    named |= {f"{api.name}.{operation.id}": operation for operation in api.operations}
    for name in wanted:
        if name not in named:
            raise MockserverError(f"there is no operation '{name}'; {meant(name, list(named))}")
    return tuple(dict.fromkeys(named[name] for name in wanted)) if wanted else api.operations


def _steps(session: Session, chosen: Sequence[Operation], effort: Effort) -> Iterator[str]:
    for resource in _owners_first(session.world.resources.all()):
        if any(part.operation in chosen for part in resource.parts):
            live(session, resource, effort.seed)
            yield resource.name
    known = _known_operations(session.api)
    ordered = sorted(chosen, key=lambda operation: _late(session, operation))
    for operation in ordered:
        if session.takes(operation):
            _asked(session, operation, known, effort)
            session.asked.add(session.contract(operation).name)
        yield operation.id
    for operation in ordered:
        _asked_again(session, operation, effort)
    _other_methods(session, chosen, effort)
    yield "other methods"


_EARLY = (0, 0)


def _late(session: Session, operation: Operation) -> tuple[int, int]:
    """What orders the operations: actions come late, what takes away last, and what is below others before those."""
    found = session.world.resources.of(operation)
    role = found[1].role if found is not None else ""
    if operation.method == "DELETE" or role in SWEEPING:
        return 2, -operation.path.count("/")
    return int(role == "action"), 0


def _owners_first(resources: Sequence[Resource]) -> list[Resource]:
    return sorted(resources, key=lambda resource: len(resource.shape))


def _known_operations(api: Api) -> Mapping[str, Operation]:
    by_pointer = {operation.source.pointer: operation for operation in api.operations}
    return {**by_pointer, **{operation.id: operation for operation in api.operations}}


def _asked(session: Session, operation: Operation, known: Mapping[str, Operation], effort: Effort) -> None:
    """Everything that is asked of one operation by itself."""
    contract, texts = session.contract(operation), session.world.known(operation)
    cases = [*example_cases(contract, session.provider, texts)][: effort.examples]
    least = 0 if any(case.violation is None for case in cases) else 1
    cases += valid_cases(contract, session.provider, effort.seed, max(effort.examples - len(cases), least), texts)
    if effort.examples > 1:
        cases += edge_cases(contract, session.provider, effort.seed, texts)
    first = next((case for case in cases if case.violation is None), None)
    wrong = _unwelcome(session, contract, first, effort) if first is not None else ()
    if _late(session, operation) > _EARLY:
        _ask_unwelcome(session, operation, wrong, effort.seed)
        wrong = ()
    _ask_welcome(session, operation, cases, known, effort.seed)
    if first is None:
        _unasked(session, contract)
        return
    _ask_unwelcome(session, operation, wrong, effort.seed)
    if session.fuzzer is not None:
        _ask_all(session, session.fuzzer.cases(contract, session.provider, texts, effort.seed, effort.drawn))


def _unwelcome(session: Session, contract: Contract, first: Case, effort: Effort) -> tuple[Sequence[Case], ...]:
    """What is to be refused, by why; asked first where later ones are no use once a good request was done."""
    provider, texts = session.provider, session.world.known(contract.operation)
    full = valid_case(contract, provider, effort.seed, 1, texts) or first
    broken = broken_cases(contract, full, effort.seed, effort.broken)
    return broken, tuple(credential_cases(contract, first, provider.headers))


def _ask_unwelcome(session: Session, operation: Operation, wrong: Iterable[Sequence[Case]], seed: str) -> None:
    for cases in wrong:
        ask_refused(session, operation, cases, seed)


def _ask_all(session: Session, cases: Iterable[Case]) -> None:
    for case in cases:
        session.ask(case)


def _ask_welcome(
    session: Session, operation: Operation, cases: Iterable[Case], known: Mapping[str, Operation], seed: str
) -> None:
    """Ask for what is to be done; what is said with the first success is looked into."""
    old = record_before(session, operation, seed)
    followed = False
    for case in cases:
        exchange = session.ask(case)
        if exchange is not None and exchange.succeeded and not followed:
            holds(session, exchange, old, seed)
            follow(session, exchange, known, seed)
            followed = True


def _asked_again(session: Session, operation: Operation, effort: Effort) -> None:
    """Ask once more at the end what changes nothing: some failures come late."""
    if operation.method != "GET":
        return
    contract = session.contract(operation)
    case = valid_case(contract, session.provider, effort.seed, 0, session.world.known(operation))
    if case is not None:
        session.ask(case)


_METHODS = ("TRACE", "QUERY")


def _other_methods(session: Session, chosen: Sequence[Operation], effort: Effort) -> None:
    """Ask each path with a method that it does not document, and that changes nothing."""
    for path in dict.fromkeys(operation.path for operation in chosen):
        same = [operation for operation in session.api.operations if operation.path == path]
        method = next((m for m in _METHODS if m not in {operation.method for operation in same}), None)
        contract = session.contract(same[0])
        known = session.world.known(same[0])
        case = valid_case(contract, session.provider, effort.seed, 0, known)
        if method is None or case is None:
            continue
        draft = replace(case.draft, media=None)
        request = replace(draft.request(), method=method)
        is_there = any(session.contract(operation).name in session.answered for operation in same)
        session.ask(Case("method", draft, request, f"the method {method}", known=case.known and is_there))


# What is told at the end


def _unasked(session: Session, contract: Contract) -> None:
    message = "no valid request can be made from what is documented, so the operation is not checked"
    objection = Objection("no-valid-request", message, "spec", "warning", source=contract.operation.source)
    session.entries.add_untried(contract, objection)


def _refused(session: Session) -> None:
    """Tell of the operations that could not be checked, because nobody is let in."""
    by_name = {contract.name: contract for contract in session.contracts.values()}
    for name in [name for name in session.refused if name not in session.good]:
        statuses = " and ".join(map(str, sorted(session.refused[name])))
        message = f"every request is refused with {statuses}: give credentials that are let in, for example by -H"
        is_somebody = bool(session.good) and session.refused[name] == {403}
        if is_somebody:
            message = "every request is refused with 403, so that the operation is not checked further"
        severity: Severity = "warning" if is_somebody else "error"
        source = by_name[name].operation.source
        objection = Objection("credentials-refused", message, "client", severity, source=source)
        session.entries.add_untried(by_name[name], objection)


def _gone(api: Api, why: str, provider: Provider) -> Entry:
    file, line = api.document.position(SpecReference(api.document.file, ""))
    message = f"the provider does not answer any more, after {counted(provider.sent, 'request')}: {why}"
    return Entry("no-answer", "error", message, file, line, blame="upstream")


def _report(session: Session, chosen: Sequence[Operation], lost: Entry | None) -> Report:
    entries = session.entries.told() + ((lost,) if lost is not None else ())
    with_errors = {entry.operation for entry in entries if entry.severity == "error"}
    names = [session.contract(operation).name for operation in chosen]
    passed = tuple(name for name in names if name in session.asked and name not in with_errors)
    summary = f"{counted(len(chosen), 'operation')}, {counted(session.provider.sent, 'request')}"
    left = len(chosen) - sum(name in session.asked for name in names)
    summary += f"; {counted(left, 'operation')} not asked" if left else ""
    return Report("check", session.provider.url, entries, passed, summary, session.api.document.file)
