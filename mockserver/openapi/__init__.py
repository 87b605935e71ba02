"""What does a specification file offer?"""

from mockserver.openapi.document import Document
from mockserver.openapi.operations import Offer, read_operations

__all__ = ["Document", "Offer", "read_operations"]
