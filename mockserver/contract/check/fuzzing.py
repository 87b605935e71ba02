"""Which requests would nobody think of? schemathesis draws them, valid ones and broken ones."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from mockserver.contract.check.cases import Case
from mockserver.contract.check.contract import Contract
from mockserver.contract.check.sending import Provider
from mockserver.contract.check.signing import signed
from mockserver.contract.drafts import Draft
from mockserver.exceptions import MockserverError
from mockserver.media import query_text
from mockserver.model import Request
from mockserver.openapi import Document

_MISSING = "--fuzz: schemathesis is not installed; pip install 'mockserver[contract]'"
_UNDRAWN = (LookupError, ValueError, TypeError, AttributeError, RecursionError)


class Fuzzer:
    """Draws requests for the operations of a document, the same ones for a seed.

    MockserverError where schemathesis is not installed, or cannot read the document.
    """

    def __init__(self, document: Document) -> None:
        # it is slow to import, and few want it
        try:
            import schemathesis
        except ImportError as error:
            raise MockserverError(_MISSING) from error
        self._library = schemathesis
        try:
            self._schema = schemathesis.openapi.from_dict(dict(document.root))
        except Exception as error:
            raise MockserverError(f"{document.file}: --fuzz: schemathesis cannot read it: {error}") from error

    def cases(
        self, contract: Contract, provider: Provider, known: Mapping[str, str], seed: str, count: int
    ) -> Iterator[Case]:
        """Up to `count` requests that are meant to be valid, and as many broken ones: which one is, we judge ourselves.

        `known` are texts that the path is known to take.
        """
        modes = self._library.GenerationMode
        for mode in (modes.POSITIVE, modes.NEGATIVE):
            for drawn in self._drawn(contract, mode, f"{seed}/{contract.operation.id}", count):
                case = _case(contract, provider, known if mode is modes.POSITIVE else {}, drawn)
                if case is not None:
                    yield case

    def _drawn(self, contract: Contract, mode: Any, seed: str, count: int) -> list[Any]:
        """What schemathesis draws; nothing where its generator gives up."""
        import hypothesis
        from schemathesis.errors import SchemathesisError

        found: list[Any] = []
        operation = contract.operation
        try:
            strategy = self._schema[operation.path][operation.method].as_strategy(mode)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                draw: Callable[[], None] = _collecting(strategy, found, seed, count)
                draw()
        except (hypothesis.errors.HypothesisException, SchemathesisError, *_UNDRAWN):
            return found
        return found


def _collecting(strategy: Any, into: list[Any], seed: str, count: int) -> Any:
    import hypothesis

    settings: Any = hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate,),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    seeded: Any = hypothesis.seed(crc32(seed.encode()))
    given: Any = hypothesis.given(strategy)
    return seeded(settings(given(lambda drawn: into.append(drawn))))


def _case(contract: Contract, provider: Provider, known: Mapping[str, str], drawn: Any) -> Case | None:
    """What was drawn as a case of ours; None where it cannot be sent, or is broken in nothing to refuse it for."""
    path = {**_path(drawn.path_parameters), **known}
    if any(text in ("", ".", "..") or "/" in text for text in path.values()):
        return None
    draft = Draft(contract.operation, provider.place.base(contract.operation), path)
    try:
        request = _request(drawn, draft)
        draft = signed(contract, replace(draft, headers={**request.headers, **provider.headers}), provider.headers)
        request = _credited(request, draft)
        flaws, reasons = contract.flaws(draft, request), contract.refused_for(draft, request)
    except _UNDRAWN:
        return None
    is_known = set(known) >= set(path)
    if not flaws:
        return Case("valid", draft, request, "a valid request that was drawn", known=is_known)
    about = f"a broken request that was drawn, which breaks '{flaws[0].keyword}'"
    return Case("broken", draft, request, about, reasons[0], known=is_known) if reasons else None


def _path(drawn: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in (drawn or {}).items()}


def _request(drawn: Any, draft: Draft) -> Request:
    """The request as schemathesis would send it."""
    import requests

    arguments = drawn.as_transport_kwargs(base_url="http://fuzz.example")
    prepared = requests.Request(**{k: v for k, v in arguments.items() if k in _TAKEN}).prepare()
    body = prepared.body or b""
    headers = {name.lower(): value for name, value in prepared.headers.items() if name.lower() not in _OWN}
    query = urlsplit(prepared.url or "").query
    data = body.encode() if isinstance(body, str) else bytes(body)
    return Request(draft.operation.method, draft.address, query, {"accept": "*/*", **headers}, data)


_TAKEN = ("method", "url", "params", "headers", "cookies", "data", "json", "files")
_OWN = ("content-length", "user-agent", "x-schemathesis-testcaseid", "accept-encoding", "connection")


def _credited(request: Request, shown: Draft) -> Request:
    """The request with the credentials of a draft."""
    headers = dict(shown.headers)
    if shown.cookies:
        headers["cookie"] = "; ".join(filter(None, (headers.get("cookie"), shown.cookie)))
    return replace(request, query="&".join(filter(None, (request.query, query_text(shown.query)))), headers=headers)
