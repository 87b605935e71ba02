"""Which text do bytes mean in a charset, and which bytes a text?"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping

from mockserver.model import Location, Violation

ReadText = Callable[[bytes], str | Violation]

UTF_8 = "utf-8"
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
"""What Python can decode, but is no charset of texts in the network."""


def charset_of(parameters: Mapping[str, str], default: str = UTF_8) -> str:
    """The charset that the parameters of a content type name."""
    return parameters.get("charset", "").strip(" '\"") or default


def text_reader(charset: str) -> ReadText:
    """What reads texts in a charset; an unknown one gives the violation that says so."""
    name = _name_of(charset)
    if name is None:
        return lambda body: unreadable(f"the charset '{charset[:40]}' is not known")
    if name in _NO_CHARSETS:
        return lambda body: unreadable(f"the body is not valid {charset}: this is no charset of texts")
    return lambda body: _read(body, charset)


def _read(body: bytes, charset: str) -> str | Violation:
    try:
        text = body.decode(charset)
        text.encode()
    except UnicodeDecodeError as error:
        return unreadable(f"the body is not valid {charset}: {error.reason} at byte {error.start}")
    except UnicodeEncodeError:
        return unreadable(f"the body is not valid {charset}: it holds half a character")
    except LookupError:
        return unreadable(f"the charset '{charset[:40]}' is not known")
    return text


def _name_of(charset: str) -> str | None:
    """Python's name of a charset; None where there is no such one."""
    try:
        return codecs.lookup(charset).name.replace("-", "_") if charset.isascii() else None
    except (LookupError, ValueError):
        return None


def is_charset(charset: str) -> bool:
    """Whether texts can be in a charset of this name."""
    return _name_of(charset) not in (None, *_NO_CHARSETS)


def is_utf_8(charset: str) -> bool:
    """Whether texts in the charset are UTF-8, as those in ASCII are too."""
    return _name_of(charset) in ("utf_8", "ascii")


def write_text(text: str, charset: str) -> bytes:
    """The bytes of a text; what the charset does not have becomes a question mark."""
    name = _name_of(charset)
    if name is None or name in _NO_CHARSETS:
        return text.encode(errors="replace")
    try:
        return text.encode(charset, errors="replace")
    except LookupError:
        return text.encode(errors="replace")


def unreadable(message: str, *steps: str | int) -> Violation:
    """The violation of a body, or of what stands at the steps in it, that cannot be read."""
    location: Location = ("body", *steps)
    return Violation(location, "parse", message)
