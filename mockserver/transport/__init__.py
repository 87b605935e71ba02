"""How do requests and answers pass over the network as they are?"""

from mockserver.transport.connecting import Trust
from mockserver.transport.sending import Answered, Transport
from mockserver.transport.wire import (
    BODILESS,
    PIECE,
    Body,
    Fields,
    Heads,
    Named,
    Stream,
    WireError,
    chunk,
    elements,
    first_line_and_fields,
    framing,
    head_of,
    last_chunk,
    limit_waits,
    named,
)

__all__ = [
    "BODILESS",
    "PIECE",
    "Answered",
    "Body",
    "Fields",
    "Heads",
    "Named",
    "Stream",
    "Transport",
    "Trust",
    "WireError",
    "chunk",
    "elements",
    "first_line_and_fields",
    "framing",
    "head_of",
    "last_chunk",
    "limit_waits",
    "named",
]
