"""How do bytes and texts become values, and values bytes?"""

from mockserver.media.bodies import Decode, Encode, Judge, Reading, decoder, encoder, reading, written_type
from mockserver.media.codings import plain_body
from mockserver.media.headers import header_text, is_header_name
from mockserver.media.json_bodies import read_json
from mockserver.media.media_types import (
    FORM,
    concrete,
    covers,
    find_media,
    is_json,
    kind_of,
    media_type_of,
    without_boundary,
)
from mockserver.media.querystring import querystring_reader
from mockserver.media.sequences import sequence_schema
from mockserver.media.style_writing import path_text, plain_text, query_pairs, query_text
from mockserver.media.styles import Decoder, parse_cookies, parse_query

__all__ = [
    "FORM",
    "Decode",
    "Decoder",
    "Encode",
    "Judge",
    "Reading",
    "concrete",
    "covers",
    "decoder",
    "encoder",
    "find_media",
    "header_text",
    "is_header_name",
    "is_json",
    "kind_of",
    "media_type_of",
    "parse_cookies",
    "parse_query",
    "path_text",
    "plain_body",
    "plain_text",
    "query_pairs",
    "query_text",
    "querystring_reader",
    "read_json",
    "reading",
    "sequence_schema",
    "without_boundary",
    "written_type",
]
