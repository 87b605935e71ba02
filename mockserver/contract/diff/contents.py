"""How do the bodies of an operation's requests and answers differ?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.contract.diff.form import Parts, form_of
from mockserver.contract.diff.local import flat
from mockserver.contract.diff.parameters import pointer_of_parameter
from mockserver.contract.diff.sides import Sides
from mockserver.model import Direction, Media, Parameter, ResponseSpec

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
    _compare_content(sides, old.content, new.content, "request", part)


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
    """What is documented for a status: itself, its range or the rest. The rest stands for errors alone."""
    found = responses.get(status) or responses.get(f"{status[0]}XX")
    return found or (responses.get("default") if _is_error(status) else None)


def _compare_response(sides: Sides, old: ResponseSpec, new: ResponseSpec, status: str = "") -> None:
    status = status or old.status
    part = f"the answer {status}"
    _compare_headers(sides, old, new, status)
    if old.content and not new.content:
        sides.tell("response-body-removed", "has no body any more", part, status=status)
    elif new.content and not old.content:
        sides.tell("response-body-added", "has a body now", part, status=status)
    else:
        _compare_content(sides, old.content, new.content, "response", part, status)


def _compare_headers(sides: Sides, old: ResponseSpec, new: ResponseSpec, status: str) -> None:
    before = {name.lower(): header for name, header in old.headers.items()}
    after = {name.lower(): header for name, header in new.headers.items()}
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        shown = (now or was or next(iter(after.values()))).name
        part = f"the header '{shown}' of the answer {status}"
        for code, words in _header_changes(was, now):
            old_at = pointer_of_parameter(was) if was else None
            new_at = pointer_of_parameter(now) if now else None
            sides.tell(code, words, part, old=old_at, new=new_at, name=shown, status=status)
        if was is not None and now is not None:
            sides.compare(was.schema, now.schema, "response", part, name=shown, status=status)


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


def _compare_content(
    sides: Sides, old: Content, new: Content, direction: Direction, part: str, status: str = ""
) -> None:
    for key, media in old.items():
        other = _covering(new, key)
        if other is None:
            words = f"may not be '{media.media_type}' any more"
            code = f"{direction}-media-type-removed"
            sides.tell(code, words, part, status=status, media_type=media.media_type)
            continue
        sides.compare(media.schema, other.schema, direction, part, status=status, media_type=media.media_type)
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


def _covering(content: Content, key: str) -> Media | None:
    """The media type itself, without its parameters, or a range that it is in."""
    plain = key.partition(";")[0]
    kind = plain.partition("/")[0]
    for wanted in (key, plain, f"{kind}/*", "*/*"):
        if wanted in content:
            return content[wanted]
    return next((media for other, media in content.items() if other.partition(";")[0] == plain), None)


def _compare_encodings(sides: Sides, old: Media, new: Media, part: str) -> None:
    before, after = (_properties(media) for media in (old, new))
    for name in dict.fromkeys((*old.encoding, *new.encoding)):
        if (name in before) is (name in after) and _encoding(old, name) != _encoding(new, name):
            words = f"has '{name}' written in another way"
            sides.tell("request-encoding-changed", words, part, media_type=new.media_type)


def _properties(media: Media) -> Mapping[str, Parts]:
    return form_of((media.schema,), "request").properties if media.schema is not None else {}


def _encoding(media: Media, name: str) -> bytes:
    """How a part of a form is written; what is left out has its usual value, and a plain text has no style."""
    stated = media.encoding.get(name, {})
    told = {"type": stated.get("contentType", "")}
    if any(part.types() & {"array", "object"} for part in _properties(media).get(name, ())):
        style = stated.get("style", "form")
        told |= {"style": style, "explode": stated.get("explode", style == "form")}
    return flat(told)
