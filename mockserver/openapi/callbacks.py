"""Whom does an API call by itself, and with what?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model import Operation
from mockserver.openapi.document import Document
from mockserver.openapi.operations import operations_at
from mockserver.openapi.parts import found_child
from mockserver.pointers import pointer_of


@dataclass(frozen=True, slots=True, eq=False)
class Callback:
    """A request that an API documents that it sends: its name, the address as an expression, and how it looks.

    `on` says what it tells of, where the document does; a webhook has no address of its own, and no owner.
    """

    name: str
    address: str
    operation: Operation
    on: tuple[str, ...] = ()
    owner: str = ""

    @property
    def id(self) -> str:
        return " ".join((self.owner, self.name, self.operation.method, self.address))


def callbacks_of(document: Document, operation: Operation) -> tuple[Callback, ...]:
    """The callbacks of an operation, in its order; none in Swagger 2.0, which knows none."""
    if document.version == "2.0":
        return ()
    return tuple(_callbacks(document, operation))


def has_callbacks(document: Document, operation: Operation) -> bool:
    node = _at(document, operation.source.pointer)
    return isinstance(node, Mapping) and "callbacks" in node and document.version != "2.0"


def webhooks_of(document: Document) -> tuple[Callback, ...]:
    """The webhooks of a document beside its paths; none where it describes nothing else, and they are served."""
    stated = document.root.get("webhooks")
    if document.version not in ("3.1", "3.2") or not document.root.get("paths") or not isinstance(stated, Mapping):
        return ()
    return tuple(
        Callback(name, "", called, _on(_at(document, called.source.pointer), item))
        for name, item in stated.items()
        for called in operations_at(document, name, f"/webhooks{pointer_of((name,))}")
    )


def _callbacks(document: Document, operation: Operation) -> Iterator[Callback]:
    node = _at(document, operation.source.pointer)
    stated = node.get("callbacks") if isinstance(node, Mapping) else None
    for name in stated if isinstance(stated, Mapping) else ():
        callback, at = found_child(document, [], operation.source.pointer, "callbacks", name)
        for address, item in callback.items():
            if address.startswith("x-"):
                continue
            for called in operations_at(document, address, at + pointer_of((address,))):
                on = _on(_at(document, called.source.pointer), item) or _on(callback)
                yield Callback(name, address, called, on, operation.id)


def _on(*nodes: Any) -> tuple[str, ...]:
    """What the nearest of some objects says that it tells of."""
    for node in nodes:
        said = node.get("x-mockserver-on") if isinstance(node, Mapping) else None
        if isinstance(said, str):
            return (said,)
        if isinstance(said, list):
            return tuple(map(str, said))
    return ()


def _at(document: Document, pointer: str) -> Any:
    try:
        return document.at(pointer)
    except LookupError:
        return None
