"""Where in a header, a query or a body do secrets stand, and what is it without them?"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_plus

from mockserver.erasing import SHORTEST, Erasing

HIDDEN = "REDACTED"
"""What stands in the place of a secret."""

_SECRET_HEADERS = {
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "apikey", "x-auth-token",
    "x-access-token", "x-csrf-token", "x-amz-security-token",
}  # fmt: skip
_SECRET_NAMES = {
    "pwd", "token", "idtoken", "authorization", "cookie", "setcookie", "proxyauthorization", "clientassertion",
    "assertion", "session", "sessionid", "xamzsignature", "xamzcredential", "xamzsecuritytoken",
}  # fmt: skip
_SECRET_ENDS = (
    "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "secretkey", "privatekey", "apitoken",
    "authtoken", "accesstoken", "refreshtoken", "sessiontoken", "csrftoken", "xsrftoken",
)  # fmt: skip
"""Who writes `newPassword` means a password, too."""

_NAME = r"[\w.%\[\]-]{1,64}"
_MEMBER = re.compile(r'("([^"\\]{1,64})"\s*:\s*)("(?:[^"\\]++|\\.)*+"?|-?[0-9][0-9.eE+-]*)')
_CDATA = r"<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+(?:\]\]>)?"
_ELEMENT = re.compile(rf"(<(?:[\w.-]+:)?([\w.-]{{1,64}})(?:\s[^<>]*)?>)({_CDATA}|[^<]+(?=</|\Z))")
_ATTRIBUTE = re.compile(r"""(\s(?:[\w.-]+:)?([\w.-]{1,64})\s*=\s*["'])([^"'<>]+)""")
_BOUNDARY = re.compile(r'boundary="?([^";\r\n]+)', re.IGNORECASE)
_PART_NAME = re.compile(rb'\bname="?([^";\r\n]{1,64})', re.IGNORECASE)
_PART_TYPE = re.compile(rb"^content-type:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_PARAMETER = re.compile(rf"([?&#;]({_NAME})=)([^&#;\s\"'<>\\]+)")
"""A parameter in an address, wherever that stands: between `&amp;`, too."""

_LOGIN = re.compile(r"(//([^/\s:@\"'<>?#\\]*):)([^/\s@\"'<>?#\\]+)(?=@)")


class Hiding:
    """Hides secrets in the parts of one exchange, by their names, and remembers them, to hide them elsewhere."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._words = names.union(_SECRET_NAMES, _SECRET_ENDS)
        self._known: set[str] = set()

    def is_secret(self, name: str) -> bool:
        """Whether what has such a name is a secret."""
        lower = name.lower()
        plain = lower.replace("_", "").replace("-", "")
        return lower in self._names or plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDS)

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple([(name, self._header(name.lower(), value)) for name, value in headers])

    def _header(self, name: str, value: str) -> str:
        if name in _SECRET_HEADERS or self.is_secret(name):
            self._remember(_parts_of_header(name, value))
            return HIDDEN
        if name == "sl-violations":
            return "[]" if any(self.is_secret(word) for word in re.findall(r"[\w-]+", value)) else value
        return self._addresses(value)

    def query(self, text: str) -> str:
        """A query or a form with its secrets hidden; what has none stays as it came."""
        return "&".join([self._pair(*part.partition("=")) for part in text.split("&")])

    def _pair(self, name: str, equals: str, value: str) -> str:
        if not equals or not self.is_secret(unquote_plus(name)):
            return name + equals + value
        self._remember((value, unquote_plus(value)))
        return f"{name}={HIDDEN}"

    def body(self, body: bytes, content_type: str) -> bytes:
        """A body without its secrets; bytes that are no text stay as they are."""
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type.startswith("multipart/"):
            return self._multipart(body, content_type)
        try:
            return self._text(body.decode(), media_type).encode()
        except UnicodeDecodeError:
            return self._text(body.decode("latin-1"), media_type).encode("latin-1") if _is_text(media_type) else body

    def _multipart(self, body: bytes, content_type: str) -> bytes:
        stated = _BOUNDARY.search(content_type)
        line = b"--" + stated[1].encode() if stated else body.partition(b"\r\n")[0]
        between = b"\r\n" + line
        return between.join([self._part(part) for part in body.split(between)])

    def _part(self, part: bytes) -> bytes:
        head, blank, content = part.partition(b"\r\n\r\n")
        if not blank:
            return part
        name, media_type = _PART_NAME.search(head), _PART_TYPE.search(head)
        if name is None or not self.is_secret(name[1].decode("utf-8", "replace")):
            return head + blank + self.body(content, media_type[1].decode("latin-1") if media_type else "text/plain")
        self._remember((content.decode("utf-8", "replace"),))
        return head + blank + HIDDEN.encode()

    def _text(self, text: str, media_type: str) -> str:
        """Clients often say nothing of what they send, or that JSON is a form."""
        if "json" in media_type or text[:100].lstrip()[:1] in ("{", "["):
            text = self._json(text)
        elif media_type == "application/x-www-form-urlencoded":
            return self.query(text)
        elif media_type.endswith(("/xml", "+xml")):
            text = self._replaced(_ELEMENT, self._replaced(_ATTRIBUTE, text, HIDDEN), HIDDEN)
        return self._addresses(text)

    def _json(self, text: str) -> str:
        """JSON without its secrets; what is none, because it is cut off or there are lines of it, is searched."""
        hidden = 0

        def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            nonlocal hidden
            found = {}
            for name, value in pairs:
                found[name] = self._value(value) if self.is_secret(name) else value
                hidden += found[name] is not value
            return found

        try:
            value = json.loads(text, object_pairs_hook=members)
            return json.dumps(value, allow_nan=False) if hidden else text
        except (ValueError, RecursionError):
            return self._replaced(_MEMBER, text, f'"{HIDDEN}"')

    def _value(self, value: Any) -> Any:
        """What is told of a secret; an object has secrets of its own."""
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if value is None or isinstance(value, bool | dict):
            return value
        self._remember((str(value),))
        return HIDDEN

    def _addresses(self, text: str) -> str:
        """A text whose addresses tell no secrets: neither parameters, nor the password of who is let in."""
        if "=" in text:
            text = self._replaced(_PARAMETER, text, HIDDEN)
        return _LOGIN.sub(self._login, text) if "@" in text else text

    def _login(self, found: re.Match[str]) -> str:
        self._remember((unquote_plus(found[3]),))
        return found[1] + HIDDEN

    def _replaced(self, pattern: re.Pattern[str], text: str, hidden: str) -> str:
        """A text in which what follows a secret's name is hidden: before it the first group, its name the second."""
        return pattern.sub(lambda found: self._match(found, hidden), text)

    def _match(self, found: re.Match[str], hidden: str) -> str:
        if not self.is_secret(unquote_plus(found[2])):
            return found[0]
        self._remember((found[3].strip('"'), unquote_plus(found[3])))
        return found[1] + hidden

    def _remember(self, values: Iterable[str]) -> None:
        """Keep secrets to look for; one that is the name of a secret could not be told from that."""
        self._known.update(
            value
            for value in values
            if len(value) >= SHORTEST and value not in HIDDEN and value.lower() not in self._words
        )

    def erasing(self) -> Erasing:
        """What hides the secrets that are known up to now wherever else they stand."""
        return Erasing(self._known, HIDDEN)


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.endswith(("json", "xml", "x-www-form-urlencoded"))


def _parts_of_header(name: str, value: str) -> Iterator[str]:
    """What in a secret header is the secret itself: a credential behind its scheme, the values of cookies."""
    yield value
    if name in ("cookie", "set-cookie"):
        pairs = value.split(";") if name == "cookie" else (value.partition(";")[0],)
        yield from (pair.partition("=")[2].strip(' "') for pair in pairs)
    elif name.endswith("authorization"):
        scheme, _, credential = value.partition(" ")
        yield credential.strip()
        if scheme.lower() == "basic":
            yield _password_of(credential)


def _password_of(credential: str) -> str:
    """The password in what Basic authentication sends; nothing where it cannot be read."""
    try:
        return base64.b64decode(credential, validate=False).decode().partition(":")[2]
    except ValueError:
        return ""
