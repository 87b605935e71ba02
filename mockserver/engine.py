"""What becomes of a request?"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from time import perf_counter

from mockserver.apis import Api, route_all
from mockserver.authorization import Authority
from mockserver.behaviours import Call
from mockserver.callbacks import Caller, Sender, callers_of
from mockserver.delivery import Delivery
from mockserver.dialects import OURS, ErrorDialect, Manner, challenge, crash, refusal_status
from mockserver.interventions import intervention
from mockserver.mocking import NO_PREFERENCES, Scene, Trouble, World, preferences
from mockserver.model import (
    Credential,
    Decoded,
    Item,
    Match,
    NoMatch,
    Operation,
    Origin,
    Outcome,
    Refusal,
    Request,
    Response,
    Strictness,
    Violation,
)
from mockserver.serving import Asked, Given, Headers, Served, Violations, marked, served_by, with_preferences
from mockserver.state import Catalogue, Change, State
from mockserver.upstream import Upstream, blamed, judgeable, noted
from mockserver.validation import credentials, items_of, missing, shown

MAX_BODY = 64 * 1024 * 1024

_log = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Options:
    """How strict the server is.

    `validation`: `strict` refuses a request that breaks its contract, `warn` only notes it, `off` does not look.
    `auth`: whether credentials are asked for. `errors`: an answer of our own that breaks its contract becomes a 500.
    `dynamic`: generated answers go before examples. `examples`: whether those of answers count at all.
    `max_body`: bytes; a longer body is refused with 413. `manner`: what holds where no specification says.
    `upstream`: who answers in the place of the mock; requests that break their contract are judged as above.
    `sender`: who sends callbacks and webhooks; without one there are none.
    `hint`: what a refusal in our own words tells whoever asks for a path that no operation has.
    """

    validation: Strictness = "strict"
    auth: bool = True
    errors: bool = False
    dynamic: bool = False
    examples: bool = True
    max_body: int = MAX_BODY
    manner: Manner = OURS
    upstream: Upstream | None = None
    sender: Sender | None = None
    hint: str = ""


class Engine:
    """Everything that depends on the specifications alone; `handle` is the one way in."""

    def __init__(self, apis: Sequence[Api], options: Options | None = None) -> None:
        self.apis: Mapping[str, Api] = {api.name: api for api in apis}
        self.options = options or Options()
        examples, self._manner, self._upstream = self.options.examples, self.options.manner, self.options.upstream
        self.router = route_all(apis, derives=self._manner.derives)
        self.authority = Authority(api.realm for api in apis if api.realm)
        self.operations: Sequence[Operation] = [operation for api in apis for operation in api.operations]
        self._callers: Mapping[Operation | None, Caller] = callers_of(apis, self.options.sender)
        self._served = served_by(apis, examples=examples, watched=self._callers)

    @cached_property
    def catalogue(self) -> Catalogue:
        return {api.name: api.collections for api in self.apis.values()}

    def handle(self, request: Request, state: State) -> Outcome:
        """Answer a request, and note what became of it in the state's journal."""
        started = perf_counter()
        now, outcome_id = state.clock.tick(), state.journal.next_id()
        match = self.router.route(request.method, request.path)
        if isinstance(match, NoMatch):
            api, operation, broken = match.api, None, _NONE
            mark: Headers = ()
            answer = self._unrouted(request, state, now, match)
        else:
            operation = match.operation
            served = self._served[operation]
            api, mark = served.name, served.mark
            answer, broken = self._routed(Asked(served, match, request, state, now, preferences(request), outcome_id))
        outcome = Outcome(
            id=outcome_id,
            at=now,
            session=state.session,
            request=request,
            response=marked(answer, broken, mark, outcome_id, self._manner),
            source=answer.source,
            api=api,
            operation=operation,
            request_violations=answer.violations,
            response_violations=broken,
            ms=(perf_counter() - started) * 1_000,
            traceback=answer.traceback,
            delivery=answer.delivery,
        )
        state.journal.add(outcome)
        if self._callers and (caller := self._callers.get(operation)) and caller.has_to_tell(answer.changes):
            caller.tell(outcome, self.decoded(outcome), answer.changes, state)
        return outcome

    def tell(self, api: str, changes: Sequence[Change], state: State) -> None:
        """Send the callbacks and webhooks of an API that changes by hand set off."""
        caller = next((each for each in self._callers.values() if each.api == api), None)
        if caller is not None:
            caller.tell_by_hand(changes, state)

    def _routed(self, asked: Asked) -> tuple[Given, Violations]:
        """The answer to a request that means an operation, with what is wrong with it."""
        wanted = asked.wanted
        try:
            if asked.state.interventions.active or (wanted is not NO_PREFERENCES and wanted.intervenes):
                answer = self._intervened(asked)
            else:
                answer = self._answer(asked)
        except Exception:
            answer = _crash(f"the answer of '{asked.served.operation.id}'")
        answer, broken = self._judged(asked, answer)
        return answer if wanted is NO_PREFERENCES else with_preferences(answer, wanted), broken

    def decoded(self, outcome: Outcome) -> Decoded:
        """The decoded values of a request that was answered; none where it means no operation."""
        match = self.router.route(outcome.request.method, outcome.request.path)
        if isinstance(match, NoMatch):
            return Decoded()
        return self._served[match.operation].request.read(outcome.request, match.values)[0]

    def _unrouted(self, request: Request, state: State, now: datetime, match: NoMatch) -> Given:
        """The answer to a request that means no operation: an authority's endpoint, or else a refusal."""
        try:
            if self._upstream is not None and self.authority.has(request.path):
                return self._passed_on(self._upstream, request, match, ())
            if self._upstream is not None and self.options.validation != "strict":
                return self._passed_on(self._upstream, request, match, (replace(match.violation, severity="warning"),))
            given = self.authority.answer(request, state, now)
            return self._refuse_unrouted(request, match) if given is None else Given(given, "behaviour")
        except Exception:
            return _crash(f"a refusal of '{match.api}'")

    def _refuse_unrouted(self, request: Request, match: NoMatch) -> Given:
        api = self.apis[match.api] if match.api else None
        settings = api.settings if api else {}
        hint = "" if match.allow else self.options.hint
        refusal = Refusal(match.status, (match.violation,), request, allow=match.allow, settings=settings, hint=hint)
        if request.method == "OPTIONS" and match.allow and self._manner.derives:
            return Given(Response(204, (("Allow", ", ".join((*match.allow, "OPTIONS"))),)), "generated")
        response = self._dialect(api)(refusal)
        if match.allow:
            response = response.with_headers((("Allow", ", ".join(match.allow)),))
        return Given(response, "refusal", refusal.violations, tells_violations=False)

    def _intervened(self, asked: Asked) -> Given:
        """The answer where an override, a fault or a preference may come before the operation's own."""
        served = asked.served
        values, violations = served.request.read(asked.request, asked.match.values)
        found = intervention(served.mock, asked.state, asked.request, values, asked.wanted, asked.now)
        if found is None:
            return self._answer(asked)
        if isinstance(found, Violation):
            return self._refuse(asked, (found,))
        if found.response is None:
            answer = self._answer(replace(asked, mock_missing=found.mock_missing))
        else:
            noted = () if (asked.wanted.validate or self.options.validation) == "off" else violations
            answer = Given(found.response, found.source or "override", noted)
        response, source = found.given(answer.response, answer.source, served.operation)
        delivery = found.delivery(response, answer.delivery)
        return replace(answer, response=response, source=source, judged=found.judged, delivery=delivery)

    def _answer(self, asked: Asked) -> Given:
        if self._upstream is not None and asked.mock_missing != "always":
            return self._forwarded(self._upstream, asked)
        credential = self._credential(asked)
        if isinstance(credential, Violation):
            return self._refuse(asked, (credential,))
        size = len(asked.request.body)
        if size > self.options.max_body or asked.request.rest is not None:
            message = f"the body has more than the {self.options.max_body} bytes that are taken"
            return self._refuse(asked, (Violation(("body",), "size", message),))
        return self._answer_read(asked, credential)

    def _answer_read(self, asked: Asked, credential: Credential | None) -> Given:
        """The answer to a request that was let in: refused, canned or the behaviour's."""
        served = asked.served
        values, violations = served.request.read(asked.request, asked.match.values)
        items, rest = items_of(served.batch, values.body, violations) if served.batch else (_NO_ITEMS, violations)
        found, errors = (_errors(violations), _errors(rest)) if violations else (_NONE, _NONE)
        strictness = asked.wanted.validate or self.options.validation
        if strictness == "strict" and errors:
            return self._refuse(asked, errors, violations)
        if strictness == "off":
            items, rest, violations = tuple(replace(item, violations=()) for item in items), (), ()
        handler = served.handler or served.responder()
        if handler is None or (asked.wanted is not NO_PREFERENCES and asked.wanted.forces_answer):
            return self._canned(asked, values, violations)
        call = Call(
            request=asked.request,
            operation=served.operation,
            values=values,
            now=asked.now,
            base=asked.request.root + asked.match.base,
            items=items,
            violations=rest,
            settings=served.api.settings,
            credential=credential,
        )
        try:
            given = served.handled(handler, call, asked.state)
        except Exception:
            if not found:
                raise
            return self._refuse(asked, found, violations)
        if given.violations:
            return self._refuse(asked, given.violations, violations + given.violations)
        if given.response is None:
            return self._canned(asked, values, violations)
        source: Origin = "resource" if served.handler is None else "behaviour"
        return Given(given.response, source, violations, changes=given.changes)

    def _forwarded(self, upstream: Upstream, asked: Asked) -> Given:
        """The upstream's answer; the mock's where the upstream does not have the operation."""
        served, request = asked.served, asked.request
        mock_missing = asked.mock_missing if isinstance(asked.mock_missing, bool) else None
        strictness = asked.wanted.validate or self.options.validation
        found = () if strictness == "off" else noted(served.request, request, asked.match)
        if strictness == "strict" and (errors := _errors(found)):
            return self._refuse(asked, errors, found)
        answer = self._passed_on(upstream, request, asked.match, found)
        status = answer.response.status
        broken = self._broken(served, answer) if answer.source == "upstream" and status in (404, 405) else ()
        if answer.source != "upstream" or not upstream.lacks(
            status, served.operation, broken, mock_missing=mock_missing
        ):
            return answer
        if answer.delivery is not None:
            answer.delivery.drop()
        why = f"the upstream answers {status}: it does not have the operation, so the mock answers"
        mocked = self._answer_read(asked, shown(served.operation, request))
        note = Violation(("status",), "status", why, severity="warning", blame="upstream")
        return replace(mocked, violations=(*mocked.violations, note))

    def _passed_on(self, upstream: Upstream, request: Request, match: Match | NoMatch, found: Violations) -> Given:
        """What the upstream answers to a request, of which is known what is wrong with it."""
        name = match.operation.api if isinstance(match, Match) else match.api
        given = upstream.answer(request, match, self.apis[name].mount if name else "")
        if isinstance(given, Violation):
            operation = match.operation if isinstance(match, Match) else None
            refusal = Refusal(refusal_status((given,), None), (given,), request, operation)
            return Given(self._manner.problem(refusal), "refusal", (*found, given), judged=False)
        follows = given.rest is not None or given.trailers is not None
        delivery = Delivery(rest=given.rest, trailers=given.trailers) if follows else None
        return Given(given.response, "upstream", found, delivery=delivery)

    def _broken(self, served: Served, answer: Given) -> Violations:
        """What is wrong with an answer of the mock's or of the upstream's."""
        if answer.source != "upstream":
            return served.response.violations(answer.response)
        response, unseen = judgeable(answer.response, whole=answer.delivery is None or answer.delivery.rest is None)
        broken = blamed(served.response.violations(response))
        return (*broken, *unseen) if unseen else broken

    def _credential(self, asked: Asked) -> Credential | Violation | None:
        """The credential that lets the request in; the violation if none does."""
        api, operation = asked.served.api, asked.served.operation
        refused: Violation | None = None
        for alternative in credentials(operation, asked.request):
            broken = api.broken(alternative, operation, asked.state, asked.now) if self.options.auth else None
            if broken is None:
                return alternative[0] if alternative else None
            if refused is None or broken.keyword == "scope":
                refused = broken
        return (refused or missing(operation)) if self.options.auth else None

    def _refuse(self, asked: Asked, errors: Violations, violations: Violations | None = None) -> Given:
        """The refusal for some errors; `violations` are all that were found, where there are more."""
        served = asked.served
        status = refusal_status(errors, served.operation)
        told = errors if violations is None else violations
        if served.api.behaviour.dialect is None:
            trouble = Trouble(status, errors, asked.request, asked.now, f"{asked.state.seed}/{asked.id}")
            world = World("", scene=_scene(asked))
            documented = served.mock.refusal(trouble, asked.wanted, world, fills=self._manner.fills)
            if isinstance(documented, Violation):
                errors, status = (documented,), 404
            elif documented is not None:
                return Given(documented.response.with_headers(challenge(errors, served.operation)), "refusal", told)
        refusal = Refusal(status, errors, asked.request, served.operation, settings=served.api.settings)
        return Given(self._dialect(served.api)(refusal), "refusal", told, tells_violations=False)

    def _dialect(self, api: Api | None) -> ErrorDialect:
        return (api.behaviour.dialect if api else None) or self._manner.problem

    def _canned(self, asked: Asked, values: Decoded, violations: Violations) -> Given:
        wanted, request = asked.wanted, asked.request
        if not wanted.forces_answer and self.authority.has(request.path):
            given = self.authority.answer_documented(request, asked.state, asked.now)
            if given is not None:
                return Given(given, "behaviour", violations)
        if self.options.dynamic and wanted.dynamic is None:
            wanted = replace(wanted, dynamic=True)
        found = asked.served.mock.answer(
            asked.request, wanted, World(wanted.seed or asked.state.seed, values.path, _scene(asked, values))
        )
        if isinstance(found, Violation):
            return self._refuse(asked, (found,))
        violations = violations + found.violations if found.violations else violations
        if self._manner.review is None or found.source != "generated":
            return Given(found.response, found.source, violations)
        response = self._manner.review(asked.request, asked.served.operation, found.response)
        if isinstance(response, Violation):
            refusal = Refusal(500, (response,), asked.request, asked.served.operation)
            return Given(self._manner.problem(refusal), "refusal", violations)
        return Given(response, found.source, violations)

    def _judged(self, asked: Asked, answer: Given) -> tuple[Given, Violations]:
        """The answer with what is wrong with it; with `errors` a wrong one becomes a 500.

        A problem document is the last resort of an API without words of its own, and is not held against it.
        """
        last_resort = answer.source == "refusal" and asked.served.api.behaviour.dialect is None
        unseen = self.options.validation == "off" and self._upstream is None
        if unseen or last_resort or not answer.judged:
            return answer, ()
        broken = self._broken(asked.served, answer)
        if not (broken and self.options.errors and (errors := _errors(broken))):
            return answer, broken
        if answer.delivery is not None:
            answer.delivery.drop()
        response = self._manner.problem(Refusal(500, errors, asked.request, asked.served.operation))
        return replace(answer, response=response, source="refusal", tells_violations=True, delivery=None), broken


_NONE: Violations = ()
_NO_ITEMS: tuple[Item, ...] = ()
_NOTHING = Decoded()


def _errors(violations: Violations) -> Violations:
    return tuple([violation for violation in violations if violation.severity == "error"]) if violations else ()


def _crash(name: str) -> Given:
    """The answer where the house or a behaviour crashes: a 500, with the traceback in the log and the journal."""
    _log.exception("%s crashed", name)
    return Given(crash(name), "behaviour", traceback=traceback.format_exc())


def _scene(asked: Asked, values: Decoded = _NOTHING) -> Scene | None:
    """What the operation's templates can tell of; None where it has none."""
    served = asked.served
    return Scene(asked.request, values, asked.state, asked.now, served.api.name) if served.mock.templated else None
