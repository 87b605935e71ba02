"""How does the life of a record go by its specification alone, and does somebody else find every answer right?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import jsonschema
import orjson
from openapi_schema_validator import OAS30ReadValidator, OAS31Validator

from mockserver.apis import Api
from mockserver.behaviours.resources import Part, Resource
from mockserver.contract.drafts import Draft, draft_of
from mockserver.contract.wrongs import unknown, wrongs
from mockserver.media import is_json
from mockserver.model import ABSENT, Operation, Outcome, Schema
from mockserver.pointers import value_at
from tests.behaviours.resources.driving import Driver, NoRequestError, body_for, created_key

Json = Any


class UnreadableError(Exception):
    """A schema that the validator cannot use, since it is none or has no end."""


STEPS = ("create", "read", "list", "change", "read again", "unknown", "refuse", "delete", "gone")
WRONGS = 6
"""How many wrong requests are looked at to create one record."""


def full_resources(api: Api) -> Iterator[Resource]:
    """The collections whose records can be created, read, listed, changed and deleted at paths of their own."""
    for resource in api.resources.all() if api.resources else ():
        own = {part.role for part in resource.parts if part.through is None and not part.job}
        changed = own & {"replace", "merge"}
        if {"create", "read", "list", "delete"} <= own and changed and resource.key and resource.key.steps:
            yield resource


@dataclass
class Walk:
    """The steps of one record's life in one collection; `refused` is how many wrong requests were made."""

    resource: Resource
    driver: Driver
    steps: list[str] = field(default_factory=list)
    refused: int = 0
    _keys: list[str] = field(default_factory=list)
    _record: Json = None

    def run(self) -> bool:
        """Go all the steps; False where no valid creation is found, or its answer cannot be judged."""
        try:
            created = self._ask("create")
        except (NoRequestError, UnreadableError):
            return False
        if created.response.status == 422 and created.source == "refusal":
            return False
        self._expect("create", created.response.status < 300 and created.source == "resource", created)
        stored = created_key(self.resource, self.driver)
        assert stored is not None
        self._keys = [unquote(step) for step in stored.split("/")]
        key = self._keys[-1]
        seen = self._ask("read")
        self._expect("read", seen.response.status == 200 and self._key_of(seen) == key, seen)
        self._record = self._shown(seen, self._part("read"))
        listed = self._ask("list")
        self._expect("list", listed.source == "resource" and key in self._keys_of(listed), listed)
        self._change(key)
        self._miss()
        self._refuse()
        gone = self._ask("delete")
        self._expect("delete", gone.response.status < 300 and gone.source == "resource", gone)
        after, left = self._ask("read"), self._ask("list")
        self._expect("gone", after.response.status >= 400 and key not in self._keys_of(left), after)
        return True

    def _change(self, key: str) -> None:
        part = self._part("replace", "merge")
        changed = self._ask("replace", "merge")
        self._expect("change", changed.response.status < 300 and changed.source == "resource", changed)
        again = self._ask("read")
        record = self._shown(again, self._part("read"))
        sent = body_for(part.operation)[1] if part.operation.body is not None else {}
        sent = value_at(sent, part.body) if isinstance(sent, Mapping) else {}
        both = [name for name in sent if name in record] if isinstance(record, Mapping) else []
        told = not both or any(str(record[name]) == str(sent[name]) for name in both)
        self._expect("read again", self._key_of(again) == key and told, again)

    def _miss(self) -> None:
        """Nobody is there who was not made."""
        operation = self._part("read").operation
        draft = draft_of(self.driver.api, operation)
        names = re.findall(r"\{([^{}]+)\}", operation.path)
        draft = replace(draft, path={**draft.path, **dict(zip(names, self._keys, strict=False))})
        for other in unknown(draft):
            outcome = self.driver.send(other.request())
            self._judge(outcome)
            self._expect("", outcome.response.status >= 400, outcome)
        self.steps.append("unknown")

    def _refuse(self) -> None:
        """Wrong requests are refused, and keep nothing."""
        before = self._keys_of(self._ask("list"))
        draft = replace(draft_of(self.driver.api, self._part("create").operation), secrets=frozenset())
        found = [each for each in list(wrongs(draft))[:WRONGS] if "if-match" not in each.headers and is_wrong(each)]
        for wrong in found:
            self.refused += 1
            outcome = self.driver.send(wrong.request())
            self._judge(outcome)
            self._expect("", outcome.response.status >= 400 and outcome.source == "refusal", outcome)
        self._expect("refuse", self._keys_of(self._ask("list")) == before, None)

    # Asking

    def _part(self, *roles: Any) -> Part:
        return next(
            part for role in roles for part in self.resource.parts if part.role == role and part.through is None
        )

    def _ask(self, *roles: Any) -> Outcome:
        """The answer to a valid request for the record, as far as it is known; it is judged."""
        part = self._part(*roles)
        names = re.findall(r"\{([^{}]+)\}", part.operation.path)
        record = self._record if isinstance(self._record, Mapping) else {}
        known = {name: str(value) for name, value in record.items() if isinstance(value, str | int)}
        known |= dict(zip(names, self._keys, strict=False))
        body = None
        if part.key and self._keys and part.key[0] == "query":
            known[part.key[1]] = self._keys[-1]
        elif part.key and self._keys:
            media, value = body_for(part.operation)
            body = (media, {**value, part.key[1]: self._keys[-1]})
        outcome = self.driver.ask(part.operation, known, body)
        self._judge(outcome)
        return outcome

    def _expect(self, step: str, holds: bool, outcome: Outcome | None) -> None:
        if holds:
            self.steps += [step] if step else []
            return
        told = f"{outcome.response.status} by {outcome.source}: {outcome.response.body[:300]!r}" if outcome else ""
        self.driver.troubles.append(f"{self.resource.name}: {step} fails: {told}")

    def _key_of(self, outcome: Outcome) -> str | None:
        return next(iter(self._keys_in(outcome, self._part("read"))), None)

    def _keys_of(self, outcome: Outcome) -> list[str]:
        return self._keys_in(outcome, self._part("list"))

    def _shown(self, outcome: Outcome, part: Part) -> Json:
        try:
            found = value_at(outcome.response.value, part.answer or ())
        except LookupError:
            return None
        return found[0] if isinstance(found, list) and found and part.role == "read" else found

    def _keys_in(self, outcome: Outcome, part: Part) -> list[str]:
        """The keys of the records that an answer shows."""
        assert self.resource.key is not None
        found = self._shown(outcome, part)
        keys = []
        for record in found if isinstance(found, list) else [found]:
            try:
                keys.append(str(value_at(record, self.resource.key.steps or ())))
            except LookupError:
                continue
        return keys

    def _judge(self, outcome: Outcome) -> None:
        self.driver.troubles += judged(outcome)


