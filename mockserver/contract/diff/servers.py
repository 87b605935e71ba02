"""Where is an API, before and after?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from mockserver.contract.diff.changes import Change, Use
from mockserver.contract.diff.pairing import Pairs, shape_of
from mockserver.model import Operation, SpecReference
from mockserver.openapi import Document
from mockserver.tables import counted

MAX_VARIANTS = 50
"""How many addresses the values of a server's variables may make; of more only that of the defaults counts."""

Addresses = tuple[str, ...]


def compare_servers(old: Document, new: Document, pairs: Pairs) -> Iterator[Change]:
    """The addresses that came and went: of the whole API, and of operations that have their own."""
    before, after = _addresses(old), _addresses(new)
    places = (SpecReference(old.file, _holder(old)), SpecReference(new.file, _holder(new)))
    if before and after and not _stays(pairs, before, after):
        for code, url in _changes(before, after):
            yield Change(code, f"the server '{url}' was {_DONE[code]}", *places)
    yield from _of_operations(old, new, pairs)


_DONE = {"server-added": "added", "server-removed": "removed", "servers-replaced": "removed"}


def _changes(before: Addresses, after: Addresses) -> Iterator[tuple[str, str]]:
    code = "server-removed" if any(url in after for url in before) else "servers-replaced"
    yield from ((code, url) for url in before if url not in after)
    yield from (("server-added", url) for url in after if url not in before)


def _stays(pairs: Pairs, before: Addresses, after: Addresses) -> bool:
    """Whether each operation is where it was: what left the addresses stands in the paths now, or the other way."""
    return bool(pairs.both) and all(
        {url + shape_of(old.path) for url in before} == {url + shape_of(new.path) for url in after}
        for old, new in pairs.both
    )


def _of_operations(old: Document, new: Document, pairs: Pairs) -> Iterator[Change]:
    """The operations that have servers of their own, or had."""
    found: dict[tuple[str, str], list[tuple[Operation, Operation]]] = {}
    of_all = (_addresses(old), _addresses(new))
    for was, now in pairs.both:
        mine = (_own(old, was), _own(new, now))
        before, after = mine[0] or of_all[0], mine[1] or of_all[1]
        if any(mine) and before and after and not _stays(Pairs(((was, now),), (), ()), before, after):
            for change in _changes(before, after):
                found.setdefault(change, []).append((was, now))
    for (code, url), those in found.items():
        was, now = those[0]
        words = f"the server '{url}' of {_told(those)} was {_DONE[code]}"
        yield Change(code, words, was.source, now.source, tuple(Use(other.id) for _, other in those))


def _told(pairs: Sequence[tuple[Operation, Operation]]) -> str:
    more = f" (and {counted(len(pairs) - 1, 'other operation')})" if len(pairs) > 1 else ""
    return f"{pairs[0][1].id}{more}"


def _own(document: Document, operation: Operation) -> Addresses:
    """The addresses that an operation, or its path, states for itself."""
    if document.version == "2.0":
        return ()
    pointer = operation.source.pointer
    for place in (pointer, pointer.rpartition("/")[0]):
        try:
            node = document.at(place)
        except LookupError:
            continue
        if isinstance(node, Mapping) and node.get("servers"):
            return _listed(node["servers"])
    return ()


def _holder(document: Document) -> str:
    if document.version == "2.0":
        return "/host" if "host" in document.root else ""
    return "/servers" if "servers" in document.root else ""


def _addresses(document: Document) -> Addresses:
    """The addresses of a document's root; none where it says none."""
    root = document.root
    if document.version != "2.0":
        return _listed(root.get("servers"))
    host, base = root.get("host"), str(root.get("basePath") or "").rstrip("/")
    schemes = root.get("schemes")
    named = [str(scheme) for scheme in schemes] if isinstance(schemes, list) else [""]
    return tuple(f"{scheme}://{host}{base}".removeprefix(":") for scheme in named) if isinstance(host, str) else ()


def _listed(servers: Any) -> Addresses:
    stated = servers if isinstance(servers, list) else []
    return tuple(
        dict.fromkeys(_plain(url) for server in stated if isinstance(server, Mapping) for url in _variants(server))
    )


def _variants(server: Mapping[str, Any]) -> Iterator[str]:
    """The address with each value that its variables may have, or with their defaults."""
    stated = server.get("variables")
    variables = [
        (str(name), _values(variable))
        for name, variable in (stated.items() if isinstance(stated, Mapping) else ())
        if isinstance(variable, Mapping)
    ]
    number = 1
    for _, values in variables:
        number *= len(values)
    choices = [values if number <= MAX_VARIANTS else values[:1] for _, values in variables]
    for chosen in product(*choices):
        url = str(server.get("url") or "/")
        for (name, _), value in zip(variables, chosen, strict=True):
            url = url.replace("{" + name + "}", value)
        yield url


def _values(variable: Mapping[str, Any]) -> list[str]:
    listed = variable.get("enum")
    others = listed if isinstance(listed, list) else []
    return list(dict.fromkeys(map(str, [variable.get("default", ""), *others])))


def _plain(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl().rstrip("/")
