"""Which value do the elements of an XML document mean?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.media.coercion import ANYTHING, Shape
from mockserver.media.texts import unreadable
from mockserver.media.xml_names import Node, is_named, item_of, node_of, root_of
from mockserver.media.xml_tree import Element, parse_xml
from mockserver.model import ABSENT, Media, Violation

TEXT = "#text"
"""The member that holds the text of an element beside its attributes, where the schema says nothing of it."""

_Members = Sequence[tuple[str, Shape, Node]]


class XmlDecoder:
    """Decodes XML as the XML Objects of a schema say."""

    def __init__(self, media: Media, charset: str | None) -> None:
        self._charset = charset
        self._expected = Shape.of(media.schema)
        self._root = root_of(self._expected)
        self._members: dict[Shape, _Members] = {}

    def decode(self, body: bytes) -> Any:
        """The value of a body, or the violation that says why there is none."""
        root = parse_xml(body, self._charset)
        if isinstance(root, Violation):
            return root
        if is_named(self._expected) and not self._root.fits(*root.name):
            return unreadable(f"the root element is '{root.name[1][:100]}', not '{self._root.name}'")
        if "array" in self._expected.types:
            return self._items(root.children, self._expected, self._root)
        return self._value(root, self._expected)

    def _items(self, children: Sequence[Element], expected: Shape, node: Node) -> list[Any]:
        """The items of a wrapped list; only names that the document gives them tell others apart."""
        strict = is_named(expected.item(expected.prefixed)) and not expected.prefixed
        fitting = [child for child in children if not strict or item_of(node, expected, 0).fits(*child.name)]
        return [self._value(child, expected.item(index)) for index, child in enumerate(fitting)]

    def _value(self, element: Element, expected: Shape) -> Any:
        if element.is_nil:
            return None
        types = expected.types
        if "array" in types and "object" not in types and not expected.admits_scalar(element.text):
            return [self._value(child, expected.item(index)) for index, child in enumerate(element.children)]
        if element.children or "object" in types or (not types and element.attributes):
            return self._object(element, expected)
        return scalar_of(element.text, expected)

    def _object(self, element: Element, expected: Shape) -> Any:
        """The object of an element: its declared members, then whatever else stands there."""
        members = self._members_of(expected)
        children: dict[str, list[Element]] = {}
        for child in element.children:
            children.setdefault(child.name[1], []).append(child)
        found: dict[str, Any] = {}
        for name, shape, node in members:
            value = self._member(element, children, shape, node)
            if value is ABSENT and node.items is not None and not node.wrapped and name in expected.required:
                value = []
            if value is not ABSENT:
                found[name] = value
        declared = {node.name for _, _, node in members}
        for name, value in (*self._further(children, expected), *_attributes(element, expected, declared)):
            found.setdefault(name, value)
        text = element.text.strip()
        if text and not element.children and not any(node.kind == "text" for _, _, node in members):
            return {**found, TEXT: text} if found else expected.scalar(text)
        return found

    def _members_of(self, expected: Shape) -> _Members:
        """The declared members and how they stand in XML; found out once for each shape."""
        members = self._members.get(expected)
        if members is None:
            members = [(name, shape, node_of(shape, name)) for name, shape in expected.members.items()]
            self._members[expected] = members
        return members

    def _member(self, element: Element, children: dict[str, list[Element]], expected: Shape, node: Node) -> Any:
        """The value of one member; its elements are taken out of the children, which stand under their names."""
        if node.kind == "attribute":
            return _attribute(element, expected, node)
        if node.kind == "text":
            return scalar_of(element.text, expected) if element.texts else ABSENT
        mine = _taken(children, node if node.wrapped or node.items is None else node.items)
        if not mine:
            return ABSENT
        if node.wrapped:
            return None if mine[0].is_nil else self._items(mine[0].children, expected, node)
        if node.items is not None:
            return [self._value(child, expected.item(index)) for index, child in enumerate(mine)]
        values = [self._value(child, expected) for child in mine]
        return values[0] if len(values) == 1 else values

    def _further(self, children: Mapping[str, list[Element]], expected: Shape) -> list[tuple[str, Any]]:
        """The elements that no declared member takes, by their names; several of a name are a list."""
        shape = expected.rest or ANYTHING
        listed = "array" in shape.types
        found = []
        for name, elements in children.items():
            values = [self._value(e, shape.item(i) if listed else shape) for i, e in enumerate(elements)]
            found.append((name, values if listed or len(values) > 1 else values[0]))
        return found


def _taken(children: dict[str, list[Element]], wanted: Node) -> list[Element]:
    """The elements that a node wants, which are no longer among the children then."""
    taken: list[Element] = []
    for name in dict.fromkeys((wanted.name, wanted.also)):
        mine = [child for child in children.get(name, ()) if wanted.fits(*child.name)]
        if not mine:
            continue
        taken += mine
        rest = [child for child in children.pop(name) if not wanted.fits(*child.name)]
        if rest:
            children[name] = rest
    return taken


def _attribute(element: Element, expected: Shape, node: Node) -> Any:
    """The value of an attribute; one that is not there stands for null where that is expected."""
    for name, text in element.attributes.items():
        if node.fits(*name):
            return expected.scalar(text)
    return None if "null" in expected.types else ABSENT


def _attributes(element: Element, expected: Shape, declared: set[str]) -> list[tuple[str, Any]]:
    """The attributes without a namespace that no property is, not even as an element."""
    shape = expected.rest or ANYTHING
    pairs = [(name, text) for (namespace, name), text in element.attributes.items() if not namespace]
    return [(name, shape.scalar(text)) for name, text in pairs if name not in declared and name != "xmlns"]


def scalar_of(text: str, expected: Shape) -> Any:
    """The value of a text; the space around it counts only where a text is expected."""
    return expected.scalar(text if "string" in expected.types or not expected.types else text.strip())
