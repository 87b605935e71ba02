"""Is everything told that a strict test fails for, and nothing else?"""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

from mockserver import MockServer, MockserverError


def test_a_good_client_is_not_complained_of(mock: MockServer, client: Client) -> None:
    client.post("/v1/pets", json={"name": "Rex"})
    assert mock.complaints() == ()
    mock.verify()


def test_a_broken_contract_is_told_with_its_place(mock: MockServer, client: Client, spec: Path) -> None:
    client.post("/v1/pets", json={"age": 3})
    (complaint,) = mock.complaints()
    first, violation, sent = complaint.splitlines()
    assert first == "POST /v1/pets -> 422 (pets.create): the request broke its contract"
    assert violation.startswith("  body/name: ")
    assert f"[required], by {spec}:" in violation
    assert sent == '  it sent: {"age": 3}'
    with pytest.raises(AssertionError, match="the request broke its contract"):
        mock.verify()


def test_a_long_body_is_cut(mock: MockServer, client: Client) -> None:
    client.post("/v1/pets", json={"age": 3, "kind": "x" * 1_000})
    assert mock.complaints()[0].endswith("... (1022 bytes)")


def test_an_unknown_request_is_told_with_the_nearest_operation(mock: MockServer, client: Client, spec: Path) -> None:
    client.get("/v1/pet")
    client.put("/v1/pets")
    unknown, method = (complaint.splitlines() for complaint in mock.complaints())
    assert unknown[0] == "GET /v1/pet -> 404: no operation knows this request"
    assert unknown[2].startswith(f"  nearest: GET /v1/pets (pets.list), {spec}:")
    assert method[0] == "PUT /v1/pets -> 405: no operation knows this request"
    assert "  nearest: POST /v1/pets (pets.create)" in method[-1]


def test_what_is_like_no_operation_has_no_nearest(mock: MockServer, client: Client) -> None:
    client.delete("/something/quite/different")
    assert "nearest" not in mock.complaints()[0]


def test_an_unused_override_is_told_and_a_used_one_is_not(mock: MockServer, client: Client) -> None:
    mock.override("pets.create", status=500, times=2)
    mock.override("pets.list", body=[])
    client.get("/v1/pets")
    assert mock.complaints() == ("the override of pets.create was never used: status=500, times=2",)


def test_what_is_expected_is_no_complaint(mock: MockServer, client: Client) -> None:
    mock.expect_violation("required", operation="pets.create", location="body/name", message="required")
    mock.expect_violation("route")
    client.post("/v1/pets", json={})
    client.get("/v1/pet")
    assert mock.complaints() == ()


@pytest.mark.parametrize(
    "expected",
    [
        {"code": "type"},
        {"operation": "pets.list"},
        {"location": ["body", "age"]},
        {"message": "nothing like this"},
    ],
)
def test_another_violation_than_the_expected_is_told_and_so_is_that_none_came(
    mock: MockServer, client: Client, expected: dict[str, str]
) -> None:
    mock.expect_violation(**expected)  # type: ignore[arg-type]
    client.post("/v1/pets", json={})
    broken, missing = mock.complaints()
    assert "broke its contract" in broken
    assert missing.endswith("was expected, but did not come")


def test_an_expectation_of_an_unknown_operation_fails_at_once(mock: MockServer) -> None:
    with pytest.raises(MockserverError, match=r"did you mean 'pets.create'"):
        mock.expect_violation(operation="pets.crate")


def test_a_function_that_crashes_is_told(mock: MockServer, client: Client) -> None:
    mock.override("pets.list", answer=lambda seen: seen.body["name"])
    assert client.get("/v1/pets").status_code == 500
    (complaint,) = mock.complaints()
    assert complaint.startswith("the answer to GET /v1/pets -> 500 (pets.list) crashed:\nTraceback")


def test_a_reset_does_not_forgive(mock: MockServer, client: Client) -> None:
    client.post("/v1/pets", json={})
    mock.override("pets.list", status=500)
    mock.reset()
    assert len(mock.complaints()) == 2


def test_a_start_does(mock: MockServer, client: Client) -> None:
    client.post("/v1/pets", json={})
    mock.start()
    assert mock.complaints() == ()
