"""How is a shop with OAuth 2 asked for tokens in a test?"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from mockserver.engine import Engine
from mockserver.model import Outcome, Request, Response
from mockserver.state import State
from tests.documents import Json, engine, giving

SCOPES = {"read": "look", "write": "change"}
FLOWS = {
    "clientCredentials": {"tokenUrl": "/oauth/token", "scopes": SCOPES},
    "password": {"tokenUrl": "/oauth/token", "scopes": SCOPES},
    "authorizationCode": {"tokenUrl": "/oauth/token", "authorizationUrl": "/oauth/authorize", "scopes": SCOPES},
    "implicit": {"authorizationUrl": "/oauth/authorize", "scopes": SCOPES},
}
SCHEMES: Mapping[str, Json] = {
    "oauth": {"type": "oauth2", "flows": FLOWS},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "/.well-known/openid-configuration"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "tls": {"type": "mutualTLS"},
}
CODES = {str(status): giving({}) for status in (200, 401, 403)}
ME = ("client_id", "me"), ("client_secret", "secret")


def needing(*alternatives: Json) -> dict[str, Json]:
    """A path whose GET has this security."""
    return {"get": {"responses": CODES, "security": list(alternatives)}}


@dataclass
class Shop:
    """A served shop with one session, and what a client does with it."""

    engine: Engine
    state: State = field(default_factory=lambda: State.new(seed="1"))

    def outcome(self, method: str, path: str, body: str = "", query: str = "", **headers: str) -> Outcome:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body:
            named = {"content-type": "application/x-www-form-urlencoded", **named}
        return self.engine.handle(Request(method, path, query, named, body.encode()), self.state)

    def get(self, path: str, token: str = "", **headers: str) -> Response:
        shown = {"authorization": f"Bearer {token}"} if token else {}
        return self.outcome("GET", path, **shown, **headers).response

    def ask(self, *pairs: tuple[str, str], path: str = "/oauth/token", **headers: str) -> Response:
        """What the token endpoint answers to a form."""
        return self.outcome("POST", path, urlencode(pairs), **headers).response

    def token(self, *scopes: str) -> str:
        """An access token of a client."""
        wanted = (("scope", " ".join(scopes)),) if scopes else ()
        answer = value_of(self.ask(("grant_type", "client_credentials"), *ME, *wanted))
        return str(answer["access_token"])

    def authorize(self, *pairs: tuple[str, str]) -> Response:
        """What the authorize endpoint answers."""
        return self.outcome("GET", "/oauth/authorize", query=urlencode(pairs)).response

    def wait(self, seconds: float) -> None:
        self.state.clock.advance(timedelta(seconds=seconds))


def shop(folder: Path, paths: Mapping[str, Json] | None = None, schemes: Json = None, **given: Json) -> Shop:
    """A shop; without paths it has `/read`, which needs the scope of its name."""
    return Shop(
        engine(
            folder,
            paths or {"/read": needing({"oauth": ["read"]})},
            given.pop("given", None),
            components={"securitySchemes": SCHEMES if schemes is None else schemes},
            **given,
        )
    )


def value_of(response: Response) -> Json:
    assert response.value, response
    return response.value


def error_of(response: Response) -> tuple[int, str]:
    return response.status, value_of(response)["error"]


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def sent_back(response: Response) -> tuple[str, dict[str, str]]:
    """Where a redirect leads without its parameters, and those."""
    assert response.status == 302, response
    location = response.header("location") or ""
    parts = urlsplit(location)
    mark = "#" if parts.fragment else "?"
    return location.rpartition(mark)[0] + mark, dict(parse_qsl(parts.fragment or parts.query))
