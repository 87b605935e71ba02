"""The providers of payments that answer, refuse or fail wrongly: each says what is to be found in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug import Request, Response

from tests.contract.zoo.payments import Json, Payments, RefusedError, Rules

ANIMALS: dict[str, type[Payments]] = {}
FINDS: dict[str, frozenset[str]] = {}

Records = list[Json]


def finds(*codes: str) -> Callable[[type[Payments]], type[Payments]]:
    """Keep a wrong provider, with the checks that are to find it, and no others."""

    def keep(animal: type[Payments]) -> type[Payments]:
        ANIMALS[animal.__name__] = animal
        FINDS[animal.__name__] = frozenset(codes)
        return animal

    return keep


# What an answer looks like


class Shows(Payments):
    """Orders are shown wrongly, wherever they are shown."""

    def shown(self, order: Json) -> Json:
        order = dict(order)
        self.spoil(order)
        return order

    def spoil(self, order: Json) -> None: ...


@finds("response-body")
class OmitsNulls(Shows):
    def spoil(self, order: Json) -> None:
        if order["note"] is None:
            del order["note"]


@finds("response-body")
class TimesWithoutZone(Shows):
    def spoil(self, order: Json) -> None:
        order["createdAt"] = order["createdAt"].rstrip("Z")


@finds("response-body")
class ShoutsOncePaid(Shows):
    def spoil(self, order: Json) -> None:
        if order["status"] == "paid":
            order["status"] = "PAID"


@finds("response-body")
class LinesAreWrong(Shows):
    def spoil(self, order: Json) -> None:
        order["lines"] = [{**line, "quantity": str(line["quantity"])} for line in order["lines"]]


@finds("malformed-body")
class CutsLongBodies(Payments):
    def encoded(self, value: Any) -> bytes:
        return super().encoded(value)[:1000]


@finds("malformed-body")
class WritesLatin1(Payments):
    def encoded(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode("latin-1", "xmlcharrefreplace")


@finds("content-type")
class NotFoundAsHtml(Payments):
    def refusal(self, status: int, detail: str, headers: Mapping[str, str]) -> Response:
        if status == 404:
            return Response("<h1>Not Found</h1>", status, headers, content_type="text/html")
        return super().refusal(status, detail, headers)


@finds("response-header")
class NoChallenge(Payments):
    def refusal(self, status: int, detail: str, headers: Mapping[str, str]) -> Response:
        return super().refusal(status, detail, {} if status == 401 else headers)


@finds("response-header")
class HeadHasNoEtag(Payments):
    def orders_read(self, request: Request, merchant: str, order: str) -> Response:
        answer = super().orders_read(request, merchant, order)
        if request.method == "HEAD":
            del answer.headers["ETag"]
        return answer


@finds("missing-allow")
class AllowsTooLittle(Payments):
    def other_method(self, known: tuple[str, ...]) -> Response:
        return super().other_method(known[:1])


@finds("missing-405")
class OtherMethodsAreNotFound(Payments):
    def other_method(self, known: tuple[str, ...]) -> Response:
        raise RefusedError(404, "there is nothing here")


# What is refused, and what is not


class Lax(Payments):
    """Some members are not judged."""

    def judged(self, value: Any, rules: Rules, *needed: str) -> Json:
        return super().judged(value, self.relaxed(rules) if "method" in rules else rules, *needed)

    def relaxed(self, rules: Rules) -> Rules:
        return rules


@finds("accepted-invalid")
class TakesAnyMethodOfPayment(Lax):
    def relaxed(self, rules: Rules) -> Rules:
        return {**rules, "method": lambda _: True}


@finds("accepted-invalid")
class TakesAnyAmount(Lax):
    def relaxed(self, rules: Rules) -> Rules:
        return {**rules, "amount": lambda _: True}


@finds("accepted-invalid")
class TakesStrangersInForms(Lax):
    def relaxed(self, rules: Rules) -> Rules:
        return {**rules, "unexpected_member": lambda _: True}


@finds("accepted-invalid")
class NeedsNoVersion(Payments):
    def version(self, request: Request) -> None:
        if "X-Api-Version" in request.headers:
            super().version(request)


@finds("accepted-invalid")
class TakesNoDocument(Payments):
    def documents_add(self, request: Request, merchant: str, order: str) -> Response:
        self.order(merchant, order)
        if request.mimetype == "multipart/form-data" and "file" not in {*request.form, *request.files}:
            return self.answer(201, {"id": self.next_id("doc"), "kind": "invoice", "size": 0})
        return super().documents_add(request, merchant, order)


@finds("ignored-credentials")
class DeletesAreOpen(Payments):
    def authorize(self, request: Request, handler: str) -> None:
        if handler != "orders_delete":
            super().authorize(request, handler)


@finds("rejected-valid")
class RefusesTheMost(Payments):
    def limit(self, request: Request) -> int:
        limit = super().limit(request)
        if limit == 50:
            raise RefusedError(400, "too many")
        return limit


@finds("rejected-valid")
class CountsBytes(Payments):
    def keep(self, order: Json) -> Json:
        if len(order["reference"].encode()) > 40:
            raise RefusedError(422, "'reference' is wrong")
        return super().keep(order)


@finds("rejected-valid")
class RefusesOddHandles(Payments):
    def named(self, handle: str) -> None:
        super().named(handle)
        if re.search("[^A-Za-z0-9]", handle):
            raise RefusedError(400, "a wrong handle")


@finds("done-though-refused")
class KeepsTheRefused(Payments):
    def orders_create(self, request: Request, merchant: str) -> Response:
        try:
            return super().orders_create(request, merchant)
        except RefusedError as error:
            if error.status == 422:
                given = {"id": self.next_id("ord"), "merchantId": merchant, "status": "draft", "createdAt": self.now()}
                self.keep({"lines": [], "note": None, "urgent": False, "reference": "?", "currency": "EUR", **given})
            raise


@finds("done-though-refused")
class ChangesWhatIsRefused(Payments):
    def orders_change(self, request: Request, merchant: str, order: str) -> Response:
        old = self.order(merchant, order)
        value = request.get_json(force=True, silent=True)
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            old["reference"] = value["reference"][:40] or "?"
        return super().orders_change(request, merchant, order)


@finds("done-though-refused")
class DeletesForAnyone(Payments):
    def authorize(self, request: Request, handler: str) -> None:
        try:
            super().authorize(request, handler)
        except RefusedError:
            if handler == "orders_delete":
                self.orders.pop(request.path.rpartition("/")[2], None)
            raise


@finds("accepted-invalid")
class TakesJsonAsAnything(Payments):
    def sent(self, request: Request, rules: Rules, *needed: str, media: str = "application/json") -> Json:
        return super().sent(request, rules, *needed, media=request.mimetype)


# What the server fails at


class Fails(Payments):
    """What is not thought of is a 500."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return super().__call__(environ, start_response)
        except (ArithmeticError, ValueError, TypeError, LookupError):
            return Response("something went wrong", 500)(environ, start_response)


