"""Which credentials in a request are no business of a report?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.apis import Api
from mockserver.contract.check.signing import WRONG, header_of, is_wrong
from mockserver.media import parse_query
from mockserver.model import Request


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was given to be let in: `headers` and `parameters` are where an account shows itself.

    Made-up credentials, and wrong ones, are no secrets.
    """

    given: Mapping[str, str]
    headers: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()

    @classmethod
    def of(cls, api: Api, given: Mapping[str, str]) -> Credentials:
        """The headers that were given, and where the accounts of an API show themselves, if it has any."""
        if not api.accounts:
            return cls(given)
        schemes = [scheme for operation in api.operations for each in operation.security for scheme in each]
        return cls(
            given,
            frozenset(header_of(scheme) for scheme in schemes),
            frozenset(scheme.parameter for scheme in schemes if scheme.kind == "apiKey" and scheme.place == "query"),
        )

    def headers_in(self, request: Request) -> tuple[str, ...]:
        """The headers of a request that have a secret."""
        return tuple(name for name, text in request.headers.items() if self._is_secret(name, text))

    def _is_secret(self, name: str, text: str) -> bool:
        given = self.given.get(name, "")
        return (given != "" and given in text) or (name in self.headers and not is_wrong(text))

    def parameters_in(self, request: Request) -> tuple[str, ...]:
        """The parameters of a query that have one."""
        return tuple(name for name, text in parse_query(request.query) if name in self.parameters and text != WRONG)
