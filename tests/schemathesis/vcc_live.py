"""Which findings of schemathesis are no faults of VCC Live?"""

from __future__ import annotations

import json
from typing import Any

import schemathesis


@schemathesis.deserializer("text/plain")
def read(context: schemathesis.DeserializationContext, response: schemathesis.Response) -> Any:
    """The answers are JSON that calls itself plain text."""
    return json.loads(response.content)


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """`*/*` says that the content type of a request does not matter; schemathesis would send pictures and XML."""
    for path in raw_schema["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                del operation["requestBody"]["content"]["*/*"]
