"""In which few words do the values speak of blame, origin, place and strictness?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeVar, dataclass_transform

Blame = Literal["client", "spec", "mock", "upstream"]
Severity = Literal["error", "warning"]
Origin = Literal["behaviour", "resource", "example", "generated", "override", "fault", "upstream", "refusal"]
Place = Literal["path", "query", "header", "cookie"]
Strictness = Literal["strict", "warn", "off"]
Direction = Literal["request", "response"]
Location = tuple[str | int, ...]

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True)
def value(cls: type[_Class]) -> type[_Class]:
    """A frozen dataclass for what is made at every request: frozen for the type checker, which costs nothing then."""
    return dataclass(slots=True, unsafe_hash=True)(cls)


ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT", "__bool__": lambda self: False})()
"""What stands for "no value", where None is a value."""
