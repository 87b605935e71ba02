"""Does a value look like one that a provider made, and whose is it?"""

from __future__ import annotations

import re
from typing import Any

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_OF_IDS = {
    "id", "ids", "uuid", "uuids", "guid", "identifier", "key", "keys", "token", "tokens", "cursor", "etag", "ref",
    "refs", "url", "uri", "href", "link", "links", "self", "next", "previous", "prev", "location", "session",
    "nonce", "hash", "signature", "revision", "version",
}  # fmt: skip
_WRAPPERS = {"", "data", "item", "result", "content", "response", "value", "embedded", "record", "entity"}
"""Members that say nothing of what is inside them."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_HASH = re.compile(r"[0-9a-fA-F]{16,}|(?=.*\d)[A-Za-z0-9_+/=.-]{20,}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LONG = 10
"""From how many digits on a number is taken for one that was made."""

_SHORT = 8
"""From how many characters on a text with letters and digits is taken for one that was made."""


def words_of(name: str) -> list[str]:
    """`petId` and `pet_id` are `pet` and `id`."""
    return [word.lower() for word in _WORD.findall(name)]


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def subject_of(name: str) -> str:
    """Whose value a member has: `pet` for `pets`, `petId` and `pet_ids`; nothing for `id` and `data`."""
    words = words_of(name)
    if words and words[-1] in _OF_IDS:
        words = words[:-1]
    subject = singular("".join(words))
    return "" if subject in _WRAPPERS else subject


def names_an_id(name: str) -> bool:
    """Whether a member of a name has what tells one thing from another."""
    words = words_of(name)
    return bool(words) and words[-1] in _OF_IDS


def is_unmistakable(text: str) -> bool:
    """Whether a text stands for one thing wherever it comes: it was made, and nobody chose it."""
    if len(text) < _SHORT or is_date(text) or any(character.isspace() for character in text):
        return False
    digits = sum(character.isdigit() for character in text)
    return digits >= _LONG or (digits > 0 and any(character.isalpha() for character in text))


def is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def changes_anyway(name: str, value: Any) -> bool:
    """Whether a value is another in every run: an id, a time, a token."""
    if names_an_id(name):
        return True
    return isinstance(value, str) and any(kind.fullmatch(value) for kind in (_UUID, _TIME, _HASH))


def is_address(text: str) -> bool:
    return text.startswith(("/", "http://", "https://")) and not any(character.isspace() for character in text)
