"""What does a text of a format look like?"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

from mockserver.mocking.generation.dice import Dice

_START = datetime(2025, 1, 1, tzinfo=UTC)
_HALF_YEAR = 182 * 24 * 3600
_LATE = {
    "updated",
    "modified",
    "end",
    "ends",
    "ended",
    "to",
    "until",
    "expires",
    "expiry",
    "expiration",
    "due",
    "closed",
}
_PEOPLE = ("anna", "ben", "clara", "david", "elena", "felix", "grace", "hugo", "ines", "jonas", "katya", "liam", "mia")
_PLACES = ("birch", "cedar", "delta", "grove", "harbor", "island", "lagoon", "maple", "orchid", "river", "summit")
_LETTERS = "abcdefghjkmnpqrstuvwxyz"


def formatted(name: str, dice: Dice, field: str = "") -> str | None:
    """A text of a format, for a field of that name; None where the format is not known here."""
    maker = _MAKERS.get(name)
    return maker(dice, field) if maker else None


def short(name: str, dice: Dice) -> str | None:
    """As short a text of a format as there is, for tight lengths."""
    maker = _SHORT.get(name)
    return maker(dice) if maker else None


def stretched(name: str, text: str, least: int) -> str:
    """A text of a format, made longer where it is too short and the format lets it."""
    missing = least - len(text)
    if missing <= 0:
        return text
    if name in ("email", "idn-email"):
        room, at, host = text.partition("@")
        more = min(missing, 64 - len(room))
        return room + "x" * more + at + _labels(missing - more) + host
    if name in _PATHS:
        return f"{text}/{'x' * max(missing - 1, 1)}"
    if name in ("hostname", "idn-hostname"):
        return _labels(missing) + text
    if name in ("byte", "base64"):
        return "QUJD" * (-(-missing // 4)) + text
    return text + "x" * missing if name in _FREE else text


_PATHS = {
    "uri",
    "iri",
    "url",
    "uri-reference",
    "iri-reference",
    "uri-template",
    "json-pointer",
    "path",
    "relative-json-pointer",
}
_FREE = {"password", "binary", "regex", "slug"}


def _labels(length: int) -> str:
    """So many characters of host names, each with its dot; a dot cannot stand alone, so there may be one more."""
    found = ""
    while length > 0:
        size = max(1, min(60, length - 1))
        found += "x" * size + "."
        length -= size + 1
    return found


def moment(dice: Dice, field: str = "") -> datetime:
    """A moment within one year: in its first half, or in its second for what comes late, such as `updatedAt`."""
    late = any(field.lower().startswith(word) or field.lower().endswith(word) for word in _LATE)
    return _START + timedelta(seconds=_HALF_YEAR * late + dice.below(_HALF_YEAR))


def _date_time(dice: Dice, field: str) -> str:
    return moment(dice, field).isoformat().replace("+00:00", "Z")


def _local(dice: Dice, field: str) -> str:
    return moment(dice, field).replace(tzinfo=None).isoformat()


def _date(dice: Dice, field: str) -> str:
    return moment(dice, field).date().isoformat()


def _time(dice: Dice, field: str) -> str:
    return moment(dice).time().isoformat() + "Z"


def _duration(dice: Dice, field: str) -> str:
    return f"PT{dice.between(1, 59)}M"


def _uuid(dice: Dice, field: str) -> str:
    return str(UUID(int=dice.below(1 << 128), version=4))


def _email(dice: Dice, field: str) -> str:
    return f"{dice.pick(_PEOPLE)}.{dice.pick(_PLACES)}@example.com"


def _uri(dice: Dice, field: str) -> str:
    return f"https://example.com/{dice.pick(_PLACES)}/{dice.between(1, 999)}"


def _reference(dice: Dice, field: str) -> str:
    return f"/{dice.pick(_PLACES)}/{dice.between(1, 999)}"


def _template(dice: Dice, field: str) -> str:
    return f"/{dice.pick(_PLACES)}/{{id}}"


def _hostname(dice: Dice, field: str) -> str:
    return f"{dice.pick(_PLACES)}.example.com"


def _ipv4(dice: Dice, field: str) -> str:
    return f"192.0.2.{dice.between(1, 254)}"


def _ipv6(dice: Dice, field: str) -> str:
    return f"2001:db8::{dice.between(1, 0xFFFF):x}"


def _mac(dice: Dice, field: str) -> str:
    return "02:" + ":".join(f"{dice.below(256):02x}" for _ in range(5))


def _phone(dice: Dice, field: str) -> str:
    return f"+1202555{dice.between(100, 199):04}"


def _base64(dice: Dice, field: str) -> str:
    return b64encode(f"{dice.pick(_PLACES)} {dice.pick(_PLACES)}".encode()).decode()


def _whole(dice: Dice, field: str) -> str:
    return str(dice.between(1, 9999))


def _decimal(dice: Dice, field: str) -> str:
    return f"{dice.between(1, 250)}.{dice.between(10, 99)}"


def _words(dice: Dice, field: str) -> str:
    return f"{dice.pick(_PLACES)}-{dice.pick(_PLACES)}"


def _fixed(*values: str) -> Callable[[Dice, str], str]:
    return lambda dice, field: dice.pick(values)


_MAKERS_OF: Mapping[str, Callable[[Dice, str], str]] = {
    "date-time|datetime|iso8601|timestamp|google-datetime": _date_time,
    "date-time-local|local-date-time": _local,
    "date|full-date|iso-date|date-only": _date,
    "time": _time,
    "time-local|partial-time|local-time": lambda dice, field: moment(dice).time().isoformat(),
    "duration": _duration,
    "google-duration": lambda dice, field: f"{dice.between(1, 90)}s",
    "uuid|guid|uuid4": _uuid,
    "email|idn-email": _email,
    "uri|url|iri": _uri,
    "uri-reference|iri-reference": _reference,
    "path": _reference,
    "uri-template": _template,
    "hostname|idn-hostname|host|domain|fqdn": _hostname,
    "ipv4|ip": _ipv4,
    "ipv6": _ipv6,
    "cidr|ipv4-cidr": lambda dice, field: f"10.{dice.below(256)}.0.0/16",
    "mac|mac-address": _mac,
    "phone|phone-number|e164": _phone,
    "byte|base64": _base64,
    "base64url": lambda dice, field: _base64(dice, field).rstrip("="),
    "password": lambda dice, field: f"{dice.pick(_PLACES).title()}-{dice.between(1000, 9999)}",
    "json-pointer": lambda dice, field: f"/{dice.pick(_PLACES)}/{dice.below(9)}",
    "relative-json-pointer": lambda dice, field: f"{dice.below(3)}/{dice.pick(_PLACES)}",
    "regex": lambda dice, field: f"^{dice.pick(_PLACES)}[0-9]+$",
    "int32|int64|uint32|uint64|integer|int|long|numeric": _whole,
    "decimal|double|float|number|money": _decimal,
    "char": lambda dice, field: dice.pick(_LETTERS),
    "slug": _words,
    "currency|iso-4217|currency-code": _fixed("EUR", "USD", "GBP", "CHF"),
    "country|country-code|iso-3166|iso-3166-alpha-2": _fixed("DE", "PT", "NO", "AT", "CA", "JP"),
    "language|language-code|bcp47": _fixed("en", "de", "fr", "es"),
    "color|hex-color": lambda dice, field: f"#{dice.below(1 << 24):06x}",
    "json": _fixed("{}"),
    "html": lambda dice, field: f"<p>{dice.pick(_PLACES)}</p>",
    "http-date": lambda dice, field: format_datetime(moment(dice, field), usegmt=True),
    "media-range|mime-type": _fixed("application/json", "text/plain"),
    "unix-time": lambda dice, field: str(int(moment(dice, field).timestamp())),
}
"""By the names, separated by bars, that mean the same."""

_MAKERS: Mapping[str, Callable[[Dice, str], str]] = {
    name: maker for names, maker in _MAKERS_OF.items() for name in names.split("|")
}
_SHORT: Mapping[str, Callable[[Dice], str]] = {
    "email": lambda dice: f"{dice.pick(_LETTERS)}@{dice.pick(_LETTERS)}.io",
    "idn-email": lambda dice: f"{dice.pick(_LETTERS)}@{dice.pick(_LETTERS)}.io",
    "uri": lambda dice: f"a:{dice.pick(_LETTERS)}",
    "iri": lambda dice: f"a:{dice.pick(_LETTERS)}",
    "uri-reference": lambda dice: dice.pick(_LETTERS),
    "iri-reference": lambda dice: dice.pick(_LETTERS),
    "uri-template": lambda dice: dice.pick(_LETTERS),
    "hostname": lambda dice: dice.pick(_LETTERS),
    "idn-hostname": lambda dice: dice.pick(_LETTERS),
    "ipv4": lambda dice: f"10.0.0.{dice.below(9)}",
    "ipv6": lambda dice: f"::{dice.between(1, 9)}",
    "duration": lambda dice: f"P{dice.between(1, 9)}D",
    "byte": lambda dice: "QUJD",
    "json-pointer": lambda dice: "",
    "relative-json-pointer": lambda dice: str(dice.below(9)),
    "regex": lambda dice: dice.pick(_LETTERS),
    "password": lambda dice: dice.pick(_LETTERS),
    "time": lambda dice: f"1{dice.below(10)}:00:00Z",
}
