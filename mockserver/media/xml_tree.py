"""Which elements do the bytes of an XML document have, if it can do no harm?"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from mockserver.media.texts import is_charset, text_reader, unreadable
from mockserver.model import Violation

MAX_DEPTH = 90
"""How deep elements may be nested."""

MAX_NODES = 200_000
"""How many elements and attributes a document may have."""

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
"""The namespace of `xsi:nil`."""

Name = tuple[str, str]
"""A namespace, empty where there is none, and a local name."""

_SPACE = " "


@dataclass(slots=True)
class Element:
    """An element: its name, its attributes, its child elements and all its own text."""

    name: Name
    attributes: dict[Name, str]
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def is_nil(self) -> bool:
        return self.attributes.get((INSTANCE, "nil"), "").strip() in ("true", "1")


class _Refused(Exception):  # noqa: N818
    """Why a document is not read on."""


def parse_xml(body: bytes, charset: str | None) -> Element | Violation:
    """The root element; a violation where the bytes are no XML, or want a document type or entities of their own."""
    text: bytes | str = body
    if charset is not None:
        read = text_reader(charset)(body)
        if isinstance(read, Violation):
            return read
        text = read.removeprefix("\ufeff")
    builder = _Builder()
    try:
        builder.parser.Parse(text, True)  # noqa: FBT003
    except expat.ExpatError as error:
        message = expat.errors.messages.get(error.code, "it cannot be read")
        return unreadable(f"the body is not valid XML: {message} (line {error.lineno}, column {error.offset + 1})")
    except _Refused as error:
        return unreadable(f"the body is not taken: {error}")
    except (LookupError, ValueError):
        return unreadable("the body is not valid XML: its encoding is not known")
    return builder.root or unreadable("the body is not valid XML: it has no element")


class _Builder:
    """Builds the tree while the parser goes through a document."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._nodes = 0
        self._namespaces: dict[Name, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=_SPACE)
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _start(self, name: str, attributes: list[str]) -> None:
        self._nodes += 1 + len(attributes) // 2
        if self._nodes > MAX_NODES:
            raise _Refused(f"it has more than {MAX_NODES} elements and attributes")
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(f"it is nested deeper than {MAX_DEPTH} levels")
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        element = Element(_split(name), self._namespaces | {_split(key): value for key, value in pairs})
        self._namespaces = {}
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        """Some documents describe the namespace of an element as an attribute called `xmlns`."""
        if prefix is None:
            self._namespaces["", "xmlns"] = uri or ""

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and not is_charset(encoding):
            raise _Refused(f"its encoding '{encoding[:40]}' is not known")

    def _doctype(self, *declared: object) -> None:
        raise _Refused("it has a document type")

    def _entity(self, *declared: object) -> None:
        raise _Refused("it declares entities")


def _split(name: str) -> Name:
    namespace, _, local = name.rpartition(_SPACE)
    return namespace, local
