"""Which command sends a request again?"""

from __future__ import annotations

import re
from collections.abc import Collection
from shlex import quote

from mockserver.model import Request

_VARIABLE = re.compile(r"[^A-Z0-9]+")
_LONG = 20_000
"""From how many bytes on a body is left out: no shell takes a line of any length."""


def curl(url: str, request: Request, secrets: Collection[str] = ()) -> str:
    """A line for a POSIX shell; `secrets` are headers whose values stand in variables of the environment instead."""
    origin = "/".join(url.split("/", 3)[:3])
    target = request.path + (f"?{request.query}" if request.query else "")
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
    return f"{before}{' '.join((*words, *data, quote(origin + target)))}"


def variable(name: str) -> str:
    """The variable in which the value of a header is expected."""
    return _VARIABLE.sub("_", name.upper())


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["-I"]
    implied = "POST" if request.body else "GET"
    return [] if request.method == implied else ["-X", request.method]


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
