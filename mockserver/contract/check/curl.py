"""Which command sends a request again?"""

from __future__ import annotations

import re
from collections.abc import Collection
from shlex import quote
from urllib.parse import unquote_plus

from mockserver.model import Request

_VARIABLE = re.compile(r"[^A-Z0-9]+")
_LONG = 20_000
"""From how many bytes on a body is left out: no shell takes a line of any length."""


def curl(url: str, request: Request, secrets: Collection[str] = (), parameters: Collection[str] = ()) -> str:
    """A line for a POSIX shell; variables of the environment stand for the values of `secrets`, which are headers, and
    of `parameters` of the query.
    """
    origin = "/".join(url.split("/", 3)[:3])
    words = ["curl", "-sS", "-i", "--path-as-is", "-g", *_method(request)]
    for name, value in request.headers.items():
        if name in ("accept", "host", "content-length") and value in ("*/*", ""):
            continue
        if name in secrets:
            words += ["-H", f'"{name}: ${variable(name)}"']
        else:
            words += ["-H", quote(f"{name}: {value}" if value else f"{name};")]
    if request.body and "content-type" not in request.headers:
        words += ["-H", "content-type:"]
    before, data = _data(request.body)
    return f"{before}{' '.join((*words, *data, _target(origin + request.path, request.query, parameters)))}"


def variable(name: str) -> str:
    """The variable in which the value of a header is expected."""
    found = _VARIABLE.sub("_", name.upper())
    return f"_{found}" if found[:1].isdigit() else found


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["-I"]
    implied = "POST" if request.body else "GET"
    return [] if request.method == implied else ["-X", request.method]


def _target(address: str, query: str, parameters: Collection[str]) -> str:
    told, left, mark = "", address, "?"
    for part in query.split("&") if query else ():
        name, equals, _ = part.partition("=")
        if equals and unquote_plus(name) in parameters:
            told += quote(f"{left}{mark}{name}=") + f'"${variable(unquote_plus(name))}"'
            left = ""
        else:
            left += mark + part
        mark = "&"
    return told + (quote(left) if left else "")


def _data(body: bytes) -> tuple[str, list[str]]:
    """What comes before the command, and the words that give the body."""
    if not body:
        return "", []
    if len(body) > _LONG:
        return "", ["--data-binary", f"@body-of-{len(body)}-bytes"]
    text = body.decode("utf-8", "replace")
    if text.encode() == body and "\0" not in text:
        return "", ["--data-raw", quote(text)]
    octal = "".join(f"\\{byte:03o}" for byte in body)
    return f"printf '{octal}' | ", ["--data-binary", "@-"]
