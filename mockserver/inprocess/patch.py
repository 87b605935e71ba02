"""What of a client's library is replaced while calls are brought to a mock?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Patch:
    """A method of a class, or a function of a module, and what makes its replacement from it."""

    owner: type | ModuleType
    name: str
    wrap: Callable[[Any], Any]
