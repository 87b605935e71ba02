"""How do bytes and texts become values?"""

from mockserver.media.bodies import Decode, decoder
from mockserver.media.media_types import find_media, is_json, media_type_of
from mockserver.media.styles import Decoder, parse_query

__all__ = ["Decode", "Decoder", "decoder", "find_media", "is_json", "media_type_of", "parse_query"]
