"""What differs between the branches of `oneOf` and `anyOf`, before and after?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.contract.diff.branches import called, matched
from mockserver.contract.diff.codes import Sense
from mockserver.contract.diff.form import Form, Parts, Union
from mockserver.contract.diff.local import Local, Pair, flat, is_union, sense_named, sense_of
from mockserver.contract.diff.members import Below
from mockserver.contract.diff.sameness import Sameness
from mockserver.model import Schema


def choice_differences(pair: Pair, known: str, sameness: Sameness) -> Iterator[Local]:
    """Which branches came and went. `known` is how all that is valid changed, where that could be told."""
    if not (is_union(pair.old) or is_union(pair.new)):
        return
    old, new = _only(pair.old), _only(pair.new)
    if old is None or new is None:
        yield from _between(pair, known)
        return
    yield from _null(pair, old, new)
    pairs, removed, added = matched(old.branches, new.branches, pair.direction, sameness)
    gone = removed if known not in ("wider", "same") else []
    fresh = added if known not in ("narrower", "same") else []
    if gone or fresh:
        words = " and ".join(
            part
            for part in (
                f"may not be {_names(gone)} any more" if gone else "",
                f"may be {_names(fresh)}, too" if fresh else "",
            )
            if part
        )
        yield pair.leaf("choice", sense_of(gone, fresh), words, (new if fresh else old).keyword)
    if old.keyword != new.keyword and known not in ("", "same") and not (gone or fresh or pairs):
        yield pair.leaf("choice", sense_named(known), f"is chosen by '{new.keyword}', not '{old.keyword}'", new.keyword)
    if flat(old.discriminator) != flat(new.discriminator) and _name(old) != _name(new):
        words = f"is told apart by '{_name(new)}', not '{_name(old)}'" if _name(new) else "is no longer told apart"
        yield pair.leaf("choice", sense_named(known), words, "discriminator")


def _only(form: Form) -> Union | None:
    return form.unions[0] if len(form.unions) == 1 else None


def _name(union: Union) -> str:
    stated = union.discriminator.get("propertyName") if isinstance(union.discriminator, Mapping) else None
    return str(stated) if stated else ""


def _between(pair: Pair, known: str) -> Iterator[Local]:
    """A choice in the place of none, none in the place of one, or several choices at once."""
    words = "is one of several now" if not is_union(pair.old) else "is no choice any more"
    words = "is chosen in another way" if is_union(pair.old) and is_union(pair.new) else words
    union = (pair.new.unions or pair.old.unions)[0]
    if pair.old.unions and pair.new.unions and not known and _texts(pair.old) == _texts(pair.new):
        return
    unknown: Sense = "wider" if not pair.old.unions else "narrower" if not pair.new.unions else "changed"
    sense = sense_named(known) if known else unknown
    yield pair.leaf("choice", sense, words, union.keyword)


def _texts(form: Form) -> list[bytes]:
    return [flat([branch.node for branch in union.branches]) for union in form.unions]


def _null(pair: Pair, old: Union, new: Union) -> Iterator[Local]:
    if old.nullable is not new.nullable:
        words = "may be null" if new.nullable else "may not be null any more"
        yield pair.leaf("null", "wider" if new.nullable else "narrower", words, new.keyword)


def choice_below(pair: Pair, sameness: Sameness) -> Iterator[Below]:
    """The branches that belong together."""
    for old, new in zip(pair.old.unions, pair.new.unions, strict=False):
        for one, other in matched(old.branches, new.branches, pair.direction, sameness)[0]:
            yield None, (one,), (other,)


def _names(branches: Parts | list[Schema]) -> str:
    told = [f"'{called(branch)}'" if called(branch) else _kind(branch) for branch in branches]
    return ", ".join(told[:5]) + (f" or {len(told) - 5} more" if len(told) > 5 else "")


def _kind(branch: Schema) -> str:
    types = sorted(branch.types())
    return " or ".join(types) if types else "another value"
