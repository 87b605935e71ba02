"""Is the document built as its version of OpenAPI says, and are its schemas built as JSON Schema says?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from mockserver import exact_json
from mockserver.lint.parts import Parts
from mockserver.model import Finding
from mockserver.openapi import Document
from mockserver.openapi.targets import FILES
from mockserver.pointers import exists
from mockserver.schema import broken_rules


def structure_findings(parts: Parts) -> Iterator[Finding]:
    """What breaks the schema of the version, as the OpenAPI Initiative publishes it, and that of JSON Schema."""
    document = parts.document
    rules = files("mockserver.openapi").joinpath("schemas", f"{document.version}.json").read_bytes()
    own = {key: value for key, value in document.root.items() if key != FILES}
    for pointer, message in broken_rules(rules, own):
        at = pointer if exists(document.root, pointer) else ""
        yield parts.found("structure", f"{message} ({_named(pointer)})", at)
    if _says_json_schema(document):
        yield from _schema_findings(parts)


def _says_json_schema(document: Document) -> bool:
    """Whether its schemas are of the dialect that is usual from 3.1 on; those before are part of OpenAPI's own."""
    dialect = document.root.get("jsonSchemaDialect", _DIALECT)
    return document.version not in ("2.0", "3.0") and isinstance(dialect, str) and dialect.startswith(_USUAL)


_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_USUAL = (_DIALECT, "https://spec.openapis.org/oas/3.1/", "https://spec.openapis.org/oas/3.2/")
_RULES = exact_json.dumps({"$schema": _DIALECT, "$ref": _DIALECT})


def _schema_findings(parts: Parts) -> Iterator[Finding]:
    """What breaks the meta-schema, which looks at all that is within a schema, too."""
    outer = ""
    for part in sorted(parts.of("schema"), key=lambda part: f"{part.pointer}/"):
        if (outer and part.pointer.startswith(outer)) or "$schema" in part.node:
            continue
        outer = f"{part.pointer}/"
        for pointer, message in broken_rules(_RULES, part.node):
            yield parts.found("structure", f"{message} ({_named(part.pointer + pointer)})", part.pointer + pointer)


def _named(pointer: str) -> str:
    return f"at #{pointer}" if pointer else "in the document"
