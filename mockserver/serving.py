"""What answers an operation?"""

from __future__ import annotations

from dataclasses import dataclass

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

    @classmethod
    def of(cls, api: Api, operation: Operation, *, examples: bool) -> Served:
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
        )

    def handled(self, handler: Handler | Responder, call: Call, state: State) -> Result:
        """What comes of a call; its changes are kept unless the handler crashes or rolls them back."""
        store = state.transaction(self.name)
        with state.store.exclusive():
            given = handler(call, store)
            store.commit()
        return given if isinstance(given, Result) else Result(given)
