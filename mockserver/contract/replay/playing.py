"""What comes of recorded requests when they are sent again?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mockserver.apis import Api
from mockserver.contract.check import Provider
from mockserver.contract.check.curl import curl
from mockserver.contract.check.sending import ProviderLostError
from mockserver.contract.drafts import draft_of
from mockserver.contract.replay.carrying import Carried
from mockserver.contract.replay.comparing import compared
from mockserver.contract.replay.names import is_unmistakable
from mockserver.contract.replay.secrets import Filling, Known, first_known, given_by
from mockserver.contract.replay.shapes import Difference
from mockserver.contract.report import Blame, Entry, Report
from mockserver.exceptions import MockserverError
from mockserver.exchanges import Exchange, json_value
from mockserver.media import plain_body
from mockserver.model import Match, NoMatch, Operation, Request, Response, SpecReference, Violation
from mockserver.pointers import exists, is_number
from mockserver.recording import HIDDEN
from mockserver.tables import counted

Route = Callable[[str, str], Match | NoMatch]
"""Which operation a method and a path mean."""

_STAND_INS = ("fault", "override")
"""Who answers in a journal in the place of the API: what a test made up is nothing to compare with."""

_METHOD = re.compile(r"(?!CONNECT)[0-9A-Za-z_-]+")
_DROPPED = ("accept-encoding", "content-length", "host", "connection", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a recording is played.

    `apis` are the specifications that it is about, if any, and `route` says which of their operations a request means;
    requests that mean none are left out then. `secrets` are given for what the recording hides. `values`: values are
    compared, too. `origin`: only what was sent to this address is played.
    """

    apis: Sequence[Api] = ()
    route: Route | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    values: bool = False
    origin: str = ""