@finds("server-error")
class FailsOnForeignLetters(Fails):
    def keep(self, order: Json) -> Json:
        order["reference"].encode("latin-1")
        return super().keep(order)


@finds("server-error")
class FailsOnLongNotes(Fails):
    def keep(self, order: Json) -> Json:
        if len(order["note"] or "") > 255:
            raise ValueError("the column is too short")
        return super().keep(order)


@finds("server-error")
class FailsOnFreeLines(Fails):
    def keep(self, order: Json) -> Json:
        assert all(100 / line["price"] for line in order["lines"])
        return super().keep(order)


@finds("server-error")
class FailsOnGreatPrices(Fails):
    def keep(self, order: Json) -> Json:
        for line in order["lines"]:
            int(line["price"]).to_bytes(4, "big", signed=True)
        return super().keep(order)


@finds("server-error")
class FailsOnGreatLimits(Fails):
    def limit(self, request: Request) -> int:
        text = request.args.get("limit", "1")
        int(text if text.isdigit() else "1").to_bytes(8, "big", signed=True)
        return super().limit(request)


@finds("server-error")
class FailsOnLists(Fails):
    def judged(self, value: Any, rules: Rules, *needed: str) -> Json:
        if isinstance(value, list):
            value["reference"]  # type: ignore[call-overload]
        return super().judged(value, rules, *needed)


@finds("server-error")
class FailsOnNull(Fails):
    def judged(self, value: Any, rules: Rules, *needed: str) -> Json:
        if isinstance(value, dict) and value.get("reference", "") is None:
            raise TypeError("null has no length")
        return super().judged(value, rules, *needed)


@finds("server-error")
class FailsOnOtherBytes(Fails):
    def sent(self, request: Request, rules: Rules, *needed: str, media: str = "application/json") -> Json:
        request.get_data().decode()
        return super().sent(request, rules, *needed, media=media)


@finds("server-error")
class FailsOnUnknownCursors(Fails):
    def begin(self, cursor: str | None, records: Records) -> int:
        return 0 if cursor is None else [record["id"] for record in records].index(cursor) + 1


@finds("server-error")
class FailsOnTokensOfNothing(Fails):
    def authorize(self, request: Request, handler: str) -> None:
        if "Authorization" in request.headers:
            request.headers["Authorization"].split(" ")[1]
        super().authorize(request, handler)
