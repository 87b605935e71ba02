"""What do the names of an API's parts mean?"""

from __future__ import annotations

from functools import lru_cache

from mockserver.mocking.generation.words import tokens

_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "data": "datum",
    "media": "medium",
    "aliases": "alias",
    "canvases": "canvas",
}
_ALIKE = ("ss", "us", "is", "news", "series", "species")


@lru_cache(maxsize=4_096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case; a leading `$` or `_` counts nothing."""
    return tokens(name)


@lru_cache(maxsize=4_096)
def singular(word: str) -> str:
    """One of what a word in lower case names many of, as well as a few rules can tell."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(_ALIKE) or not word.endswith("s") or len(word) < 3:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "xes", "ches", "shes", "zzes", "uses")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=4_096)
def singular_words(name: str) -> tuple[str, ...]:
    """The words of a name, the last one of them in the singular."""
    found = words(name)
    return (*found[:-1], singular(found[-1])) if found else ()


def without(name: tuple[str, ...], owner: tuple[str, ...]) -> tuple[str, ...]:
    """What a name says beyond its owner's: `pet_id` of a pet is `id`, and so is `line_pet_id`'s of a `line_pet`."""
    for size in range(len(owner), 0, -1):
        if name[:size] == owner[-size:] and len(name) > size:
            return name[size:]
    return name
