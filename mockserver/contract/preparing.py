"""What has to be asked before a request, so that the request itself can go wrong?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.apis import Api
from mockserver.contract.drafts import Draft, draft_of
from mockserver.model import Operation, Outcome, Request

Requests = tuple[Request, ...]

Send = Callable[[Requests], Outcome]
"""What becomes of the last of some requests, in a state in which nothing else was asked."""

_TOKENS = frozenset(("token", "accesstoken", "idtoken", "authtoken", "sessiontoken", "bearertoken", "jwt", "apikey"))
_LAST_WORD = re.compile(r"[A-Z]?[a-z0-9]+$|[A-Z]+$")


@dataclass(frozen=True, slots=True, eq=False)
class Entrance:
    """How an API is got into: what is asked first, and the secret that it gives, where no other is good."""

    api: Api
    send: Send
    before: Requests = ()
    secret: str | None = None

    def draft(self, operation: Operation) -> Draft:
        return draft_of(self.api, operation, self.secret)

    def answer(self, *requests: Request) -> Outcome:
        return self.send((*self.before, *requests))


def entrance(api: Api, send: Send, draft: Draft) -> Entrance:
    """The way in to an operation: nothing where its draft is let in, else an operation that gives a token for it."""
    straight = Entrance(api, send)
    if not draft.secrets or straight.answer(draft.request()).response.status != 401:
        return straight
    for operation in api.operations:
        if operation.security or operation.method not in ("GET", "POST"):
            continue
        request = draft_of(api, operation).request()
        secret = _token_in(_value(send((request,))))
        found = Entrance(api, send, (request,), secret)
        if secret is not None and found.answer(found.draft(draft.operation).request()).response.status != 401:
            return found
    return straight


def _value(outcome: Outcome) -> Any:
    """What an answer says; None where it is none of success or no JSON."""
    response = outcome.response
    if not 200 <= response.status < 300 or "json" not in (response.header("content-type") or ""):
        return None
    return response.value


def _token_in(value: Any) -> str | None:
    members = value if isinstance(value, Mapping) else {}
    own = (text for name, text in members.items() if _plain(name) in _TOKENS and isinstance(text, str))
    inner = (_token_in(member) for member in members.values())
    return next(own, None) or next((found for found in inner if found is not None), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


# Things


def with_things(way: Entrance, draft: Draft) -> tuple[Requests, Draft]:
    """The requests that make what a path names, from the outside in, and the request for the innermost of it.

    Each is posted to the path before its parameter. A thing that cannot be made is named as it was.
    """
    making = _Making(way)
    for path, name in _things(draft.operation.path):
        create = next((each for each in way.api.operations if _makes(each, path, draft)), None)
        if create is not None:
            making.make(create, name)
    return tuple(making.requests), making.naming(draft)


class _Making:
    """What was made so far, and the keys that were given to it, by the name of the parameter."""

    def __init__(self, way: Entrance) -> None:
        self.way = way
        self.requests: list[Request] = []
        self.keys: dict[str, str | int] = {}

    def make(self, create: Operation, name: str) -> None:
        first = self.way.draft(create)
        self._make_owners(first, name)
        self._ask(self.naming(first, inside=name).request(), name)

    def _ask(self, request: Request, name: str) -> None:
        key = _key_in(self.way.answer(*self.requests, request), name)
        if key is not None:
            self.requests.append(request)
            self.keys[name] = key

    def naming(self, draft: Draft, inside: str = "") -> Draft:
        """The request for what was made; a body names the owners of what is made `inside` it."""
        path = {name: str(key) for name, key in self.keys.items() if name in draft.path and name not in draft.encoded}
        draft = replace(draft, path={**draft.path, **path})
        if not inside or not isinstance(draft.body, Mapping):
            return draft
        owners = {name: key for name, key in self.keys.items() if name in draft.body and name != inside}
        return replace(draft, body={**draft.body, **owners})

    def _make_owners(self, draft: Draft, made: str) -> None:
        """Make what the body refers to: by the name that is a parameter behind a collection of its own."""
        for name in draft.body if isinstance(draft.body, Mapping) else ():
            if name in (made, "id") or name in self.keys:
                continue
            owners = (each.path.rpartition("/")[0] for each in self.way.api.operations if _last(each.path) == name)
            paths = [path for path in dict.fromkeys(owners) if "{" not in path]
            found = (each for path in paths for each in self.way.api.operations if _makes(each, path, draft))
            owner = next(found, None)
            if owner is not None:
                self._ask(self.way.draft(owner).request(), name)


def _last(path: str) -> str:
    """The name of the parameter that a path ends with; nothing where it ends with none."""
    found = re.search(r"/\{([^{}/]+)\}$", path)
    return found[1] if found is not None else ""


def _things(path: str) -> Iterator[tuple[str, str]]:
    """The collections that a path leads through, each with the name of the parameter behind it."""
    for found in re.finditer(r"/\{([^{}/]+)\}(?=/|$)", path):
        yield path[: found.start()], found[1]


def _makes(operation: Operation, path: str, draft: Draft) -> bool:
    is_there = operation.path.rstrip("/") == path and operation.bases == draft.operation.bases
    return is_there and operation.method == "POST" and operation is not draft.operation


def _key_in(outcome: Outcome, name: str) -> str | int | None:
    """The key of what was made: the member that is called as the parameter, or as its last word, or `id`."""
    value = _value(outcome)
    if not isinstance(value, Mapping):
        return None
    last = _LAST_WORD.search(name)
    named = {_plain(each): member for each, member in value.items() if isinstance(member, str | int)}
    wanted = (_plain(name), _plain(last[0]) if last is not None else "", "id")
    return next((named[each] for each in wanted if each in named), None)
