"""What would a person write into a field of this name?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from mockserver.mocking.generation.dice import Dice
from mockserver.mocking.generation.formats import formatted

PLAIN = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "island", "juniper", "kestrel", "lagoon",
    "maple", "nectar", "orchid", "pebble", "quartz", "river", "summit", "tundra", "umber", "valley", "willow", "zephyr",
)  # fmt: skip
FIRST_NAMES = (
    "Anna", "Ben", "Clara", "David", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Katya", "Liam", "Mia", "Noah",
    "Olga", "Pavel", "Rosa", "Samir", "Tara", "Viktor",
)  # fmt: skip
LAST_NAMES = (
    "Almeida", "Becker", "Castro", "Dubois", "Evans", "Fischer", "Garcia", "Horvath", "Ivanova", "Jensen", "Kowalski",
    "Larsen", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Schmidt", "Tanaka", "Walker",
)  # fmt: skip
_COMPANIES = ("Northwind", "Bluefield", "Silverline", "Greenleaf", "Brightwater", "Stonebridge", "Fairhaven", "Redwood")
_COMPANY_FORMS = ("Ltd", "GmbH", "Inc", "Group", "Partners")
_CITIES = ("Berlin", "Lisbon", "Oslo", "Prague", "Vienna", "Toronto", "Dublin", "Madrid", "Kyoto", "Helsinki")
_COUNTRIES = (
    ("Germany", "DE"),
    ("Portugal", "PT"),
    ("Norway", "NO"),
    ("Austria", "AT"),
    ("Canada", "CA"),
    ("Japan", "JP"),
)
_REGIONS = ("Bavaria", "Ontario", "Tyrol", "Andalusia", "Normandy", "Tuscany")
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK")
_STREETS = ("Harbour Street", "Mill Lane", "Station Road", "Park Avenue", "Orchard Way", "Church Hill")
_LANGUAGES = ("en", "de", "fr", "es", "pt")
_LOCALES = ("en-US", "en-GB", "de-DE", "fr-FR", "es-ES")
_TIME_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "UTC")
_COLOURS = ("red", "green", "blue", "orange", "violet", "teal")
_PRODUCTS = ("Desk Lamp", "Travel Mug", "Canvas Bag", "Oak Shelf", "Wool Scarf", "Field Notebook", "Rain Jacket")
_JOBS = ("Product Manager", "Software Engineer", "Account Executive", "Data Analyst", "Support Specialist")
_DEPARTMENTS = ("Sales", "Support", "Engineering", "Finance", "Marketing")
_CATEGORIES = ("standard", "premium", "basic", "internal", "external")
_STATES = ("active", "pending", "completed")
_ADJECTIVES = ("quick", "quiet", "new", "simple", "second", "shared", "weekly", "final")
_NOUNS = ("report", "order", "update", "meeting", "delivery", "draft", "project", "review")
_SENTENCES = (
    "Checked and ready for the next step.",
    "Created while the new process was tried out.",
    "Please look at this before the end of the week.",
    "All of the steps were completed.",
    "This one replaces the earlier version.",
)
_FILES = ("report.pdf", "photo.jpg", "notes.txt", "invoice.pdf", "data.csv")
_PEOPLE = {
    "user", "person", "customer", "contact", "author", "owner", "member", "employee", "account", "patient", "student",
    "teacher", "recipient", "sender", "assignee", "creator", "agent", "driver", "guest", "manager", "cardholder",
}  # fmt: skip
_GOODS = {"product", "item", "article", "goods", "sku", "variant"}
_FIRMS = {"company", "organization", "organisation", "employer", "vendor", "supplier", "merchant", "business", "brand"}

_TOKENS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

Word = Callable[[Dice, str], str]
"""Draws a text; the second argument is the name of what the field belongs to."""


@lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `homePage_url` is home, page, url."""
    return tuple(token.lower() for token in _TOKENS.findall(name[:200]))


def word(name: str, owner: str, dice: Dice) -> str:
    """A text for a field: what its name asks for, else two plain words."""
    parts = tokens(name)
    for size in (3, 2, 1):
        maker = _BY_NAME.get(" ".join(parts[-size:])) if len(parts) >= size else None
        if maker is not None:
            return maker(dice, owner)
    return plain(dice, owner)


