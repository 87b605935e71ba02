"""Is the document built as its version of OpenAPI says?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from mockserver.lint.parts import Parts
from mockserver.model import Finding
from mockserver.openapi.targets import FILES
from mockserver.pointers import exists
from mockserver.schema import broken_rules


def structure_findings(parts: Parts) -> Iterator[Finding]:
    """What breaks the schema of the version, as the OpenAPI Initiative publishes it."""
    document = parts.document
    rules = files("mockserver.openapi").joinpath("schemas", f"{document.version}.json").read_bytes()
    own = {key: value for key, value in document.root.items() if key != FILES}
    for pointer, message in broken_rules(rules, own):
        at = pointer if exists(document.root, pointer) else ""
        yield parts.found("structure", f"{message} ({_named(pointer)})", at)


def _named(pointer: str) -> str:
    return f"at #{pointer}" if pointer else "in the document"
