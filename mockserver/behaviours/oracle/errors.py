"""In which words, and with which codes, does Oracle's framework refuse?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mockserver.behaviours.oracle.resources import MESSAGES, Resource
from mockserver.model import Violation
from mockserver.pointers import pointer_of

_CODES = {
    "required": "27014",
    "readOnly": "27008",
    "additionalProperties": "25058",
    "maxLength": "27010",
}
_WRONG_TYPE = "27018"
_DETAILS = {
    "required": "Attribute {name} in {entity} is required.",
    "readOnly": "Attribute {name} in {entity} is read-only.",
    "additionalProperties": "Definition {name} of type Attribute is not found in {entity}.",
    "maxLength": "Attribute {name} in {entity} has invalid precision/scale.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in words, with its code if it has one, and where in the payload."""

    detail: str
    code: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request is not done. `row` names the row that several problems are in, `etag` its state if that matters."""

    status: int
    problems: tuple[Problem, ...]
    row: str = ""
    etag: str = ""

    def told(self) -> tuple[Problem, ...]:
        """The problems, after an entry for the whole row if there are several."""
        if len(self.problems) < 2 or not self.row:
            return self.problems
        return (Problem(f"Failed to validate a row with key {self.row}", "27024"), *self.problems)


def failure(status: int, detail: str, code: str = "", path: str = "") -> Failure:
    return Failure(status, (Problem(detail, code, path),))


def row_of(resource: Resource, key: object) -> str:
    """How the framework names a row; a new one has no key yet."""
    return f"oracle.jbo.Key[{'null' if key is None else key} ] in {resource.entity}"


def attribute_problems(violations: Sequence[Violation], resource: Resource, path: str = "") -> tuple[Problem, ...]:
    """What the schema found wrong in a payload that stands at `path`."""
    return tuple(
        attribute_problem(violation.keyword, violation.location, violation.message, _entity(violation, resource), path)
        for violation in violations
    )


def attribute_problem(
    keyword: str, location: Sequence[str | int], message: str, entity: str, path: str = ""
) -> Problem:
    name = next((step for step in reversed(location) if isinstance(step, str)), "")
    default = "Attribute {name} in {entity} has the wrong type: {message}."
    detail = _DETAILS.get(keyword, default).format(name=name, entity=entity, message=message)
    return Problem(detail, _CODES.get(keyword, _WRONG_TYPE), path + pointer_of(location))


def _entity(violation: Violation, resource: Resource) -> str:
    nested = violation.location[:1] == (MESSAGES.name,) and len(violation.location) > 2
    return MESSAGES.entity if nested else resource.entity


def duplicate(value: object, path: str) -> Problem:
    return Problem(f"Too many objects match the primary key oracle.jbo.Key[{value} ].", "25013", path)


def not_found() -> Failure:
    return failure(404, "The resource item was not found.")


def below_path(found: Failure, path: str) -> Failure:
    """The failure of something that stands at `path` of a bigger whole."""
    moved = (replace(problem, path=path + problem.path) for problem in found.problems)
    return replace(found, problems=tuple(moved))
