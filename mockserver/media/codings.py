"""What does a body say without the codings that it is sent in, such as gzip?"""

from __future__ import annotations

import zlib

from mockserver.model import Violation

MAX_DECODED = 64 * 1024 * 1024
"""How many bytes a body may have once it is decoded."""

_WINDOWS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_WHERE = ("header", "content-encoding")


def plain_body(body: bytes, codings: str) -> bytes | Violation:
    """The body without the codings that `Content-Encoding` names; the violation where that cannot be done."""
    for coding in reversed(codings.split(",")) if codings else ():
        name = coding.strip().lower()
        if name in ("", "identity") or not body:
            continue
        if name not in _WINDOWS:
            return Violation(_WHERE, "contentType", f"'{name[:100]}' is not taken, but gzip, deflate", value=name[:100])
        decoder = zlib.decompressobj(_WINDOWS[name])
        try:
            body = decoder.decompress(body, MAX_DECODED)
        except zlib.error:
            return Violation(("body",), "parse", f"the body is not valid {name}")
        if decoder.unconsumed_tail:
            return Violation(("body",), "size", f"the body has more than {MAX_DECODED} bytes once it is decoded")
        if not decoder.eof:
            return Violation(("body",), "parse", f"the body is not valid {name}: it breaks off")
    return body
