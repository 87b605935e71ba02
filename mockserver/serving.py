"""What answers an operation?"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from mockserver.apis import Api
from mockserver.behaviours import Call, Handler
from mockserver.behaviours.resources import Lookup, Responder, Result
from mockserver.media import header_text
from mockserver.mocking import MockPlan, without_examples
from mockserver.model import Operation
from mockserver.pointers import steps_of
from mockserver.state import State
from mockserver.validation import RequestPlan, ResponsePlan, Steps

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """One operation with all that answers it."""

    api: Api
    name: str
    operation: Operation
    mark: Headers
    request: RequestPlan
    response: ResponsePlan
    mock: MockPlan
    handler: Handler | None
    responder: Lookup
    batch: tuple[Steps, ...]
    watched: bool = False
    """Whether somebody wants to know what it changes."""

    @classmethod
    def of(cls, api: Api, operation: Operation, *, examples: bool, watched: bool = False) -> Served:
        registration = api.handlers.get(operation.id)
        pointers = registration.batch if registration and operation.batch is None else operation.batch
        return cls(
            api=api,
            name=api.name,
            operation=operation,
            mark=(("X-Mock-Operation", header_text(operation.id)),),
            request=RequestPlan(operation, api.settings["unknown_parameters"]),
            response=ResponsePlan(operation),
            mock=MockPlan(operation if examples else without_examples(operation)),
            handler=registration.handler if registration else None,
            responder=Lookup(api.resources, operation),
            batch=tuple(steps_of(pointer) for pointer in pointers or ()),
            watched=watched,
        )

    def handled(self, handler: Handler | Responder, call: Call, state: State) -> Result:
        """What comes of a call; its changes are kept unless the handler crashes or rolls them back."""
        store = state.transaction(self.name)
        with state.store.exclusive():
            given = handler(call, store)
            changes = store.changes() if self.watched else ()
            store.commit()
        result = given if isinstance(given, Result) else Result(given)
        return replace(result, changes=changes) if changes else result


def served_by(apis: Sequence[Api], *, examples: bool, watched: Container[Operation | None]) -> dict[Operation, Served]:
    """Every operation with what answers it; somebody wants to know what the `watched` ones change."""
    return {
        operation: Served.of(api, operation, examples=examples, watched=operation in watched)
        for api in apis
        for operation in api.operations
    }
