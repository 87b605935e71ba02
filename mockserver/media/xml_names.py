"""As which elements and attributes does a schema want its value in XML?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mockserver.media.coercion import Shape
from mockserver.model import Schema
from mockserver.pointers import steps_of

NodeType = Literal["element", "attribute", "text", "none"]

ROOT = "xml"
"""The name of a root element that nobody names."""

_FIRST = r"A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u2C00-\u2FEF\u3001-\uD7FF"
# kept as texts, and so compiled when a document with XML first needs them: they are slow to compile
_NO_NAME = rf"[^{_FIRST}0-9.\-]"
_BEGINS_WELL = rf"[{_FIRST}]"
_WITHOUT_SIBLINGS = ("2.0", "3.0")
_WITHOUT_NODE_TYPES = ("2.0", "3.0", "3.1")
_COMPONENTS = (("components", "schemas"), ("definitions",))
_NODE_TYPES: Mapping[Any, NodeType] = {
    "element": "element", "attribute": "attribute", "text": "text", "cdata": "text", "none": "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """How one value stands in XML; `items` is how those of a list stand, which `wrapped` puts into an element.

    A name without a namespace is met in any. `also` is another name that is understood.
    """

    name: str
    kind: NodeType = "element"
    namespace: str = ""
    prefix: str = ""
    wrapped: bool = False
    items: Node | None = None
    also: str = ""

    def fits(self, namespace: str, name: str) -> bool:
        return name in (self.name, self.also) and (not self.namespace or namespace == self.namespace)


def node_of(expected: Shape, name: str) -> Node:
    """How the value of a property stands in XML."""
    node = _node(expected, _referred(expected) or name)
    if "array" not in expected.types:
        return node
    wrapped = _xml_of(expected).get("wrapped") is True or _xml_of(expected).get("nodeType") == "element"
    inner = expected.item(0)
    items = _node(inner, _referred(inner) or (node.name if wrapped else name))
    if wrapped:
        return replace(node, wrapped=True, items=items)
    return replace(node, kind="none", items=replace(items, also=node.name))


def root_of(expected: Shape) -> Node:
    """How a whole body stands in XML: as an element in any case, a list as one that wraps its items."""
    node = replace(_node(expected, _component(expected) or ROOT), kind="element")
    if "array" not in expected.types:
        return node
    inner = expected.item(0)
    return replace(node, wrapped=True, items=_node(inner, _component(inner) or node.name))


def item_of(node: Node, expected: Shape, index: int) -> Node:
    """How an item of a list stands in XML: those at the beginning may have names of their own."""
    common = node.items or Node(node.name)
    return _node(expected.item(index), common.name) if index < expected.prefixed else common


def is_named(expected: Shape) -> bool:
    """Whether a schema says itself how its element is called."""
    return bool(_xml_of(expected).get("name"))


def _node(expected: Shape, name: str) -> Node:
    xml = _xml_of(expected)
    kind = _NODE_TYPES.get(str(xml.get("nodeType")), "attribute" if xml.get("attribute") is True else "element")
    return Node(
        xml_name(str(xml.get("name") or name)), kind, str(xml.get("namespace") or ""), str(xml.get("prefix") or "")
    )


def _xml_of(expected: Shape) -> Mapping[str, Any]:
    """The XML Object of a schema: its own, or that of what it refers to or is composed of."""
    schema = expected.schema
    if schema is None:
        return {}
    parts = Shape((schema.resolved(),)).parts
    beyond: Mapping[str, Any] = next(
        (part.node["xml"] for part in parts if isinstance(part.node.get("xml"), Mapping)), {}
    )
    own = _own_xml(schema)
    return {**beyond, **own} if own else beyond


def _own_xml(schema: Schema) -> Mapping[str, Any]:
    node = schema.node
    if not isinstance(node, Mapping) or ("$ref" in node and schema.version in _WITHOUT_SIBLINGS):
        return {}
    return node["xml"] if isinstance(node.get("xml"), Mapping) else {}


def _referred(expected: Shape) -> str | None:
    """The name of the component that a schema refers to: since 3.2 it counts, unless the schema is an element too."""
    schema = expected.schema
    if schema is None or schema.version in _WITHOUT_NODE_TYPES or not isinstance(schema.node, Mapping):
        return None
    return _component(expected) if "$ref" in schema.node and "nodeType" not in _own_xml(schema) else None


def _component(expected: Shape) -> str | None:
    """The name of the component that a schema is or refers to.

    Before 3.2 this is not said anywhere but in examples: where a schema does not speak of XML at all, it has none.
    """
    schema = expected.schema
    if schema is None or (schema.version in _WITHOUT_NODE_TYPES and not _speaks_of_xml(expected)):
        return None
    *folder, name = steps_of(schema.resolved().pointer) or ("",)
    return name if tuple(folder) in _COMPONENTS else None


def _speaks_of_xml(expected: Shape) -> bool:
    return any(_xml_of(shape) for shape in (expected, expected.item(0), *expected.members.values()))


def xml_name(name: str) -> str:
    """A name as XML allows it."""
    clean = re.sub(_NO_NAME, "_", name)
    return clean if re.match(_BEGINS_WELL, clean) else f"_{clean}"
