"""How do bytes and texts become values?"""

from mockserver.media.bodies import decode, find_media, is_json, media_type_of
from mockserver.media.styles import Decoder, parse_query

__all__ = ["Decoder", "decode", "find_media", "is_json", "media_type_of", "parse_query"]
