"""Which callbacks and webhooks does an answered request set off?"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from mockserver.apis import Api
from mockserver.callbacks.bodies import Bodies, Told
from mockserver.callbacks.events import About, Kind, about, kind_of, noun_of, one_of, tells_of, vocabulary_of
from mockserver.callbacks.expressions import Exchange, UnresolvedError, body_of, resolved
from mockserver.callbacks.parameters import Parameters
from mockserver.callbacks.sending import Sender
from mockserver.media import header_text
from mockserver.mocking.generation import Generator
from mockserver.model import ABSENT, Decoded, Operation, Outcome, Parameter, Request, Response, Violation
from mockserver.openapi import Callback, callbacks_of, has_callbacks, webhooks_of
from mockserver.state import Change, Notification, Patience, State
from mockserver.validation import ResponsePlan

MARK = "X-Mock-Callback"
"""The header of every notification; a request that bears it sets off none, so that no two mocks call forever."""

SUBSCRIPTIONS = "_subscriptions"
MAX_SUBSCRIPTIONS = 1_000

_SILENT = {"fault", "refusal", "upstream"}
_BY_METHOD: Mapping[str, Kind] = {"POST": "created", "PUT": "updated", "PATCH": "updated", "DELETE": "deleted"}
_log = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Cause:
    """What sets callbacks off: a request, by its id in the journal, its operation and the time; or somebody by hand."""

    request: str
    operation: str
    at: datetime
    exchange: Exchange
    state: State


class Caller:
    """What one operation sets off: callbacks of its own, and those that somebody else has asked for."""

    def __init__(self, house: _House, operation: Operation, callbacks: Sequence[Callback]) -> None:
        self._house = house
        self._operation = operation
        self._callbacks = tuple(callbacks)

    def has_to_tell(self, changes: Sequence[Change]) -> bool:
        """Whether there is anything to tell: a read tells only of what moved on by itself."""
        return bool(changes or self._callbacks) or self._operation.method != "GET"

    def tell(self, outcome: Outcome, values: Decoded, changes: Sequence[Change], state: State) -> None:
        """Send what an answered request sets off; nothing where it was refused, or is a notification itself."""
        request, status = outcome.request, outcome.response.status
        if not 200 <= status < 300 or outcome.source in _SILENT or request.header(MARK) is not None:
            return
        exchange = Exchange(request, values, outcome.response)
        cause = Cause(outcome.id, self._operation.id, outcome.at, exchange, state)
        found = tuple(changes) or self._supposed(exchange)
        try:
            for callback in self._callbacks:
                self._own(callback, cause, found)
            if found:
                self._house.tell_others(cause, found)
        except Exception:
            _log.exception("the callbacks of '%s' crashed", self._operation.id)

    @property
    def api(self) -> str:
        return self._house.api

    def tell_by_hand(self, changes: Sequence[Change], state: State) -> None:
        """Send what changes set off that no request made: what webhooks tell, and what somebody asked for before."""
        exchange = Exchange(Request("", "", "", {}, b""), Decoded(), Response(204))
        self._house.tell_others(Cause("", "", state.clock.now(), exchange, state), changes)

    def _supposed(self, exchange: Exchange) -> tuple[Change, ...]:
        """What an operation changes where nothing is kept: what its method and its path say."""
        kind = _BY_METHOD.get(exchange.request.method)
        if kind is None:
            return ()
        answered = body_of(exchange.response)
        record = {
            name: value
            for said in (answered, exchange.values.body)
            if isinstance(said, Mapping)
            for name, value in said.items()
        }
        segments = [segment for segment in self._operation.path.split("/") if segment and "{" not in segment]
        before: dict[str, Any] | None = None if kind == "created" else {}
        return (Change(segments[-1], "", before, None if kind == "deleted" else record),) if segments else ()

    def _own(self, callback: Callback, cause: Cause, changes: Sequence[Change]) -> None:
        if callback.on == ("none",):
            return
        said = self._house.about(callback)
        own = noun_of(self._operation)
        fitting = [change for change in changes if tells_of(said, change)]
        elsewhere = bool(said.noun) and said.noun != own and not fitting
        kept = next((change for change in changes if change.key and change.after is not None), None)
        later = said.is_a_change and not fitting and (elsewhere or (kept is not None and said.kinds != {"created"}))
        if later:
            self._house.subscribe(callback, cause, kept, everything=elsewhere)
            return
        told = fitting if said.is_a_change and fitting else list(changes[:1]) or [Change("", "", None, None)]
        for change in told:
            self._house.send(callback, callback.address, change, cause)


@dataclass(frozen=True, slots=True)
class _Webhook:
    callback: Callback
    urls: tuple[str, ...]


class _House:
    """The callbacks and webhooks of one API."""

    def __init__(self, api: Api, sender: Sender) -> None:
        self.api = api.name
        self._api = api
        self._sender = sender
        settings = api.settings
        self._patience = Patience(
            int(settings["callback_attempts"]), float(settings["callback_timeout"]), float(settings["callback_pause"])
        )
        targets = targets_of(settings["webhooks"])
        every = webhooks_of(api.document) if targets else ()
        self.webhooks = tuple(
            _Webhook(callback, urls)
            for callback in every
            if (urls := tuple(url for name, url in targets if name in ("", callback.name)))
        )
        self.callbacks = {
            operation: callbacks_of(api.document, operation)
            for operation in api.operations
            if has_callbacks(api.document, operation)
        }
        self._by_id = {callback.id: callback for found in self.callbacks.values() for callback in found}
        self._abouts: dict[Callback, About] = {}
        self._plans: dict[Callback, tuple[Bodies, Parameters, ResponsePlan]] = {}

    @cached_property
    def _vocabulary(self) -> Any:
        resources = self._api.resources
        return vocabulary_of(self._api.operations, [r.schema for r in resources.all()] if resources else ())

    def about(self, callback: Callback) -> About:
        """What a callback tells of: what the document says, or else what its name says."""
        if callback not in self._abouts:
            said = (
                About()
                if callback.on == ("answer",)
                else about(" ".join(callback.on) or callback.name, self._vocabulary)
            )
            self._abouts[callback] = said
        return self._abouts[callback]

    @cached_property
    def _somebody_may_ask(self) -> bool:
        """Whether any callback may tell of what another operation does."""
        return any(self.about(callback).is_a_change for callback in self._by_id.values())

    # Who asked to be told later

    def subscribe(self, callback: Callback, cause: Cause, kept: Change | None, *, everything: bool) -> None:
        """Remember whom to call: of every change of its noun, or of those of the record alone."""
        try:
            url = resolved(callback.address, cause.exchange)
        except UnresolvedError:
            return
        subscription = {
            "callback": callback.id,
            "url": url,
            "collection": kept.collection if kept else "",
            "key": kept.key if kept else "",
            "everything": everything,
        }
        store = cause.state.transaction(self._api.name)
        with cause.state.store.exclusive():
            known = store.items(SUBSCRIPTIONS)
            if subscription not in known.values() and len(known) < MAX_SUBSCRIPTIONS:
                store.put(SUBSCRIPTIONS, str(store.next_id(SUBSCRIPTIONS)), subscription)
                store.commit()

    def tell_others(self, cause: Cause, changes: Sequence[Change]) -> None:
        """Tell everybody who asked, and every webhook."""
        for callback, url, change in self._asked(changes, cause.state) if self._somebody_may_ask else ():
            self.send(callback, url, change, cause, resolve=False)
        for webhook in self.webhooks:
            said = self.about(webhook.callback)
            if webhook.callback.on == ("none",) or not said.noun:
                continue
            for change in changes:
                if tells_of(said, change):
                    for url in webhook.urls:
                        self.send(webhook.callback, url, change, cause, resolve=False)

    def _asked(self, changes: Sequence[Change], state: State) -> list[tuple[Callback, str, Change]]:
        """Who asked to be told of some changes; who has gone with a record is forgotten."""
        store = state.transaction(self._api.name)
        found: list[tuple[Callback, str, Change]] = []
        with state.store.exclusive():
            for number, subscription in store.items(SUBSCRIPTIONS).items():
                callback = self._by_id.get(subscription["callback"])
                collection, key = subscription["collection"], subscription["key"]
                gone = bool(collection) and store.get(collection, key) is None
                fitting = [] if callback is None else list(self._fitting(callback, subscription, changes))
                found += [(callback, subscription["url"], change) for change in fitting if callback is not None]
                if callback is None or gone:
                    store.delete(SUBSCRIPTIONS, number)
            store.commit()
        return found

    def _fitting(
        self, callback: Callback, subscription: Mapping[str, Any], changes: Sequence[Change]
    ) -> Iterator[Change]:
        said = self.about(callback)
        for change in changes:
            own = (change.collection, change.key) == (subscription["collection"], subscription["key"])
            if (own or subscription["everything"]) and tells_of(said, change):
                yield change

    # What is sent

    def send(self, callback: Callback, address: str, change: Change, cause: Cause, *, resolve: bool = True) -> None:
        """Send a callback about a change."""
        bodies, parameters, plan = self._plan(callback)
        exchange, state = cause.exchange, cause.state
        record = change.before if change.after is None else change.after
        if self._api.resources is not None:
            record = self._api.resources.shown(change.collection, record)
        noun = one_of(change.collection)
        told = Told(record, exchange.values.body, noun, callback.name, kind_of(change), cause.at, change.key)
        url, error = address, ""
        try:
            url = parameters.put_into(resolved(address, exchange) if resolve else address, told, exchange, state.seed)
        except UnresolvedError as wrong:
            error = str(wrong)
        media_type, body, violations = bodies.of(told, state.seed)
        headers = (*self._headers(callback.operation, body), *((("Content-Type", media_type),) if media_type else ()))
        notification = Notification(
            *(callback.name, self._api.name, cause.operation, cause.request, cause.at),
            method=callback.operation.method,
            url=url,
            headers=headers,
            body=body,
            patience=self._patience,
            judge=lambda response: _judged(plan, response),
            violations=violations,
        )
        self._sender.send(notification, state, error)

    def _plan(self, callback: Callback) -> tuple[Bodies, Parameters, ResponsePlan]:
        if callback not in self._plans:
            called = callback.operation
            self._plans[callback] = (Bodies(called), Parameters(called), ResponsePlan(called))
        return self._plans[callback]

    def _headers(self, operation: Operation, body: bytes) -> tuple[tuple[str, str], ...]:
        """The required headers that are documented, the signature, and what says that it is a callback."""
        secret, name = self._api.settings["callback_secret"], self._api.settings["callback_signature"]
        signed = {name: f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"} if secret else {}
        own = {"User-Agent": "mockserver", MARK: "1", **signed}
        known = {name.lower() for name in own}
        documented = {
            parameter.name: text
            for parameter in operation.parameters
            if parameter.place == "header" and parameter.required and parameter.name.lower() not in known
            if (text := _header(parameter))
        }
        return (*documented.items(), *own.items())


def _header(parameter: Parameter) -> str:
    made: Any = next(iter(parameter.examples), ABSENT)
    if made is ABSENT and parameter.schema is not None:
        made = Generator(parameter.schema).make("").value
    return header_text(str(made)) if isinstance(made, str | int | float) else ""


def _judged(plan: ResponsePlan, response: Response) -> tuple[Violation, ...]:
    """What is wrong with an answer to a callback, which is not the mock's."""
    return tuple(replace(found, blame="upstream") for found in plan.violations(response))


def targets_of(setting: str) -> tuple[tuple[str, str], ...]:
    """The addresses that webhooks go to: `name=URL` for one of them, a mere URL for all."""
    found = []
    for said in setting.split(","):
        name, equals, url = said.strip().partition("=")
        plain = not equals or "/" in name
        if said.strip():
            found.append(("", said.strip()) if plain else (name, url))
    return tuple(found)


def callers_of(apis: Sequence[Api], sender: Sender | None) -> dict[Operation | None, Caller]:
    """Who is called by the operations of some APIs; only those operations are named that may set something off."""
    found: dict[Operation | None, Caller] = {}
    for api in apis if sender is not None else ():
        if api.settings.get("callbacks", "off") == "off" or sender is None:
            continue
        house = _House(api, sender)
        if not (house.callbacks or house.webhooks):
            continue
        for operation in api.operations:
            own = house.callbacks.get(operation, ())
            if own or operation.method not in ("HEAD", "OPTIONS", "TRACE"):
                found[operation] = Caller(house, operation, own)
    return found
