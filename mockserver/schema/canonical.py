"""Which schema says the same in simpler words?"""

from __future__ import annotations

import jsonschema_rs

from mockserver.model import Direction, Schema
from mockserver.schema.adapting import adapted
from mockserver.schema.repairing import UNUSABLE


def canonical(schema: Schema, direction: Direction) -> Schema | None:
    """The canonical form of a schema, where what excludes and depends is turned into plain alternatives as far as
    possible; None where there is none.

    It has a document of its own. Its size may be exponential, so ask for small schemas only.
    """
    try:
        found = jsonschema_rs.canonicalize(
            adapted(schema, direction).tree,
            validate_formats=True,
            offline=True,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
        ).to_json_schema()
    except UNUSABLE:
        return None
    return Schema({"schema": found}, "/schema", "3.1", f"{schema.file}#{schema.pointer}")
