"""What does the specification say of one operation, ready to make requests and to judge answers?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from mockserver.apis import Api
from mockserver.contract.drafts import Draft
from mockserver.mocking.generation import Generator
from mockserver.model import Decoded, Operation, Request, Schema, Violation
from mockserver.pointers import steps_of
from mockserver.schema import Validator
from mockserver.validation import RequestPlan, ResponsePlan, items_of


@dataclass(eq=False)
class Contract:
    """One operation with its plans; what does not depend on a case is found out once."""

    api: Api
    operation: Operation
    generators: dict[int, Generator] = field(default_factory=dict)
    validators: dict[int, Validator] = field(default_factory=dict)

    @cached_property
    def request_plan(self) -> RequestPlan:
        return RequestPlan(self.operation)

    @cached_property
    def response_plan(self) -> ResponsePlan:
        return ResponsePlan(self.operation)

    @property
    def name(self) -> str:
        return f"{self.api.name}.{self.operation.id}"

    def generator(self, schema: Schema) -> Generator:
        if id(schema) not in self.generators:
            self.generators[id(schema)] = Generator(schema)
        return self.generators[id(schema)]

    def validator(self, schema: Schema) -> Validator:
        """What judges a part of a request."""
        if id(schema) not in self.validators:
            self.validators[id(schema)] = Validator(schema, "request")
        return self.validators[id(schema)]

    def accepts(self, schema: Schema, value: object) -> bool:
        return self.validator(schema).accepts(value)

    def flaws(self, draft: Draft, request: Request) -> tuple[Violation, ...]:
        """What is wrong with a request."""
        return self._read(draft, request)[1]

    def refused_for(self, draft: Draft, request: Request) -> tuple[Violation, ...]:
        """What is wrong with a request so that it is to be refused: what lies in records of a batch apart."""
        values, found = self._read(draft, request)
        batch = self.operation.batch
        return found if batch is None else items_of(tuple(map(steps_of, batch)), values.body, found)[1]

    def decoded(self, draft: Draft, request: Request) -> Decoded:
        return self._read(draft, request)[0]

    def _read(self, draft: Draft, request: Request) -> tuple[Decoded, tuple[Violation, ...]]:
        values, found = self.request_plan.read(request, draft.segments)
        return values, tuple(violation for violation in found if violation.severity == "error")

    @property
    def needs_credentials(self) -> bool:
        return bool(self.operation.security) and () not in self.operation.security

    def documents(self, *statuses: str) -> bool:
        """Whether one of some statuses is documented: by itself, by its range, or by what holds for all others."""
        documented = self.operation.responses
        return (
            any(status in documented or f"{status[0]}XX" in documented for status in statuses)
            or "default" in documented
        )

    @cached_property
    def documents_success(self) -> bool:
        return any(status[0] in "123d" for status in self.operation.responses)
