"""Which schemas need not be fetched, since they are the same everywhere?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from mockserver import exact_json


def known_text(uri: str) -> bytes | None:
    """The meta-schema of JSON Schema at a URI; None where it is none of those."""
    if "//json-schema.org/" not in uri:
        return None
    _, _, address = uri.partition("://")
    return _meta_schemas().get(address)


@cache
def _meta_schemas() -> Mapping[str, bytes]:
    """The text of each meta-schema by its address, without a scheme: people write `http` and `https`."""
    every = exact_json.loads(files("mockserver.openapi").joinpath("schemas", "json-schema.json").read_bytes())
    return {uri.partition("://")[2]: exact_json.dumps(schema) for uri, schema in every.items()}
