"""What does the server remember between two requests?"""

from mockserver.state.callbacks import Attempt, Callbacks, Notification, Patience
from mockserver.state.clock import Clock, parse_moment, parse_span, timestamp
from mockserver.state.interventions import (
    Answer,
    Delay,
    Fault,
    Fits,
    Interventions,
    Kind,
    MockMissing,
    Override,
    Spread,
)
from mockserver.state.journal import Journal
from mockserver.state.names import BY_HAND, TOUCHED, Catalogue, split_name
from mockserver.state.redis import RedisDatabase, RedisStore
from mockserver.state.snapshots import Difference, Records, Snapshots, Taken, difference
from mockserver.state.sqlite import Database, SqliteStore
from mockserver.state.state import DEFAULT_SESSION, Sessions, State
from mockserver.state.store import Change, MemoryStore, Page, Record, Snapshot, Store, Stores, Transaction

__all__ = [
    "BY_HAND",
    "DEFAULT_SESSION",
    "TOUCHED",
    "Answer",
    "Attempt",
    "Callbacks",
    "Catalogue",
    "Change",
    "Clock",
    "Database",
    "Delay",
    "Difference",
    "Fault",
    "Fits",
    "Interventions",
    "Journal",
    "Kind",
    "MemoryStore",
    "MockMissing",
    "Notification",
    "Override",
    "Page",
    "Patience",
    "Record",
    "Records",
    "RedisDatabase",
    "RedisStore",
    "Sessions",
    "Snapshot",
    "Snapshots",
    "Spread",
    "SqliteStore",
    "State",
    "Store",
    "Stores",
    "Taken",
    "Transaction",
    "difference",
    "parse_moment",
    "parse_span",
    "split_name",
    "timestamp",
]
