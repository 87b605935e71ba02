"""Which XML does a value become?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.media.coercion import Shape, text_of
from mockserver.media.json_bodies import is_shallow, write_json
from mockserver.media.texts import UTF_8
from mockserver.media.xml_names import Node, item_of, node_of, root_of, xml_name
from mockserver.media.xml_tree import INSTANCE, MAX_DEPTH
from mockserver.model import Media

# a text, and so compiled when a document with XML first needs it
_NO_CHARACTER = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})

_Attribute = tuple[Node, str]


def write_xml(media: Media, value: Any, charset: str = UTF_8) -> bytes:
    """The XML of a value in a charset; a text that is XML already stays as it is."""
    if isinstance(value, str) and value.lstrip().startswith("<"):
        text = value
    else:
        text = _root(value if is_shallow(value, MAX_DEPTH) else write_json(value).decode(), Shape.of(media.schema))
    try:
        return text.encode(charset, errors="xmlcharrefreplace")
    except (LookupError, ValueError):
        return text.encode(errors="replace")


def _root(value: Any, expected: Shape) -> str:
    node = root_of(expected)
    return _element(node, _items(node, value, expected)) if isinstance(value, list) else _one(node, value, expected)


def _one(node: Node, value: Any, expected: Shape) -> str:
    """The element of one value."""
    if value is None:
        return _element(node, "", [(Node("nil", namespace=INSTANCE, prefix="xsi"), "true")])
    if isinstance(value, list):
        return _element(node, _items(Node(node.name), value, expected))
    if not isinstance(value, Mapping):
        return _element(node, _escaped(value))
    content: list[str] = []
    attributes: list[_Attribute] = []
    for name, member in value.items():
        shape = expected.member(name)
        inner = node_of(shape, name)
        if isinstance(member, Mapping | list) or inner.kind not in ("attribute", "text"):
            content.append(_member(inner, member, shape))
        elif inner.kind == "text":
            content.append(_escaped(member))
        elif member is not None:
            attributes.append((inner, text_of(member)))
    return _element(node, "".join(content), attributes)


def _member(node: Node, value: Any, expected: Shape) -> str:
    """What the member of an object becomes inside the object's element."""
    if not isinstance(value, list):
        return _one(node, value, expected)
    items = _items(node, value, expected)
    return _element(node, items) if node.wrapped else items


def _items(node: Node, values: Iterable[Any], expected: Shape) -> str:
    pairs = [(item_of(node, expected, index), value) for index, value in enumerate(values)]
    return "".join(_one(inner, value, expected.item(index)) for index, (inner, value) in enumerate(pairs))


def _element(node: Node, content: str, attributes: Iterable[_Attribute] = ()) -> str:
    declared: dict[str, str] = {}
    tag = _tag(node, declared)
    written = [(_tag(name, declared, fallback="ns"), text) for name, text in attributes]
    spaces = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in declared.items()]
    told = {name: _clean(text).translate(_IN_ATTRIBUTE) for name, text in (*spaces, *written)}
    start = "".join((tag, *(f' {name}="{text}"' for name, text in told.items())))
    return f"<{start}>{content}</{tag}>"


def _tag(node: Node, declared: dict[str, str], fallback: str = "") -> str:
    """A name with its prefix, whose namespace is declared; attributes need one in any case."""
    if not node.namespace:
        return node.name
    prefix = xml_name(node.prefix) if node.prefix else fallback
    if prefix.lower().startswith("xml"):
        prefix = f"_{prefix}"
    while declared.get(prefix, node.namespace) != node.namespace:
        prefix += "_"
    declared[prefix] = node.namespace
    return f"{prefix}:{node.name}" if prefix else node.name


def _escaped(value: Any) -> str:
    return _clean(text_of(value)).translate(_IN_TEXT)


def _clean(text: str) -> str:
    return re.sub(_NO_CHARACTER, "\ufffd", text)
