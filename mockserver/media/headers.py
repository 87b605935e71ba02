"""What may stand in a header?"""

from __future__ import annotations

import re
from urllib.parse import quote

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def header_text(text: str) -> str:
    """The text as a header's value: what is not printable ASCII is percent-encoded."""
    return text if text.isascii() and text.isprintable() else quote(text, safe=_PRINTABLE)


def is_header_name(text: str) -> bool:
    """Whether a text is the name of a header: a token of RFC 9110."""
    return _TOKEN.fullmatch(text) is not None
