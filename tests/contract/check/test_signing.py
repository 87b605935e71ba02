"""Who is not to be let in: nobody, somebody else, and who shows a scheme alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.apis import described_api
from mockserver.contract.check import Provider, contracts_of
from mockserver.contract.check.signing import credential_cases, is_wrong
from mockserver.contract.check.valid import valid_case
from mockserver.model import Response
from tests.documents import document, written


def shown(folder: Path, scheme: dict[str, str], given: dict[str, str]) -> list[tuple[str, str | None]]:
    """The kind of each request that is to be refused, and the credentials in it."""
    root = document(
        {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "good"}}}}},
        components={"securitySchemes": {"who": scheme}},
        security=[{"who": []}],
    )
    contract = contracts_of(described_api(written(folder, root)))["a"]
    case = valid_case(contract, Provider("http://x", lambda _: Response(200), headers=given), "1", 0, {})
    assert case is not None
    return [(each.kind, each.request.headers.get("authorization")) for each in credential_cases(contract, case, given)]


@pytest.mark.parametrize("scheme", ["Basic", "Bearer"])
def test_a_scheme_without_credentials_is_shown_too(tmp_path: Path, scheme: str) -> None:
    found = shown(tmp_path, {"type": "http", "scheme": scheme.lower()}, {"authorization": f"{scheme} c2VjcmV0"})
    (nobody, nothing), (_, wrong), (kind, alone) = found
    assert (nobody, nothing, kind, alone) == ("anonymous", None, "stranger", scheme)
    assert wrong is not None
    assert is_wrong(wrong)
    assert is_wrong(scheme)
    assert not is_wrong(f"{scheme} c2VjcmV0")


def test_a_key_has_no_scheme(tmp_path: Path) -> None:
    found = shown(tmp_path, {"type": "apiKey", "in": "header", "name": "X-Key"}, {"x-key": "secret"})
    assert [kind for kind, _ in found] == ["anonymous", "stranger"]