@dataclass(slots=True)
class _Run:
    """What was found so far: each difference once, and how often."""

    provider: Provider
    wanted: Wanted
    carried: Carried = field(default_factory=Carried)
    found: dict[str, Entry] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    played: dict[str, bool] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def blame(self) -> Blame:
        return "mock" if self.provider.ours else "upstream"

    def note(self, entry: Entry) -> None:
        self.found.setdefault(entry.fingerprint, entry)
        self.counts[entry.fingerprint] += 1


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A request as it is sent, as it is shown, which is without its secrets, and the secrets that nobody knows."""

    request: Request
    shown: Request
    lacking: tuple[str, ...]


def replay(recording: str, exchanges: Sequence[Exchange], provider: Provider, wanted: Wanted) -> Report:
    """Send the requests of a recording in their order, and tell how the answers are others than the recorded ones.

    MockserverError where there is nothing to play, or nobody to play it to.
    """
    _refuse_several_origins(exchanges, wanted)
    run = _Run(provider, wanted)
    headers = {name for exchange in exchanges for name in exchange.request.headers}
    spread = {name: text for name, text in provider.headers.items() if name not in headers}
    summary = ""
    for number, exchange in enumerate(exchanges, 1):
        match = _match(exchange.request, wanted)
        why = _left_out(exchange, match, run)
        if why:
            run.left_out[why] += 1
            continue
        try:
            _play(number, exchange, match, spread, run)
        except ProviderLostError as error:
            summary = f"given up at request {number}: {error}\n"
            break
    if not run.played:
        raise MockserverError(f"{recording}: there is nothing to play{_reasons(run)}")
    return Report("replay", recording, _told(run), _passed(run), summary + _summary(len(exchanges), run), recording)


def _refuse_several_origins(exchanges: Sequence[Exchange], wanted: Wanted) -> None:
    origins = dict.fromkeys(exchange.origin for exchange in exchanges if exchange.origin.startswith("http"))
    if wanted.origin and wanted.origin not in origins:
        where = f"only at {', '.join(origins)}" if origins else "and no address is told at all; leave it out"
        raise MockserverError(f"--origin {wanted.origin}: nothing was recorded there, {where}")
    if len(origins) > 1 and not wanted.origin and wanted.route is None:
        raise MockserverError(
            f"what was recorded went to {', '.join(origins)}: choose one with --origin, or name the API's --spec"
        )


def _match(request: Request, wanted: Wanted) -> Match | None:
    found = wanted.route(request.method, request.path) if wanted.route else None
    return found if isinstance(found, Match) else None


def _left_out(exchange: Exchange, match: Match | None, run: _Run) -> str:
    """Why a request is not played; empty where it is."""
    request, wanted = exchange.request, run.wanted
    if wanted.origin and exchange.origin != wanted.origin:
        return "to another address"
    is_odd = bool(exchange.origin) and not exchange.origin.startswith("http")
    if is_odd or exchange.response.status < 200 or not _METHOD.fullmatch(request.method):
        return "without an answer that can be compared"
    if exchange.source in _STAND_INS:
        return "answered by a fault or an override"
    if wanted.route is not None and match is None:
        return "of no operation"
    return "" if run.provider.takes(request.method) else f"{request.method}, which --allow-unsafe sends"


def _play(number: int, exchange: Exchange, match: Match | None, spread: Mapping[str, str], run: _Run) -> None:
    operation = match.operation if match is not None else None
    name = _name(exchange.request, operation)
    prepared = _prepared(exchange.request, operation, spread, run)
    answer = run.provider.ask(prepared.request)
    if isinstance(answer, Violation) and not run.played:
        raise MockserverError(f"{answer.message}; start it, or correct --url")
    run.played.setdefault(name, True)
    for difference in _differences(exchange, answer, operation, run):
        run.played[name] = False
        run.note(_entry(difference, number, exchange, prepared, operation, run))
    for secret in prepared.lacking:
        run.note(_hidden(secret, name))


def _differences(
    exchange: Exchange, answer: Response | Violation, operation: Operation | None, run: _Run
) -> tuple[Difference, ...]:
    if isinstance(answer, Violation):
        return (Difference("no-answer", answer.message),)
    recorded, given = _decoded(exchange.response), replace(answer, value=json_value(answer.body))
    run.carried.learn(exchange.request, recorded, given)
    return compared(recorded, given, operation, run.carried, values=run.wanted.values)


def _decoded(recorded: Response) -> Response:
    """A recorded answer without its encoding; browsers record it without, but say that it has one."""
    encoding = recorded.header("content-encoding")
    body = plain_body(recorded.body, encoding) if encoding else recorded.body
    if not isinstance(body, bytes) or body is recorded.body:
        return recorded
    return replace(recorded, body=body, value=json_value(body))


def _prepared(recorded: Request, operation: Operation | None, spread: Mapping[str, str], run: _Run) -> _Prepared:
    provider = run.provider
    given = {name: text for name, text in provider.headers.items() if name in recorded.headers}
    headers = {name: text for name, text in recorded.headers.items() if name not in _DROPPED}
    shown = run.carried.applied(replace(recorded, headers={**headers, **spread, **given}))
    prefix = provider.place.prefix
    if prefix and not f"{shown.path}/".startswith(f"{prefix}/"):
        shown = replace(shown, path=prefix + shown.path)
    filling = Filling(first_known(given_by(run.wanted.secrets), run.carried.unhidden, *_of_the_mock(operation, run)))
    return _Prepared(filling.filled(shown), shown, tuple(dict.fromkeys(filling.lacking)))


def _of_the_mock(operation: Operation | None, run: _Run) -> Iterator[Known]:
    """The credentials that the mock takes: whoever plays to it need not give any."""
    api = next((api for api in run.wanted.apis if operation is not None and api.name == operation.api), None)
    if run.provider.ours and api is not None and operation is not None:
        draft = draft_of(api, operation)
        shown = {**dict(draft.query), **dict(draft.cookies), **draft.headers}
        yield given_by({name: text for name, text in shown.items() if name in draft.secrets})


def _name(request: Request, operation: Operation | None) -> str:
    """The operation; where no specification says which it is, the method and the path without its ids."""
    if operation is not None:
        return f"{operation.api}.{operation.id}"
    segments = ("{}" if is_number(s) or is_unmistakable(s) else s for s in request.path.split("/"))
    return f"{request.method} {'/'.join(segments)}"


def _entry(
    difference: Difference, number: int, exchange: Exchange, prepared: _Prepared, operation: Operation | None, run: _Run
) -> Entry:
    recorded, shown = exchange.request, prepared.shown
    details = [f"request {number}: {recorded.method} {_target(recorded)}"]
    details += [f"sent as: {_target(shown)}"] * (_target(shown) != _target(recorded))
    details += [f"the recording hides `{name}`: give it with {_way(name, recorded)}" for name in prepared.lacking]
    hidden = {name for name, text in shown.headers.items() if text == HIDDEN}
    secrets = {*_SECRET, *run.provider.headers, *hidden}
    file, line = _position(exchange.response.status, operation, run.wanted.apis)
    return Entry(
        difference.code,
        "error",
        difference.message,
        file,
        line,
        _name(recorded, operation),
        difference.pointer,
        run.blame,
        "" if run.provider.ours else curl(run.provider.url, shown, secrets),
        tuple(details),
    )


_SECRET = ("authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "x-access-token")
"""Headers whose values no report tells, whoever gave them."""


def _target(request: Request) -> str:
    return request.path + (f"?{request.query}" if request.query else "")


def _position(status: int, operation: Operation | None, apis: Sequence[Api]) -> tuple[str, int]:
    api = next((api for api in apis if operation is not None and api.name == operation.api), None)
    if api is None or operation is None:
        return "", 0
    spec = operation.response_for(status)
    inner = f"{operation.source.pointer}/responses/{spec.status}" if spec is not None else ""
    document = api.document
    is_there = operation.source.file == document.file and exists(document.root, inner)
    return document.position(SpecReference(operation.source.file, inner) if inner and is_there else operation.source)


def _hidden(secret: str, name: str) -> Entry:
    message = f"the recording hides `{secret}`, and nobody gave it: give it with -H or --secret"
    return Entry("hidden-secret", "warning", message, "", 0, name, secret)


def _way(name: str, request: Request) -> str:
    return f"-H '{name}: ...'" if name in request.headers else f"--secret {name}=..."


def _told(run: _Run) -> tuple[Entry, ...]:
    """The differences, those of an operation together in the order in which they were found."""
    order = {name: number for number, name in enumerate(dict.fromkeys(e.operation for e in run.found.values()))}
    counted_entries = [_counted(run.counts[mark], entry) for mark, entry in run.found.items()]
    return tuple(sorted(counted_entries, key=lambda entry: order[entry.operation]))


def _counted(times: int, entry: Entry) -> Entry:
    if times == 1 or entry.severity != "error":
        return entry
    return replace(entry, details=(*entry.details, f"found {times} times"))


def _passed(run: _Run) -> tuple[str, ...]:
    return tuple(name for name, is_good in run.played.items() if is_good)


def _summary(total: int, run: _Run) -> str:
    return f"{run.provider.sent} of {counted(total, 'request')} played against {run.provider.url}{_reasons(run)}"


def _reasons(run: _Run) -> str:
    reasons = [f"{number} {why}" for why, number in run.left_out.items()]
    return f"; left out: {', '.join(reasons)}" if reasons else ""
