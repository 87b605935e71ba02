"""How do the bodies of an operation's requests and answers differ?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.diff.form import Parts, form_of
from mockserver.contract.diff.parameters import is_any_text, is_one_text, kinds_of, pointer_of_parameter
from mockserver.contract.diff.sides import Sides
from mockserver.model import Direction, Media, Parameter, ResponseSpec, Schema

Content = Mapping[str, Media]


def compare_bodies(sides: Sides) -> None:
    """The bodies of requests."""
    old, new, part = sides.old.body, sides.new.body, "the body"
    if old is None and new is None:
        return
    if old is None or new is None:
        if new is not None:
            code = "required-request-body-added" if new.required else "request-body-added"
            sides.tell(code, "was added, and is required" if new.required else "was added", part)
        else:
            sides.tell("request-body-removed", "was removed", part)
        return
    if new.required and not old.required:
        sides.tell("request-body-required", "is required now", part)
    if old.required and not new.required:
        sides.tell("request-body-optional", "may be left out now", part)
    compare_content(sides, old.content, new.content, "request", part)


def compare_responses(sides: Sides) -> None:
    """The answers: their statuses, headers and bodies."""
    old, new = sides.old.responses, sides.new.responses
    for status, spec in old.items():
        other = _for_status(new, status)
        if other is not None:
            _compare_response(sides, spec, other)
        elif _is_error(status):
            sides.tell("error-response-removed", "is no longer documented", f"the answer {status}", status=status)
        else:
            sides.tell("response-removed", "is no longer documented", f"the answer {status}", status=status)
    for status, spec in new.items():
        if status in old:
            continue
        other = _for_status(old, status)
        if other is not None:
            _compare_response(sides, other, spec, status)
        else:
            code = "error-response-added" if _is_error(status) else "response-added"
            sides.tell(code, "is documented now", f"the answer {status}", status=status)


def _is_error(status: str) -> bool:
    return status[0] in "45d"


def _for_status(responses: Mapping[str, ResponseSpec], status: str) -> ResponseSpec | None:
    """What is documented for a status: itself, its range or the rest, which stands for errors if a success is named."""
    found = responses.get(status) or responses.get(f"{status[0]}XX")
    is_rest = _is_error(status) or all(map(_is_error, responses))
    return found or (responses.get("default") if is_rest else None)


def _compare_response(sides: Sides, old: ResponseSpec, new: ResponseSpec, status: str = "") -> None:
    status = status or old.status
    part = f"the answer {status}"
    _compare_headers(sides, old, new, status)
    if old.content and not new.content:
        sides.tell("response-body-removed", "has no body any more", part, status=status)
    elif new.content and not old.content:
        sides.tell("response-body-added", "has a body now", part, status=status)
    else:
        compare_content(sides, old.content, new.content, "response", part, status)


def _compare_headers(sides: Sides, old: ResponseSpec, new: ResponseSpec, status: str) -> None:
    before, after = (
        {name.lower(): header for name, header in spec.headers.items() if name.lower() != "content-type"}
        for spec in (old, new)
    )
    for name in dict.fromkeys((*before, *after)):
        compare_header(sides, before.get(name), after.get(name), f"of the answer {status}", status)


def compare_header(sides: Sides, old: Parameter | None, new: Parameter | None, owner: str, status: str = "") -> None:
    """A header that is read, or another parameter of a call."""
    shown = new or old
    if shown is None:
        return
    part = f"the {shown.place} '{shown.name}' {owner}"
    for code, words in _header_changes(old, new):
        old_at = pointer_of_parameter(old) if old else None
        new_at = pointer_of_parameter(new) if new else None
        sides.tell(code, words, part, old=old_at, new=new_at, name=shown.name, status=status)
    if old is None or new is None:
        return
    if is_any_text(old) and is_one_text(new) and kinds_of(old) != kinds_of(new):
        sides.tell("response-type-narrower", "is no longer any text", part, name=shown.name, status=status)
    else:
        sides.compare(old.schema, new.schema, "response", part, name=shown.name, status=status)


def _header_changes(old: Parameter | None, new: Parameter | None) -> Iterator[tuple[str, str]]:
    if old is None:
        yield "response-header-added", "was added"
    elif new is None:
        code = "response-header-removed" if old.required else "response-optional-header-removed"
        yield code, "was removed"
    else:
        if old.required and not new.required:
            yield "response-header-optional", "may be missing now"
        if new.required and not old.required:
            yield "response-header-required", "is always there now"
        if new.deprecated and not old.deprecated:
            yield "response-header-deprecated", "is deprecated now"


def compare_content(
    sides: Sides, old: Content, new: Content, direction: Direction, part: str, status: str = ""
) -> None:
    for key, media in old.items():
        other = _covering(new, key)
        if other is None and direction == "response" and "*" in key:
            for one in _within(new, key):
                sides.compare(_said(media), _said(one), direction, part, status=status, media_type=one.media_type)
            if _within(new, key):
                continue
        if other is None:
            words = f"may not be '{media.media_type}' any more"
            code = f"{direction}-media-type-removed"
            sides.tell(code, words, part, status=status, media_type=media.media_type)
            continue
        sides.compare(_said(media), _said(other), direction, part, status=status, media_type=media.media_type)
        if media.item_schema is not None or other.item_schema is not None:
            items = f"an item of {part}"
            sides.compare(
                media.item_schema, other.item_schema, direction, items, status=status, media_type=media.media_type
            )
        if direction == "request":
            _compare_encodings(sides, media, other, part)
    for key, media in new.items():
        if _covering(old, key) is None:
            words = f"may be '{media.media_type}', too"
            code = f"{direction}-media-type-added"
            sides.tell(code, words, part, status=status, media_type=media.media_type)


def _within(content: Content, key: str) -> list[Media]:
    """The media types that are in a range."""
    return [media for other, media in content.items() if _covering({key: media}, other) is not None]


def _said(media: Media) -> Schema | None:
    """The schema of a body; that it is binary is what its media type says already."""
    if media.schema is None or not media.media_type.lower().startswith(_BINARY):
        return media.schema
    form = form_of((media.schema,), "request")
    is_file = (
        form.kinds == frozenset(("string",))
        and form.formats == frozenset(("binary",))
        and not (form.counts or form.values)
    )
    return None if is_file else media.schema


_BINARY = ("application/octet-stream", "application/pdf", "application/zip", "audio/", "font/", "image/", "video/")


def _covering(content: Content, key: str) -> Media | None:
    """The media type itself, without its parameters, or a range that it is in."""
    plain = key.partition(";")[0]
    kind = plain.partition("/")[0]
    for wanted in (key, plain, f"{kind}/*", "*/*"):
        if wanted in content:
            return content[wanted]
    stated = _stated(key)
    others = ((_stated(other), media) for other, media in content.items() if other.partition(";")[0] == plain)
    return next((media for other, media in others if _agree(stated, other)), None)


def _stated(key: str) -> dict[str, str]:
    """The parameters of a media type, such as a version, without those that say only how its bytes are written."""
    pairs = (pair.partition("=") for pair in key.lower().split(";")[1:])
    stated = {name.strip(): value.strip().strip('"') for name, _, value in pairs}
    return {name: value for name, value in stated.items() if name not in ("charset", "boundary", "q")}


def _agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def _compare_encodings(sides: Sides, old: Media, new: Media, part: str) -> None:
    before, after = (_properties(media) for media in (old, new))
    for name in dict.fromkeys((*old.encoding, *new.encoding)):
        if (name in before) is not (name in after):
            continue
        was, now = _types(old, name), _types(new, name)
        if _written(old, name) != _written(new, name) or not _covers(now, was):
            words = f"has '{name}' written in another way"
            sides.tell("request-encoding-changed", words, part, media_type=new.media_type)
        elif not _covers(was, now):
            words = f"has '{name}' in further media types"
            sides.tell("request-encoding-wider", words, part, media_type=new.media_type)


def _properties(media: Media) -> Mapping[str, Parts]:
    return form_of((media.schema,), "request").properties if media.schema is not None else {}


def _types(media: Media, name: str) -> frozenset[str]:
    """The media types of a part of a form: those that are stated, or the usual one; a file may be of any."""
    stated = media.encoding.get(name, {}).get("contentType")
    if isinstance(stated, str) and stated:
        return frozenset(each.partition(";")[0].strip().lower() for each in stated.split(","))
    form = form_of(_properties(media).get(name, ()), "request")
    if form.kinds is not None and "array" in form.kinds:
        form = form_of(form.items, "request")
    if form.kinds is None or "binary" in form.formats:
        return frozenset(("*/*",))
    return frozenset(("application/json" if "object" in form.kinds else "text/plain",))


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    """Whether whatever is of one of some media types is of one of others."""
    return all({one, f"{one.partition('/')[0]}/*", "*/*"} & wide for one in narrow)


def _written(media: Media, name: str) -> tuple[Any, ...]:
    """How a part of a form is written; what is left out has its usual value, and a plain text has no style."""
    stated = media.encoding.get(name, {})
    if not any(part.types() & {"array", "object"} for part in _properties(media).get(name, ())):
        return ()
    style = stated.get("style", "form")
    return style, stated.get("explode", style == "form")
