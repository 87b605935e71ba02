"""How does a record become a text, and a text a record again?"""

from __future__ import annotations

import json
from typing import Any

from mockserver import exact_json

_OTHERWISE = " "
"""What a text begins with that only the standard library can read back, for its great depth."""


def text_of(record: Any) -> str:
    """A JSON value as a text."""
    try:
        return exact_json.dumps(record).decode()
    except TypeError:
        return _OTHERWISE + json.dumps(record)


def record_of(text: str) -> Any:
    """The JSON value that `text_of` made a text of."""
    return json.loads(text) if text.startswith(_OTHERWISE) else exact_json.loads(text)
