"""At which addresses does a specification say that its API is?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_ADDRESS = re.compile(r"(?:[^/?#]*:)?//(?:[^/?#@]*@)?(?P<host>[^/?#@]+?)(?::(?P<port>\d+|\{[^{}]+\})?)?(?:[/?#]|$)")
_ANY_LABELS = r"[^/:@]+"


@dataclass(frozen=True, slots=True)
class Server:
    """One absolute address: its host as the specification writes it, and what that fits.

    `port` is None where the address names none. `is_open`: the whole host is a variable, so that only the base path
    tells an address of this API from any other.
    """

    host: str
    pattern: re.Pattern[str]
    port: int | None
    base: str
    is_open: bool = False


def servers_of(root: Mapping[str, Any]) -> tuple[Server, ...]:
    """Every absolute address of a document's root, paths and operations, each once."""
    found = [server for stated in _stated(root) for server in _read(stated)]
    return tuple({(server.host, server.port, server.base, server.is_open): server for server in found}.values())


def base_of(server: Mapping[str, Any]) -> str:
    """The path of a server, with its variables' defaults, without a slash at the end."""
    try:
        path = urlsplit(_resolved(server)).path.rstrip("/")
    except ValueError:
        return ""
    return path if path.startswith("/") or not path else f"/{path}"


def _stated(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    owners = [root]
    for item in _members(root.get("paths")):
        owners += [item, *_members(item)]
    for owner in owners:
        stated = owner.get("servers")
        yield from (server for server in stated if isinstance(server, Mapping)) if isinstance(stated, list) else ()


def _members(node: Any) -> list[Mapping[str, Any]]:
    return [member for member in node.values() if isinstance(member, Mapping)] if isinstance(node, Mapping) else []


def _read(server: Mapping[str, Any]) -> Iterator[Server]:
    url, base = str(server.get("url") or "/"), base_of(server)
    found = _ADDRESS.match(url)
    resolved = _ADDRESS.match(_resolved(server))
    if resolved is None:
        return
    stated = (found or resolved)["host"].strip("[]")
    port = int(resolved["port"]) if resolved["port"] and resolved["port"].isdecimal() else None
    whole = _VARIABLE.fullmatch(stated)
    if whole is None or _choices(server, whole[1]):
        yield Server(stated, _pattern(stated, server), port, base)
        return
    default = resolved["host"].strip("[]")
    yield Server(default, _pattern(default, server), port, base)
    yield Server(stated, re.compile(_ANY_LABELS), None, base, is_open=True)


def _pattern(host: str, server: Mapping[str, Any]) -> re.Pattern[str]:
    """What fits a host: a variable stands for one of its values, or for anything where it names none."""
    pieces = []
    for number, piece in enumerate(_VARIABLE.split(host)):
        choices = _choices(server, piece) if number % 2 else ()
        pieces.append("|".join(map(re.escape, choices)) or _ANY_LABELS if number % 2 else re.escape(piece))
    return re.compile("".join(f"(?:{piece})" for piece in pieces), re.IGNORECASE)


def _choices(server: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = _variable(server, name).get("enum")
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _variable(server: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    variables = server.get("variables")
    stated = variables.get(name) if isinstance(variables, Mapping) else None
    return stated if isinstance(stated, Mapping) else {}


def _resolved(server: Mapping[str, Any]) -> str:
    """The address with the value of each variable: its default, or the first of those that it may have."""
    url, variables = str(server.get("url") or "/"), server.get("variables")
    for name in variables if isinstance(variables, Mapping) else ():
        values = _choices(server, name)
        chosen = _variable(server, name).get("default", values[0] if values else "")
        url = url.replace("{" + str(name) + "}", str(chosen))
    return url