def is_wrong(draft: Draft) -> bool:
    """Whether a validator that the server does not use refuses a body too, or nothing can be read in it."""
    if draft.media is None or draft.raw is not None or draft.body is ABSENT or draft.media.schema is None:
        needed = draft.operation.body is not None and draft.operation.body.required
        return bool(draft.raw) or (draft.raw is not None and needed)
    validator = _validator(draft.operation, draft.media.schema)
    return next(iter(validator.iter_errors(draft.body)), None) is not None


def judged(outcome: Outcome) -> list[str]:
    """What a validator that the server does not use finds wrong with an answer."""
    operation, response = outcome.operation, outcome.response
    spec = operation.response_for(response.status) if operation is not None else None
    content_type = (response.header("content-type") or "").partition(";")[0]
    if spec is None or operation is None or not is_json(content_type) or not response.body:
        return []
    media = spec.content.get(content_type) or next((each for name, each in spec.content.items() if is_json(name)), None)
    if media is None or media.schema is None or (content_type not in spec.content and "problem" in content_type):
        return []
    try:
        found = list(_validator(operation, media.schema).iter_errors(orjson.loads(response.body)))
    except (TypeError, RecursionError) as error:
        raise UnreadableError(operation.id) from error
    errors = [error.message[:200] for error in found if not (error.instance is None and error.schema.get("x-nullable"))]
    where = f"{outcome.request.method} {outcome.request.path}: {response.status}"
    return [f"{where} is not valid: {errors[:3]} {response.body[:300]!r}"] if errors else []


_VALIDATORS: Mapping[str, Any] = {"3.0": OAS30ReadValidator, "3.1": OAS31Validator}


@lru_cache(maxsize=2_000)
def _cached(operation: Operation, pointer: str, kind: str) -> list[Any]:
    """A place for the validator of a schema, filled when it is first needed."""
    return []


def _validator(operation: Operation, schema: Schema) -> Any:
    kind = str(schema.root.get("openapi", "2.0"))[:3]
    place = _cached(operation, schema.pointer, kind)
    if not place:
        validator = _VALIDATORS.get(kind, jsonschema.Draft4Validator)
        place.append(validator({"$ref": f"#{schema.pointer}", **schema.root}))
    return place[0]
