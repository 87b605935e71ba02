"""May a regular expression take exponential time in engines that backtrack?"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})\??")
_ATOM = re.compile(
    r"\\(?:[pP]\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|k<[^>]*>|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()|]",
    re.DOTALL,
)
_OPENING = re.compile(r"\((?:\?(?::|[=!]|<[=!]|<[^>]*>))?")


@dataclass(slots=True)
class _Group:
    """An open group: whether something in it repeats without end, and whether something in it must be there."""

    repeats: bool = False
    needs: bool = False
    risky: bool = False


def may_backtrack(pattern: str) -> bool:
    """Whether a group repeats without end whose content repeats without end and has nothing that must part it.

    It is a rule of thumb: `(a+)+` is told, `(a+,)+` is not.
    """
    stack, at = [_Group()], 0
    while at < len(pattern):
        char = pattern[at]
        if char == "(":
            start = _OPENING.match(pattern, at)
            at = start.end() if start else at + 1
            stack.append(_Group())
            continue
        if char == "|":
            stack[-1].risky = stack[-1].risky or (stack[-1].repeats and not stack[-1].needs)
            stack[-1].repeats = stack[-1].needs = False
            at += 1
            continue
        inner = _Group()
        if char == ")" and len(stack) > 1:
            inner = stack.pop()
            inner.risky = inner.risky or (inner.repeats and not inner.needs)
            at += 1
        else:
            atom = _ATOM.match(pattern, at)
            at = atom.end() if atom else at + 1
        endless, optional, at = _quantified(pattern, at)
        if endless and inner.risky:
            return True
        stack[-1].repeats = stack[-1].repeats or endless or inner.repeats or inner.risky
        stack[-1].needs = stack[-1].needs or (not endless and not optional and char not in "^$" and not inner.repeats)
    return False


def _quantified(pattern: str, at: int) -> tuple[bool, bool, int]:
    """Whether what ends here may repeat without end, whether it may be missing, and where its quantifier ends."""
    found = _QUANTIFIER.match(pattern, at)
    if found is None:
        return False, False, at
    sign = found[0][0]
    if sign in "*+":
        return True, sign == "*", found.end()
    return (found[2] == "," and not found[3]), sign == "?" or found[1] in ("", "0"), found.end()