def key(dice: Dice) -> str:
    """A name for a member that has none in the document."""
    return dice.pick(PLAIN)


def plain(dice: Dice, owner: str = "") -> str:
    return f"{dice.pick(PLAIN)} {dice.pick(PLAIN)}"


def _person(dice: Dice, owner: str) -> str:
    return f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}"


def _name(dice: Dice, owner: str) -> str:
    """A name that suits what it belongs to."""
    kind = set(tokens(owner))
    singular = kind | {token.removesuffix("s") for token in kind}
    for kinds, maker in ((_PEOPLE, _person), (_GOODS, _among(*_PRODUCTS)), (_FIRMS, _company)):
        if not kinds.isdisjoint(singular):
            return maker(dice, owner)
    if "city" in singular:
        return dice.pick(_CITIES)
    if "country" in singular:
        return dice.pick(_COUNTRIES)[0]
    return f"{dice.pick(_ADJECTIVES).title()} {dice.pick(_NOUNS)}"


def _company(dice: Dice, owner: str) -> str:
    return f"{dice.pick(_COMPANIES)} {dice.pick(_COMPANY_FORMS)}"


def _title(dice: Dice, owner: str) -> str:
    return f"The {dice.pick(_ADJECTIVES)} {dice.pick(_NOUNS)}"


def _sentence(dice: Dice, owner: str) -> str:
    return dice.pick(_SENTENCES)


def _address(dice: Dice, owner: str) -> str:
    return f"{dice.pick(_STREETS)} {dice.between(1, 120)}, {dice.pick(_CITIES)}"


def _street(dice: Dice, owner: str) -> str:
    return f"{dice.pick(_STREETS)} {dice.between(1, 120)}"


def _user_name(dice: Dice, owner: str) -> str:
    return f"{dice.pick(FIRST_NAMES)}.{dice.pick(LAST_NAMES)}".lower()


def _amount(dice: Dice, owner: str) -> str:
    return f"{dice.between(1, 250)}.{dice.between(0, 99):02}"


def _identifier(dice: Dice, owner: str) -> str:
    return _hexadecimal(12)(dice, owner)


def _code(dice: Dice, owner: str) -> str:
    return f"{dice.pick('ABCDEFGHKLMNPRSTUVWX')}{dice.pick('ABCDEFGHKLMNPRSTUVWX')}-{dice.between(100, 999)}"


def _slug(dice: Dice, owner: str) -> str:
    return f"{dice.pick(_ADJECTIVES)}-{dice.pick(_NOUNS)}"


def _version(dice: Dice, owner: str) -> str:
    return f"{dice.between(1, 4)}.{dice.between(0, 12)}.{dice.between(0, 9)}"


def _path(dice: Dice, owner: str) -> str:
    return f"/{dice.pick(PLAIN)}/{dice.pick(PLAIN)}"


def _image(dice: Dice, owner: str) -> str:
    return f"https://example.com/images/{dice.pick(PLAIN)}.png"


def _hexadecimal(length: int) -> Word:
    return lambda dice, owner: f"{dice.below(16**length):0{length}x}"


def _digits(low: int, high: int) -> Word:
    return lambda dice, owner: str(dice.between(low, high))


def _among(*values: str) -> Word:
    return lambda dice, owner: dice.pick(values)


def _as(format_name: str, name: str = "") -> Word:
    return lambda dice, owner: formatted(format_name, dice, name) or ""


