"""Which endpoint of an authority does a request mean, and what does that answer?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from mockserver.authorization.asking import NO_STORE, Asking, Denial, parameters_of
from mockserver.authorization.authorizing import authorize
from mockserver.authorization.describing import configuration, introspect, keys, revoke, userinfo
from mockserver.authorization.granting import grant_token
from mockserver.authorization.realms import Endpoint, Realm
from mockserver.authorization.tokens import OWNER
from mockserver.model import Request, Response
from mockserver.state import State

_ANSWERS: Mapping[Endpoint, Callable[[Asking], Response]] = {
    "token": grant_token,
    "authorize": authorize,
    "configuration": configuration,
    "jwks": keys,
    "userinfo": userinfo,
    "revoke": revoke,
    "introspect": introspect,
}
_METHODS: Mapping[Endpoint, tuple[str, ...]] = {
    "configuration": ("GET", "HEAD"),
    "jwks": ("GET", "HEAD"),
    "userinfo": ("GET", "HEAD", "POST"),
    "revoke": ("POST",),
    "introspect": ("POST",),
}
_TELLING = {"token": "grant_type", "authorize": "response_type"}
"""What a request has that means an endpoint, where an operation is documented at the same path."""


class Authority:
    """Every endpoint of every API's realm, by its path; an address that several APIs document serves all of them."""

    def __init__(self, realms: Iterable[Realm]) -> None:
        self._places: dict[str, tuple[Endpoint, Realm]] = {}
        for realm in realms:
            for path, endpoint in realm.addresses.items():
                taken = self._places.get(path)
                if taken is None:
                    self._places[path] = (endpoint, realm)
                elif taken[0] == endpoint and taken[1].name != realm.name:
                    self._places[path] = (endpoint, taken[1].joined(realm))

    def has(self, path: str) -> bool:
        """Whether an endpoint is at a path."""
        return path in self._places

    def answer(self, request: Request, state: State, now: datetime) -> Response | None:
        """The endpoint's answer; None where there is no endpoint at the path."""
        place = self._places.get(request.path)
        if place is None:
            return None
        endpoint, realm = place
        methods = _METHODS.get(endpoint, (request.method,))
        if request.method not in methods:
            told = {"error": "invalid_request", "error_description": f"this is asked for with {' or '.join(methods)}"}
            return Response.json(405, told, (*NO_STORE, ("Allow", ", ".join(methods))))
        parameters = parameters_of(request)
        if isinstance(parameters, Denial):
            return parameters.response
        with state.store.exclusive():
            store = state.transaction(OWNER)
            response = _ANSWERS[endpoint](Asking(realm, request, parameters, store, now))
            store.commit()
        return response

    def answer_documented(self, request: Request, state: State, now: datetime) -> Response | None:
        """The answer at a path where an operation is documented too, if it is the endpoint that is meant."""
        place = self._places.get(request.path)
        telling = _TELLING.get(place[0]) if place else None
        if telling is not None:
            parameters = parameters_of(request)
            if isinstance(parameters, Denial) or telling not in parameters:
                return None
        return self.answer(request, state, now)
