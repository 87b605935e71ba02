"""Who does a request say that it comes from, and who else could it be?"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockserver.contract.check.cases import Case
from mockserver.contract.check.contract import Contract
from mockserver.contract.drafts import Draft
from mockserver.contract.drafts import signed as signed_by_accounts
from mockserver.model import SecurityScheme

WRONG = "no-such-credential"
_SCHEMES = ("basic", "bearer")
_NOBODY = base64.b64encode(f"nobody:{WRONG}".encode()).decode()


def signed(contract: Contract, draft: Draft, given: Mapping[str, str]) -> Draft:
    """The request with the credentials that were given; where none of those is asked for, with ones of an account."""
    operation = contract.operation
    for alternative in operation.security:
        names = [header_of(scheme) for scheme in alternative]
        if alternative and all(name in given for name in names):
            return replace(draft, secrets=draft.secrets | set(names))
    found = signed_by_accounts(draft, contract.api)
    return replace(found, headers={**found.headers, **given}, secrets=found.secrets)


def is_known(contract: Contract, draft: Draft, given: Mapping[str, str]) -> bool:
    """Whether the credentials of a request are such that somebody named, rather than made up."""
    return bool(draft.secrets) and (bool(contract.api.accounts) or draft.secrets <= set(given))


def header_of(scheme: SecurityScheme) -> str:
    """The header in which a credential is shown; a name that no header has where it is shown elsewhere."""
    if scheme.kind != "apiKey":
        return "authorization"
    return {"header": scheme.parameter.lower(), "cookie": "cookie"}.get(scheme.place, "?")


def credential_cases(contract: Contract, case: Case, given: Mapping[str, str]) -> Iterator[Case]:
    """The request of a case without its credentials, and with wrong ones."""
    if not contract.needs_credentials or not case.draft.secrets:
        return
    bare = case.draft.anonymous()
    yield Case("anonymous", bare, bare.request(), "a valid request without credentials", known=case.known)
    if is_known(contract, case.draft, given):
        wrong = _wrong(case.draft)
        yield Case("stranger", wrong, wrong.request(), "a valid request with wrong credentials", known=case.known)
        scheme = _with_scheme_alone(case.draft)
        if scheme is not None:
            about = "a valid request with a scheme, but no credentials behind it"
            yield Case("stranger", scheme, scheme.request(), about, known=case.known)


def _wrong(draft: Draft) -> Draft:
    secrets = draft.secrets
    headers = {name: _wrong_text(name, text) if name in secrets else text for name, text in draft.headers.items()}
    query = tuple((name, WRONG if name in secrets else text) for name, text in draft.query)
    cookies = tuple((name, WRONG if name in secrets else text) for name, text in draft.cookies)
    return replace(draft, headers=headers, query=query, cookies=cookies)


def _wrong_text(name: str, text: str) -> str:
    """A credential of the same kind, that nobody has."""
    if name == "cookie":
        return "; ".join(f"{pair.partition('=')[0].strip()}={WRONG}" for pair in text.split(";"))
    kind, space, _ = text.partition(" ")
    if name != "authorization" or not space:
        return WRONG
    return f"{kind} {_NOBODY if kind.lower() == 'basic' else WRONG}"


def _with_scheme_alone(draft: Draft) -> Draft | None:
    """The request with nothing but the scheme of its credentials; None where there is no scheme."""
    scheme, space, _ = draft.headers.get("authorization", "").partition(" ")
    if not space or "authorization" not in draft.secrets or scheme.lower() not in _SCHEMES:
        return None
    return draft.with_header("authorization", scheme)


def is_wrong(text: str) -> bool:
    """Whether a credential is one that nobody has."""
    return WRONG in text or _NOBODY in text or text.lower() in _SCHEMES
