"""At which places of an API do its operations stand?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mockserver.model import Operation

Shape = tuple[str, ...]
"""The segments of a path, `{}` in the place of each parameter."""

PARAMETER = "{}"
_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_ENDING = re.compile(r"\.(json|xml|ya?ml)$")
_CUSTOM = re.compile(r"(.*[^:]):([A-Za-z]+)")
_BRACKETED = re.compile(r"([^{}()]+)\((?:\w+=)?'?(\{[^{}]+\})'?\)")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A path with its operations by method; `names` are its parameters."""

    shape: Shape
    names: tuple[str, ...]
    operations: Mapping[str, Operation]

    @property
    def fixed(self) -> bool:
        return bool(self.shape) and self.shape[-1] != PARAMETER

    @property
    def word(self) -> str:
        """The last segment that is no parameter."""
        return next((segment for segment in reversed(self.shape) if segment != PARAMETER), "")


def places_of(operations: Iterable[Operation]) -> dict[Shape, Place]:
    """The places by their shapes, in the document's order; paths with parameters amid a segment are left out.

    Of several spellings of a path, that counts first which has the most operations.
    """
    paths: dict[str, list[Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path, []).append(operation)
    spelled: dict[Shape, list[str]] = {}
    for path in paths:
        shape = shape_of(path)
        if shape is not None:
            spelled.setdefault(shape, []).append(path)
    found = {}
    for shape, spellings in spelled.items():
        spellings.sort(key=lambda path: -len(paths[path]))
        methods = {each.method: each for path in reversed(spellings) for each in reversed(paths[path])}
        names = tuple(_TEMPLATE.findall(spellings[0]))
        found[shape] = Place(shape, names, dict(reversed(methods.items())))
    return found


@lru_cache(maxsize=4_096)
def shape_of(path: str) -> Shape | None:
    """A path's segments: without an ending such as `.json`, a verb behind a colon as one more segment.

    So is a parameter in parentheses, as OData has it: `Products({ID})`.

    None where a parameter is only a part of a segment.
    """
    segments: list[str] = []
    for segment in path.strip("/").split("/"):
        plain = _ENDING.sub("", segment)
        custom = _BRACKETED.fullmatch(plain) or _CUSTOM.fullmatch(plain)
        for part in custom.groups() if custom else (plain,):
            if _TEMPLATE.fullmatch(part):
                segments.append(PARAMETER)
            elif "{" in part:
                return None
            else:
                segments.append(part)
    return tuple(segments)
