"""How does requests call the mock without going through urllib3, where nothing would come of that?

All that urllib3 does for a call with a plain answer is to find the connection that is not needed. Where it has more to
do, such as to wait, to fail or to try again, it is asked, and finds the answer there already.
"""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from mockserver.inprocess.entered import Mock, entered
from mockserver.inprocess.exchange import Answer, Call
from mockserver.inprocess.patch import Patch
from mockserver.inprocess.urllib3_calls import Kit, pending

Address = tuple[str, str, int | None, str]

_AT_ONCE = (bytes, str, type(None))
_OPTIONS = {"preload_content": False, "decode_content": False}


def patches(module: ModuleType) -> tuple[Patch, ...]:
    """The seam in `requests.adapters`: what is mounted by default, and what users derive from it."""
    kit = Kit(importlib.import_module("urllib3.connectionpool"))

    def send(original: Any) -> Any:
        def send(adapter: Any, request: Any, *given: Any, **options: Any) -> Any:
            if not _is_plain(adapter, request, options):
                return original(adapter, request, *given, **options)
            address = _address(request.url)
            mock = entered.find(request.method, *address)
            if mock is None:
                return original(adapter, request, *given, **options)
            answer = _asked(kit, mock, request, address)
            if isinstance(answer, Answer) and answer.whole is not None and not answer.pause:
                return _received(kit, adapter, request, answer, stream=given[0] if given else options.get("stream"))
            pending.held = answer
            try:
                return original(adapter, request, *given, **options)
            finally:
                pending.held = None

        return send

    return (Patch(module.HTTPAdapter, "send", send),)


def session_patches(module: ModuleType) -> tuple[Patch, ...]:
    """The seam in `requests.sessions`: the proxies of the environment, of which a call that a mock answers needs none.

    To find them takes requests longer than all else that it does before it sends.
    """

    def get_environ_proxies(original: Any) -> Any:
        def get_environ_proxies(url: str, *given: Any, **options: Any) -> Any:
            return {} if entered.answers(*_address(url)) else original(url, *given, **options)

        return get_environ_proxies

    return (Patch(module, "get_environ_proxies", get_environ_proxies),)


def _received(kit: Kit, adapter: Any, request: Any, answer: Answer, *, stream: object) -> Any:
    """The answer; one that is no stream is read already, as it is by requests itself a moment later."""
    options = {**_OPTIONS, "retries": adapter.max_retries}
    is_read = not stream and not any(name.lower() == "content-encoding" for name, _ in answer.headers)
    if not is_read:
        return adapter.build_response(request, kit.received(None, request.method, request.url, answer, None, options))
    empty = Answer(answer.status, answer.reason, answer.headers, 0.0, b"")
    options["enforce_content_length"] = False
    response = adapter.build_response(request, kit.received(None, request.method, request.url, empty, None, options))
    response._content, response._content_consumed = answer.whole, True
    return response


def _is_plain(adapter: Any, request: Any, options: Any) -> bool:
    """Whether a call has nothing that has to be looked at on the way to its connection, or sent a second time."""
    retries, verify = adapter.max_retries, options.get("verify")
    return (
        isinstance(request.body, _AT_ONCE)
        and (not isinstance(verify, str) or os.path.exists(verify))  # noqa: PTH110 - it is asked for each call
        and not options.get("cert")
        and retries.total == 0
        and not retries.status_forcelist
    )


def _asked(kit: Kit, mock: Mock, request: Any, address: Address) -> Answer | ConnectionError:
    scheme, host, port, target = address
    headers, body = kit.sent(request.method, scheme, host, port, {"headers": request.headers, "body": request.body})
    try:
        return mock.answer(Call(request.method, scheme, host, port, target, headers, body))
    except ConnectionError as error:
        return error


def _address(url: str) -> Address:
    split = urlsplit(url)
    return split.scheme, split.hostname or "", split.port, f"{split.path}?{split.query}" if split.query else split.path
