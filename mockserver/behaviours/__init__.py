"""How does an API say what it does beyond its specification?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mockserver.dialects import ErrorDialect
from mockserver.model import Credential, Decoded, Item, Operation, Request, Response, Violation, value
from mockserver.state import Transaction


@value
class Call:
    """What a handler reads.

    `values` are the decoded parameters and body; `items` the records of the batch with their own violations (one
    item where the batch is a single object); `violations` those that did not refuse the request and lie in no item.
    `base` is the absolute address of the API as this client reaches it, without a slash at its end.
    `now` is aware, in UTC; `settings` are the API's settings with their defaults.
    """

    request: Request
    operation: Operation
    values: Decoded
    now: datetime
    base: str = ""
    items: tuple[Item, ...] = ()
    violations: tuple[Violation, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    credential: Credential | None = None


_SECONDS = r"\d{1,4}(\.\d{1,3})?"

Handler = Callable[[Call, Transaction], Response]
Authenticate = Callable[[Credential, Transaction, datetime], bool]


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice that an API leaves open: its default, what it means, and the values it takes.

    The values are the `choices`, or the texts that the regular expression `pattern` matches as a whole.
    """

    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    pattern: str = ".*"


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler with the operations that it answers: an id, or a pattern with `*` such as `*.list`.

    `batch` are JSON pointers into the body, in the order in which they are tried: what is wrong below one of them
    goes to the handler with its item instead of refusing the request. The specification's `x-mockserver-batch` wins.
    """

    pattern: str
    handler: Handler
    batch: tuple[str, ...] | None


class Behaviour:
    """What one API does beyond its specification: handlers, a dialect, settings, and who may come in.

    `collections` names what its handlers keep, so that people can say `contacts` before there is one.
    """

    def __init__(
        self,
        *,
        dialect: ErrorDialect | None = None,
        settings: Mapping[str, Setting] | None = None,
        collections: Collection[str] = (),
    ) -> None:
        self.collections = tuple(collections)
        self.dialect = dialect
        self.settings: Mapping[str, Setting] = dict(settings or {})
        self.registrations: list[Registration] = []
        self.authenticate: Authenticate | None = None

    def on(self, pattern: str, *, batch: str | tuple[str, ...] | None = None) -> Callable[[Handler], Handler]:
        """Register a handler for an operation id or a pattern of them."""
        pointers = (batch,) if isinstance(batch, str) else batch

        def register(handler: Handler) -> Handler:
            self.registrations.append(Registration(pattern, handler, pointers))
            return handler

        return register

    def authenticates(self, authenticate: Authenticate) -> Authenticate:
        """Register the function that tells whether a credential of a documented scheme is good."""
        self.authenticate = authenticate
        return authenticate


CALLBACK_SETTINGS: Mapping[str, Setting] = {
    "callbacks": Setting("on", "whether callbacks and webhooks are sent", ("on", "off")),
    "callback_secret": Setting("", "what the bodies of callbacks are signed with; empty: they are not signed"),
    "callback_signature": Setting("X-Signature-256", "the header of the signature", pattern=r"[A-Za-z0-9_-]+"),
    "callback_attempts": Setting("3", "how often a callback is tried", pattern=r"[1-9]\d?"),
    "callback_timeout": Setting("5", "how many seconds an answer to a callback may take", pattern=_SECONDS),
    "callback_pause": Setting(
        "0.5", "how many seconds pass before the second try; then twice as many", pattern=_SECONDS
    ),
    "webhooks": Setting(
        "",
        "where webhooks go, several separated by commas: `URL` for all of them, `name=URL` for one",
        pattern=r"(\s*([^,=\s/]+=)?https?://[^,\s]+\s*(,|$))*",
    ),
}
"""The settings of every API that say how it calls others."""

SEED = Setting(
    "examples",
    "what is there at first: the records in the examples of an API without a behaviour of its own, `none`, or a file's",
    pattern=r"examples|none|.+\.(json|ya?ml)",
)
"""The setting of every API that says with which records a session begins."""
