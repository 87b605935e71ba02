"""What is to be said against the answer to one request?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver import exact_json
from mockserver.contract.check.cases import Case, Exchange, Objection
from mockserver.contract.check.contract import Contract
from mockserver.media import find_media
from mockserver.model import ABSENT, Blame, Response, ResponseSpec, SpecReference, Violation
from mockserver.pointers import pointer_of

NO_BODY = (204, 205, 304)
_CODES = {"status": "undocumented-status", "contentType": "content-type", "parse": "malformed-body"}
_REFUSALS = (400, 405, 406, 411, 413, 414, 415, 422)
"""The statuses that say that the request itself is wrong: others tell of who asks, or of what is there."""


def objections(contract: Contract, exchange: Exchange, party: Blame) -> tuple[Objection, ...]:
    """All that is to be said against an answer; `party` is who gave it."""
    case, response = exchange.case, exchange.response
    not_implemented = case.kind == "method" and response.status == 501
    if response.status >= 500 and not not_implemented and not _is_announced(contract, response.status):
        return (_crashed(contract, response, party),)
    return (*_of_kind(contract, case, response, party), *_of_answer(contract, case, response, party))


def _is_announced(contract: Contract, status: int) -> bool:
    """Whether a failure of the server is what its operation documents: no crash, or nothing else."""
    documented = contract.operation.responses
    return (status != 500 and str(status) in documented) or all(code[0] == "5" for code in documented)


def _crashed(contract: Contract, response: Response, party: Blame) -> Objection:
    return Objection(
        "server-error",
        f"the server fails with {response.status}",
        party,
        source=_responses(contract),
        details=_shown(response),
    )


# What the request was for


def _of_kind(contract: Contract, case: Case, response: Response, party: Blame) -> Iterator[Objection]:
    status = response.status
    if case.kind in ("valid", "example"):
        if 400 <= status < 500 and not contract.documents_success:
            yield _without_success(contract)
        elif status in _REFUSALS and (case.known or not case.draft.path):
            yield _rejected(contract, case, response, party)
    elif case.kind == "broken" and 200 <= status < 300:
        yield _accepted(contract, case, response, party)
    elif case.kind in ("anonymous", "stranger") and 200 <= status < 300:
        without = "without credentials" if case.kind == "anonymous" else "with wrong credentials"
        message = f"a request {without} is let in with {status}"
        yield Objection("ignored-credentials", message, party, source=_security(contract), pointer=case.kind)
    elif case.kind == "method" and status < 400:
        message = f"{case.request.method} is not documented, but answered with {status}"
        yield Objection("undocumented-method", message, party, source=_responses(contract), details=_shown(response))
    elif case.kind == "method":
        yield from _of_other_method(contract, case, response, party)


def _of_other_method(contract: Contract, case: Case, response: Response, party: Blame) -> Iterator[Objection]:
    """How a method is refused that a path does not have."""
    path, source = contract.operation.path, _responses(contract)
    if response.status == 404 and case.known:
        message = f"{case.request.method} is not documented, but refused with 404 as if there was nothing, not with 405"
        yield Objection("missing-405", message, party, "warning", source=source, details=_shown(response))
    if response.status != 405:
        return
    allow = response.header("allow")
    if allow is None:
        message = "405 is answered without the header 'Allow' that has to be there"
        yield Objection("missing-allow", message, party, "warning", source=source)
        return
    told = {name.strip().upper() for name in allow.split(",")}
    documented = dict.fromkeys(each.method for each in contract.api.operations if each.path == path)
    untold = [method for method in documented if method not in told]
    if untold and "*" not in told:
        message = f"405 is answered with 'Allow: {allow}', though {' and '.join(untold)} is documented, too"
        yield Objection("missing-allow", message, party, "warning", pointer="allow", source=source)


def _rejected(contract: Contract, case: Case, response: Response, party: Blame) -> Objection:
    status = response.status
    if case.violation is not None:
        wrong = case.violation
        message = f"{case.about} breaks its own schema, and is refused with {status}: {wrong.message}"
        pointer = f"{wrong.location[0]}{wrong.pointer}"
        return Objection("invalid-example", message, "spec", pointer=pointer, source=wrong.source or _own(contract))
    message = f"{case.about} is refused with {status}"
    return Objection("rejected-valid", message, party, source=_own(contract), details=_shown(response))


def _accepted(contract: Contract, case: Case, response: Response, party: Blame) -> Objection:
    wrong = case.violation
    assert wrong is not None
    message = f"{case.about} is accepted with {response.status}: {wrong.message}"
    pointer = "/".join(map(str, (*wrong.location, wrong.keyword)))
    source = wrong.source or _own(contract)
    return Objection("accepted-invalid", message, party, case.severity, pointer, source)


# What the answer looks like


def _of_answer(contract: Contract, case: Case, response: Response, party: Blame) -> Iterator[Objection]:
    if case.kind == "method":
        return
    has_body = bool(response.body)
    bodiless = response.status in NO_BODY or case.request.method == "HEAD"
    if has_body and bodiless:
        what = "HEAD" if case.request.method == "HEAD" else str(response.status)
        message = f"an answer to {what} has no body, but this one has {len(response.body)} bytes"
        yield Objection("unexpected-body", message, party, source=_responses(contract))
        return
    spec = contract.operation.response_for(response.status)
    if spec is None:
        yield from _undocumented(contract, case, response, party)
        return
    if not has_body and not bodiless and any(media.schema is not None for media in spec.content.values()):
        message = f"the answer {response.status} has no body, but {', '.join(spec.content)} is documented"
        yield Objection("empty-body", message, party, source=_responses(contract, spec))
    if case.kind == "broken" and 200 <= response.status < 300:
        return  # what was wrong with the request may be wrong with the answer, too, and is told already
    for violation in contract.response_plan.violations(response):
        yield _broken(contract, spec, response, violation, party)


_KINDS = (("401",), ("403", "401"), ("404", "410"), ("409",), ("400", "406", "411", "413", "414", "415", "422"))
"""Statuses that say the same kind of thing: where none of a kind is documented, a provider has to choose one itself."""


def _undocumented(contract: Contract, case: Case, response: Response, party: Blame) -> Iterator[Objection]:
    status = response.status
    message = f"the status {status} is not documented"
    kind = next((kind for kind in _KINDS if str(status) in kind), ())
    if 200 <= status < 300 and not contract.documents_success:
        yield _without_success(contract)
    elif kind and not contract.documents(*kind):
        message = f"{message}, and nor is any other that says the same: {', '.join(kind)}"
        yield Objection("undocumented-refusal", message, "spec", "warning", kind[0], _responses(contract))
    elif not (status in (404, 405) and case.violation is not None and case.violation.location[0] == "path"):
        details = (f"it answers {case.about}", *_shown(response))
        source = _responses(contract)
        yield Objection("undocumented-status", message, party, pointer=str(status), source=source, details=details)


def _without_success(contract: Contract) -> Objection:
    message = "no success is documented, so that nobody knows what a valid request is answered with"
    return Objection("undocumented-success", message, "spec", "warning", source=_responses(contract))


def _broken(
    contract: Contract, spec: ResponseSpec, response: Response, violation: Violation, party: Blame
) -> Objection:
    """The objection for a violation: the specification's fault where that gives the very same answer as an example."""
    place = str(violation.location[0])
    code = _CODES.get(violation.keyword) or ("response-header" if place == "header" else "response-body")
    blame: Blame = "spec" if violation.blame == "spec" else party
    severity = violation.severity
    message = f"the answer {response.status}: {violation.message}"
    if code == "response-body" and blame != "spec" and is_example(spec, response):
        code, blame, severity = "invalid-example", "spec", "warning"
        message = f"the documented example of the answer {response.status} breaks its own schema: {violation.message}"
    steps = ("*" if isinstance(step, int) else step for step in violation.location[1:])
    pointer = f"{response.status}/{place}{pointer_of(tuple(steps))}/{violation.keyword}"
    source = violation.source or _responses(contract, spec)
    return Objection(code, message, blame, severity, pointer, source, _shown(response))


def is_example(spec: ResponseSpec, response: Response) -> bool:
    media = find_media(spec.content, response.header("content-type") or "")
    if media is None or not media.examples:
        return False
    value = value_of(response)
    return value is not ABSENT and any(value == example for example in media.examples.values())


def value_of(response: Response) -> Any:
    """The value of an answer that is JSON; ABSENT where it is none."""
    if response.value is not ABSENT:
        return response.value
    try:
        return exact_json.loads(response.body)
    except exact_json.JSONDecodeError:
        return ABSENT


def _shown(response: Response) -> tuple[str, ...]:
    """The beginning of a body, in one line."""
    text = " ".join(response.body[:400].decode("utf-8", "replace").split())
    return (f"answer: {response.status} {text[:300]}".rstrip(),)


def _own(contract: Contract) -> SpecReference:
    return contract.operation.source


def _responses(contract: Contract, spec: ResponseSpec | None = None) -> SpecReference:
    source = contract.operation.source
    below = f"/{spec.status}" if spec is not None else ""
    return SpecReference(source.file, f"{source.pointer}/responses{below}")


def _security(contract: Contract) -> SpecReference:
    source = contract.operation.source
    return SpecReference(source.file, f"{source.pointer}/security")
