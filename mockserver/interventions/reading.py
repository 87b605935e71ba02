"""What does somebody mean who asks for an override?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver import exact_json
from mockserver.interventions.delays import read_delay
from mockserver.matching import AskingError, Expected, Offer, Seen
from mockserver.media import header_text, is_header_name
from mockserver.mocking import MEMBERS as OF_REQUEST
from mockserver.mocking import NAMES, names_in
from mockserver.model import ABSENT, Decoded, Match, Operation, Request
from mockserver.routing import Router
from mockserver.state import Answer, Fits, MockMissing, Override
from mockserver.suggestions import meant

ANSWER = ("status", "example", "headers", "body", "template", "patch", "delay")
MEMBERS = ("operation", "method", "path", "match", *ANSWER, "times", "sequence", "force", "mock_missing")
_LAID_OVER = ("headers", "patch", "delay")
_SHOWN = ("id", "used")
"""Members that an override is shown with: who sends them back means nothing by them."""

_SERVERS_OWN = ("content-length", "transfer-encoding", "connection")


def invalid(message: str) -> AskingError:
    return AskingError(400, "invalid_override", message)


def read_override(given: Mapping[str, Any], offer: Offer) -> Override:
    """The override that is asked for; AskingError, with suggestions, where something of it means nothing."""
    _known(given, MEMBERS)
    operation = offer.operation(given)
    force, times = given.get("force", False), given.get("times")
    if not isinstance(force, bool):
        raise invalid("'force' must be true or false")
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        raise invalid("'times' must be a whole number from 1")
    answers = _answers(given, operation)
    if "sequence" in given:
        times = len(answers) * (times or 1)
    fits, mock_missing = _fits(given, offer.router, operation), _mock_missing(given)
    return Override(operation, _kept(given), answers, fits, times, force, mock_missing)


def _mock_missing(given: Mapping[str, Any]) -> MockMissing | None:
    """Whether the mock answers in the place of an upstream, where the override has no answer itself."""
    value = given.get("mock_missing")
    if value is None:
        return None
    if not isinstance(value, bool) and value != "always":
        raise invalid("'mock_missing' must be true, false or \"always\"")
    beside = next((name for name in (*ANSWER, "sequence") if name in given and name not in _LAID_OVER), None)
    if beside is not None:
        raise invalid(f"'{beside}' stands beside 'mock_missing': only one of them says who answers")
    return value if isinstance(value, bool) else "always"


def _kept(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in _SHOWN}


def _known(given: Mapping[str, Any], members: Sequence[str]) -> None:
    for name in given:
        if name not in members and name not in _SHOWN:
            raise invalid(f"unknown: {name}; {meant(name, members)}")


def _answers(given: Mapping[str, Any], operation: Operation) -> tuple[Answer, ...]:
    if "sequence" not in given:
        return (_answer(given, operation),)
    sequence = given["sequence"]
    if not isinstance(sequence, list) or not sequence or not all(isinstance(each, dict) for each in sequence):
        raise invalid("'sequence' must be a list of answers")
    beside = next((name for name in ANSWER if name in given), None)
    if beside is not None:
        raise invalid(f"'{beside}' stands beside 'sequence': put it into the answers there")
    for each in sequence:
        _known(each, ANSWER)
    return tuple(_answer(each, operation) for each in sequence)


def _answer(given: Mapping[str, Any], operation: Operation) -> Answer:
    bodies = [name for name in ("example", "body", "template") if name in given]
    if len(bodies) > 1:
        raise invalid(f"'{bodies[0]}' and '{bodies[1]}' are both given: one of them is the body")
    return Answer(
        status=_status(given.get("status")),
        example=_example(given, operation),
        headers=_headers(given.get("headers")),
        body=given.get("body", ABSENT),
        template=_read("template", given["template"], _template) if "template" in given else ABSENT,
        patch=_patch(given["patch"]) if "patch" in given else ABSENT,
        delay=_read("delay", given["delay"], read_delay) if "delay" in given else None,
    )


def _read(name: str, value: Any, read: Callable[[Any], Any]) -> Any:
    """What a member means; where it means nothing, that is told with its name."""
    try:
        return read(value)
    except ValueError as error:
        raise invalid(f"'{name}': {error}") from error


def _template(value: Any) -> Any:
    names, members = names_in(value)
    for name in sorted(names.difference(NAMES)):
        raise ValueError(f"unknown: {name}; {meant(name, NAMES)}")
    for member in sorted(members.difference(OF_REQUEST)):
        raise ValueError(f"a request has no '{member}'; {meant(member, OF_REQUEST)}")
    return value


def _patch(value: Any) -> Any:
    if not isinstance(value, dict):
        raise invalid("'patch' must be an object: a JSON Merge Patch of the answer's body")
    return value


def _status(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
        raise invalid("'status' must be a whole number from 200 to 599")
    return value


def _example(given: Mapping[str, Any], operation: Operation) -> str | None:
    """The name of an example that the answer's status has, or one of the successful statuses."""
    name = given.get("example")
    if name is None:
        return None
    status = given.get("status")
    specs = (
        [spec for code, spec in operation.responses.items() if code.startswith("2")]
        if status is None
        else [operation.response_for(status)]
    )
    names = [example for spec in specs if spec for media in spec.content.values() for example in media.examples]
    if name in names:
        return str(name)
    where = f"the answer {status} of '{operation.id}'" if status else f"a successful answer of '{operation.id}'"
    raise AskingError(404, "unknown_example", f"{where} has no example '{name}'; {meant(str(name), names)}")


def _headers(value: Any) -> Mapping[str, tuple[str, ...] | None] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise invalid("'headers' must be an object")
    return {_header_name(name): _header_values(name, given) for name, given in value.items()}


def _header_name(name: str) -> str:
    if not is_header_name(name) or name.lower() in _SERVERS_OWN:
        raise invalid(f"'headers': '{name}' is no header that can be set")
    return name


def _header_values(name: str, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    texts = [each if isinstance(each, str) else _scalar(name, each) for each in _listed(value)]
    if any(header_text(text) != text for text in texts):
        raise invalid(f"'headers': the value of '{name}' cannot stand in a header")
    return tuple(texts)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _scalar(name: str, value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        raise invalid(f"'headers': the value of '{name}' must be a text, or a list of texts")
    return exact_json.dumps(value).decode()


def _fits(given: Mapping[str, Any], router: Router, operation: Operation) -> Fits:
    """Whether a request is as `match` says, at the very path where one is given that is no template."""
    match = given.get("match", {})
    if not isinstance(match, dict):
        raise invalid("'match' must be an object")
    _check_parameters(match, operation)
    expected: Expected = _read("match", match, Expected.read)
    path = str(given["path"]) if "path" in given and "{" not in str(given["path"]) else None
    exact = path if path is not None and isinstance(router.route(operation.method, path), Match) else None

    def fits(request: Request, values: Decoded) -> bool:
        return (exact is None or request.path == exact) and expected.fits(Seen(request, values))

    return fits


def _check_parameters(match: Mapping[str, Any], operation: Operation) -> None:
    """Path parameters are those that the operation has; a query may have more than is documented."""
    path = match.get("path")
    names = [parameter.name for parameter in operation.parameters if parameter.place == "path"]
    for name in path if isinstance(path, dict) else ():
        if name not in names:
            raise invalid(f"'match': '{operation.id}' has no path parameter '{name}'; {meant(name, names)}")
