"""What is the same finding in two runs?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockserver.contract.report import Entry

ENTRY = Entry("type", "error", "7 is not a string", "a.yaml", 12, "pets.create", "/name", "upstream")


@pytest.mark.parametrize("change", [{"line": 40}, {"message": "8 is not a string"}, {"curl": "curl x"}])
def test_a_finding_is_known_again_whatever_line_or_value_it_has(change: dict[str, object]) -> None:
    assert replace(ENTRY, **change).fingerprint == ENTRY.fingerprint  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"code": "enum"}, {"operation": "pets.get"}, {"pointer": "/id"}, {"blame": "mock"}])
def test_findings_about_different_things_are_told_apart(change: dict[str, object]) -> None:
    assert replace(ENTRY, **change).fingerprint != ENTRY.fingerprint  # type: ignore[arg-type]
