"""What are the collections of a store called?

In a store a collection has its API's name before its own: `<api>.<collection>`. Either may have further dots in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from mockserver.suggestions import meant

Catalogue = Mapping[str, Collection[str]]
"""The served APIs, each with the names of the collections that it is known to have."""

TOUCHED = "_touched"
"""Which collections of an API were written to in this session, each below its owner, or as a whole: `<collection>/`."""

BY_HAND = "by hand"
"""What stands there of a collection that was put there as a whole, and by no request."""


def split_name(full: str, catalogue: Catalogue) -> tuple[str, str]:
    """The API and the collection of a full name."""
    apis = (api for api in catalogue if full.startswith(f"{api}."))
    api = max(apis, key=len, default=full.partition(".")[0])
    return api, full[len(api) + 1 :]


def is_index(full: str, catalogue: Catalogue) -> bool:
    """Whether a collection is a behaviour's own index, which nobody else is shown: its name begins with `_`."""
    return _bare(full, catalogue).startswith("_")


def full_name(name: str, stored: Sequence[str], catalogue: Catalogue) -> str:
    """The store's name of a collection.

    A bare name means the collection of that name, exactly or else whatever its case, if there is just one among those
    that are stored or that an API is known to have. Any name is good where the only API is not known to have any.
    LookupError, with what may be meant, where none, or more than one, is.
    """
    exact = {f"{api}.{name}" for api, names in catalogue.items() if name in names}
    exact.update(full for full in stored if full.endswith(name) and _bare(full, catalogue) == name)
    if len(exact) == 1 and "." not in name:
        return exact.pop()
    return _meant(name, tuple(dict.fromkeys((*_catalogued(catalogue), *stored))), catalogue)


def shown_name(full: str, catalogue: Catalogue) -> str:
    """The bare name where it means this collection even in an empty state, else the full one."""
    bare = _bare(full, catalogue)
    try:
        return bare if bare and _meant(bare, _catalogued(catalogue), catalogue) == full else full
    except LookupError:
        return full


def _meant(name: str, known: Sequence[str], catalogue: Catalogue) -> str:
    if any(name.startswith(f"{api}.") for api in catalogue):
        return name
    exact = [full for full in known if _bare(full, catalogue) == name]
    found = exact or [full for full in known if _bare(full, catalogue).lower() == name.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(f"several collections are called '{name}': say which API's, as one of {', '.join(found)}")
    new = [f"{api}.{name}" for api in catalogue]
    if len(new) == 1 and not any(catalogue.values()):
        return new[0]
    names = dict.fromkeys(_bare(full, catalogue) for full in known if not is_index(full, catalogue))
    raise LookupError(f"no collection is called '{name}'; {meant(name, names)}; a new one is named {' or '.join(new)}")


def _catalogued(catalogue: Catalogue) -> list[str]:
    return [f"{api}.{name}" for api, names in catalogue.items() for name in names]


def _bare(full: str, catalogue: Catalogue) -> str:
    return split_name(full, catalogue)[1]
