"""Which errors does a specification document, each as a case that a test can be given?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mockserver.contract import error_cases as enumerated
from mockserver.contract.error_cases import ErrorCase
from mockserver.web import load

__all__ = ["ErrorCase", "error_cases"]


def error_cases(
    operation: str | None = None, specs: Iterable[str | Path] | str | Path | None = None
) -> list[ErrorCase]:
    """Every documented error of every operation, or of one; of the shipped specifications where none is named.

    For `@pytest.mark.parametrize("case", error_cases("contacts.create"), ids=str)`; `MockServer.apply` switches one on.
    """
    return list(enumerated.error_cases(load(specs), operation))
