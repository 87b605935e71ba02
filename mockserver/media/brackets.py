"""Which nested value do names such as `filter[status][]` mean?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.media.coercion import Shape
from mockserver.model import ABSENT
from mockserver.pointers import is_number

MAX_STEPS = 32
"""How deep names may nest; what goes deeper is left out."""

MAX_INDEX = 9
"""How many digits an index may have."""


@dataclass(slots=True)
class _Branch:
    """What the names with one beginning gave: texts of their own, named members, and elements for `[]`."""

    texts: list[str] = field(default_factory=list)
    members: dict[str, _Branch] = field(default_factory=dict)
    elements: list[_Branch] = field(default_factory=list)

    def below(self, steps: Sequence[str], expected: Shape) -> _Branch:
        """The branch at the first step; `[]` is the last element as long as that has no value at the further steps.

        Where an object is expected and no list, `[]` is the member whose name is empty.
        """
        if steps[0] or ("object" in expected.types and "array" not in expected.types):
            return self.members.setdefault(steps[0], _Branch())
        if not self.elements or self.elements[-1].has(steps[1:]):
            self.elements.append(_Branch())
        return self.elements[-1]

    def has(self, steps: Sequence[str]) -> bool:
        branch: _Branch | None = self
        for step in steps:
            if not step:
                return False
            branch = branch.members.get(step) if branch else None
        return branch is not None and bool(branch.texts or branch.members or branch.elements or not steps)


def nested(pairs: Sequence[tuple[str, str]], name: str, expected: Shape, unquoted: Callable[[str], str]) -> Any:
    """The value that the pairs `name[...]` mean together where a shape is expected; ABSENT where there are none."""
    prefix = f"{name}["
    root = _Branch()
    for key, value in pairs:
        if not (key.startswith(prefix) and key.endswith("]")):
            continue
        steps = key[len(prefix) : -1].split("][")
        if len(steps) <= MAX_STEPS:
            branch, shape = root, expected
            for index, step in enumerate(steps):
                branch, shape = branch.below(steps[index:], shape), _below(shape, step)
            branch.texts.append(unquoted(value))
    return _value(root, expected) if root.members or root.elements else ABSENT


def _below(expected: Shape, step: str) -> Shape:
    if "array" in expected.types and (not step or _is_index(step)):
        return expected.item(int(step or 0))
    return expected.member(step)


def _is_index(step: str) -> bool:
    return is_number(step) and len(step) <= MAX_INDEX


def _value(branch: _Branch, expected: Shape) -> Any:
    if branch.texts:
        return gathered(branch.texts, expected)
    if branch.elements and not branch.members:
        return [_value(element, expected.item(index)) for index, element in enumerate(branch.elements)]
    if "array" in expected.types and all(map(_is_index, branch.members)):
        ordered = sorted(branch.members.items(), key=lambda entry: int(entry[0]))
        return [_value(member, expected.item(index)) for index, (_, member) in enumerate(ordered)]
    return {step: _value(member, expected.member(step)) for step, member in branch.members.items()}


def gathered(texts: Sequence[str], expected: Shape) -> Any:
    """The value of one name's texts: all of them where a list is expected, else the last."""
    if "array" not in expected.types or (len(texts) == 1 and expected.admits_scalar(texts[0])):
        return expected.scalar(texts[-1])
    return [expected.item(index).scalar(text) for index, text in enumerate(texts)]