_WORDS_OF: Mapping[str, Word] = {
    "first name|given name|firstname|forename": _among(*FIRST_NAMES),
    "last name|family name|lastname|surname": _among(*LAST_NAMES),
    "middle name|middlename|nickname": _among(*FIRST_NAMES),
    "full name|fullname|contact name|customer name|author|cardholder name|holder name|owner name": _person,
    "created by|updated by|assigned to|recipient name|employee name|contact person": _person,
    "name|display name|displayname": _name,
    "user name|username|login|handle|screen name": _user_name,
    "company|company name|organization|organisation|organization name|employer|vendor|merchant name": _company,
    "brand|manufacturer|supplier": _among(*_COMPANIES),
    "product|product name|item name": _among(*_PRODUCTS),
    "file|file name|filename|attachment": _among(*_FILES),
    "host|host name|hostname|domain|domain name|server": _as("hostname"),
    "email|e mail|email address|mail": _as("email"),
    "phone|phone number|mobile|mobile phone|mobile number|telephone|fax|tel|msisdn|phonenumber": _as("phone"),
    "city|town|locality": _among(*_CITIES),
    "country|country name": lambda dice, owner: dice.pick(_COUNTRIES)[0],
    "country code|countrycode|country iso": lambda dice, owner: dice.pick(_COUNTRIES)[1],
    "region|province|county|administrative area": _among(*_REGIONS),
    "street|street name|street address|address line|line 1|line1|address 1|address1": _street,
    "address|full address|formatted address": _address,
    "zip|zip code|postal code|postcode|zipcode|postalcode": _digits(10000, 99999),
    "house number|building number|number": _digits(1, 9999),
    "currency|currency code|currencycode": _among(*_CURRENCIES),
    "language|lang|language code": _among(*_LANGUAGES),
    "locale": _among(*_LOCALES),
    "time zone|timezone|tz": _among(*_TIME_ZONES),
    "color|colour": _among(*_COLOURS),
    "price|amount|total|cost|balance|fee|subtotal|value amount": _amount,
    "title|subject|headline|heading|topic": _title,
    "job title|position|occupation|profession": _among(*_JOBS),
    "department|team|division": _among(*_DEPARTMENTS),
    "description|summary|comment|comments|note|notes|message|text|body|content|reason": _sentence,
    "detail|details|bio|about|caption|remark|remarks|explanation|instructions|abstract|error message": _sentence,
    "status|state|phase": _among(*_STATES),
    "type|kind|category|class|group|plan|tier": _among(*_CATEGORIES),
    "role": _among("admin", "editor", "viewer"),
    "gender|sex": _among("female", "male", "diverse"),
    "level|priority|severity": _among("low", "medium", "high"),
    "tag|label|keyword": _among(*PLAIN),
    "url|uri|link|href|website|homepage|web site|home page|endpoint|webhook|callback": _as("uri"),
    "image|avatar|picture|photo|logo|icon|thumbnail|image url|avatar url|photo url|logo url|icon url": _image,
    "uuid|guid": _as("uuid"),
    "id|identifier|external id|request id|trace id": _identifier,
    "token|secret|api key|access token|refresh token|signature|nonce": _hexadecimal(32),
    "hash|checksum|digest|md5|etag|fingerprint": _hexadecimal(32),
    "sha|sha1|commit|commit id|commit sha": _hexadecimal(40),
    "sha256": _hexadecimal(64),
    "key|slug|permalink": _slug,
    "code|sku|reference|serial|serial number|order number|invoice number|reference number": _code,
    "version|revision|release": _version,
    "ip|ip address|ipaddress|remote addr": _as("ipv4"),
    "ipv6|ipv6 address": _as("ipv6"),
    "mac|mac address": _as("mac"),
    "date|birthday|birth date|dob|date of birth|day|due date|start date|end date": _as("date"),
    "timestamp|created at|updated at|modified at|deleted at|created|updated|modified|expires|expires at": _as(
        "date-time"
    ),
    "start time|end time|created time|updated time|creation timestamp|last modified": _as("date-time"),
    "time": _as("time"),
    "duration|interval|timeout|ttl": _as("duration"),
    "path|file path|directory|folder|dir": _path,
    "mime type|content type|media type|mimetype": _among("application/json", "text/plain", "image/png"),
    "method|http method": _among("GET", "POST", "PUT"),
    "user agent": _among("Mozilla/5.0"),
    "query|search|q": _among(*PLAIN),
    "latitude|lat": lambda dice, owner: f"{dice.between(35, 60)}.{dice.between(1000, 9999)}",
    "longitude|lng|lon": lambda dice, owner: f"{dice.between(-9, 30)}.{dice.between(1000, 9999)}",
    "isbn": _among("9783161484100"),
    "year": _digits(2020, 2026),
    "quantity|count|size|length|width|height|weight|age": _digits(1, 90),
}
"""By the names, separated by bars, that mean the same."""

_BY_NAME: Mapping[str, Word] = {name: maker for names, maker in _WORDS_OF.items() for name in names.split("|")}
