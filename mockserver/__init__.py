"""A mock server that OpenAPI specifications drive, with state and with each API's own errors.

What is named here is imported when it is first used: a test run that has the pytest plugin installed, but uses no mock,
must not wait for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockserver.exceptions import BehaviourError, MockserverError, SpecError
    from mockserver.mock import MockServer, error_cases
    from mockserver.web import create_app, load

__all__ = ["BehaviourError", "MockServer", "MockserverError", "SpecError", "create_app", "error_cases", "load"]
__version__ = "0.1.0"

_HOMES = {
    "BehaviourError": "mockserver.exceptions",
    "MockServer": "mockserver.mock",
    "MockserverError": "mockserver.exceptions",
    "SpecError": "mockserver.exceptions",
    "create_app": "mockserver.web",
    "error_cases": "mockserver.mock",
    "load": "mockserver.web",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'mockserver' has no attribute '{name}'")
    found: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
