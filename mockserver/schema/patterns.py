"""Can a regular expression be used, and how is one spelled that only browsers take?

ECMAScript lets a brace, a bracket or a hyphen stand for itself where it can mean nothing else (its annex B). That is no
regular expression with Unicode, as JSON Schema asks for, but people write it.
"""

from __future__ import annotations

import re

import jsonschema_rs

_TOKEN = re.compile(
    r"\\(?:[pPu]\{[^}]*\}|k<[^>]*>|.)|\[\^?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[{}\]]|[^\\\[\]{}]+|.", re.DOTALL
)
_MEMBER = re.compile(r"\\(?:[pPu]\{[^}]*\}|.)|.", re.DOTALL)
_SETS = frozenset("dDwWsSpP")


def pattern_problem(pattern: str) -> str | None:
    """Why a regular expression cannot be used; None where it can."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError as error:
        return str(error).splitlines()[0]
    return None


def spelled_out(pattern: str) -> str | None:
    """The regular expression with a backslash before what stands for itself; None where that cannot be used either."""
    spelled = "".join(_spelled(match[0]) for match in _TOKEN.finditer(pattern))
    return spelled if pattern_problem(spelled) is None else None


def _spelled(token: str) -> str:
    if token in ("{", "}", "]"):
        return f"\\{token}"
    if not (token.startswith("[") and token.endswith("]") and len(token) > 1):
        return token
    start = 2 if token.startswith("[^") else 1
    members = [match[0] for match in _MEMBER.finditer(token[start:-1])]
    return token[:start] + "".join(_member(members, place) for place in range(len(members))) + "]"


def _member(members: list[str], place: int) -> str:
    """A member of a class: a hyphen beside a set such as `\\w` is no range, and a bracket is itself."""
    member = members[place]
    if member == "[":
        return "\\["
    beside = members[max(place - 1, 0) : place + 2]
    if member == "-" and any(other[:1] == "\\" and other[1:2] in _SETS for other in beside):
        return "\\-"
    return member
