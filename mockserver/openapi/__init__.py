"""What does a specification file offer?"""

from mockserver.openapi.callbacks import Callback, callbacks_of, has_callbacks, webhooks_of
from mockserver.openapi.document import Document
from mockserver.openapi.operations import Offer, read_operations
from mockserver.openapi.records import RecordsFile
from mockserver.openapi.servers import Server, servers_of
from mockserver.openapi.sources import ALLOWANCES, source_of

__all__ = [
    "ALLOWANCES",
    "Callback",
    "Document",
    "Offer",
    "RecordsFile",
    "Server",
    "callbacks_of",
    "has_callbacks",
    "read_operations",
    "servers_of",
    "source_of",
    "webhooks_of",
]
