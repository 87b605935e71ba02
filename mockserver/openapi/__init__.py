"""What does a specification file offer?"""

from mockserver.openapi.document import Document
from mockserver.openapi.operations import operations

__all__ = ["Document", "operations"]
