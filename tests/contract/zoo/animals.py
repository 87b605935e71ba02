"""The wrong providers: each is the right one with one thing changed, and says what is to be found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any

from tests.contract.zoo.library import Answer, Json, Library, RefusedError

Environ = Mapping[str, Any]
ANIMALS: dict[str, type[Library]] = {}
FINDS: dict[str, frozenset[str]] = {}


def finds(*codes: str) -> Callable[[type[Library]], type[Library]]:
    """Keep a wrong provider, with the checks that are to find it, and no others."""

    def keep(animal: type[Library]) -> type[Library]:
        ANIMALS[animal.__name__] = animal
        FINDS[animal.__name__] = frozenset(codes)
        return animal

    return keep


# What an answer looks like


@finds("undocumented-status")
class WrongStatus(Library):
    def create(self, environ: Environ) -> Answer:
        answer = super().create(environ)
        answer.status = 200
        return answer


@finds("undocumented-status")
class UndocumentedStatus(Library):
    def delete(self, environ: Environ, text: str) -> Answer:
        super().delete(environ, text)
        return Answer(202)


@finds("response-header")
class MissingHeader(Library):
    def create(self, environ: Environ) -> Answer:
        answer = super().create(environ)
        answer.headers.clear()
        return answer


@finds("response-header")
class WrongHeader(Library):
    def list(self, environ: Environ) -> Answer:
        answer = super().list(environ)
        answer.headers["X-Remaining"] = "many"
        return answer


class Reader(Library):
    """Reads are wrong, and nothing else."""

    def read(self, environ: Environ, text: str) -> Answer:
        answer = super().read(environ, text)
        answer.value = dict(answer.value)
        self.spoil(answer)
        return answer

    def spoil(self, answer: Answer) -> None: ...


@finds("response-body")
class WrongType(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.value["year"] = str(answer.value["year"])


@finds("response-body")
class MissingField(Reader):
    def spoil(self, answer: Answer) -> None:
        del answer.value["title"]


@finds("response-body")
class ExtraField(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.value["shelf"] = "A"


@finds("response-body")
class WrongEnum(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.value["kind"] = "comic"


@finds("response-body")
class WrongFormat(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.value["contact"] = "nobody at all"


@finds("response-body")
class NullWhereNoneMayBe(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.value["author"] = None


@finds("content-type")
class WrongContentType(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.content_type = "text/html"


@finds("malformed-body")
class TruncatedBody(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.body = json.dumps(answer.value).encode()[:-9]


@finds("malformed-body")
class WrongCharset(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.body = json.dumps(answer.value).replace("{", '{"note": "caf\u00e9", ', 1).encode("latin-1")


@finds("empty-body")
class EmptyBody(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.body = b""


@finds("unexpected-body")
class BodyOfHead(Library):
    def open(self, environ: Environ) -> Answer:
        return Answer(200, body=b"open")


@finds("unexpected-body")
class BodyOfNothing(Library):
    def delete(self, environ: Environ, text: str) -> Answer:
        super().delete(environ, text)
        return Answer(204, body=b"{}")


@finds("response-body")
class WrongErrors(Library):
    def refusal(self, status: int, message: str) -> Answer:
        return Answer(status, {"error": message})


# What fails


@finds("server-error")
class LateFailure(Library):
    def list(self, environ: Environ) -> Answer:
        self.lists = getattr(self, "lists", 0) + 1
        return Answer(500, {"code": 500, "message": "oh"}) if self.lists == 6 else super().list(environ)


@finds("server-error")
class FailsOnUnknownIds(Library):
    def kept(self, text: str) -> Json:
        try:
            return super().kept(text)
        except RefusedError as error:
            raise RefusedError(500 if error.status == 404 else error.status, "KeyError") from error


@finds("server-error")
class FailsOnBadJson(Library):
    def sent(self, environ: Environ) -> Json:
        try:
            return super().sent(environ)
        except RefusedError as error:
            raise RefusedError(500 if str(error) == "no JSON" else error.status, str(error)) from error


# What is let in


@finds("accepted-invalid")
class AcceptsAnyYear(Library):
    def wrong(self, book: Any) -> str:
        found = super().wrong(book)
        return "" if found == "year" and type(book["year"]) is int else found


@finds("accepted-invalid")
class AcceptsAnyLimit(Library):
    def query(self, environ: Environ, name: str, default: int, least: int, most: float) -> int:
        try:
            return super().query(environ, name, default, least, most)
        except RefusedError:
            return default


@finds("accepted-invalid")
class AcceptsStrangers(Library):
    def wrong(self, book: Any) -> str:
        known = (
            {key: value for key, value in book.items() if key != "unexpected_member"}
            if isinstance(book, dict)
            else book
        )
        return super().wrong(known)

    def sent(self, environ: Environ) -> Json:
        return {key: value for key, value in super().sent(environ).items() if key != "unexpected_member"}


@finds("rejected-valid")
class RejectsTheRecent(Library):
    def wrong(self, book: Any) -> str:
        return super().wrong(book) or ("kind" if book["kind"] == "novel" else "")


@finds("ignored-credentials")
class AsksNobody(Library):
    def authorize(self, environ: Environ) -> None: ...


@finds("ignored-credentials")
class TakesAnyKey(Library):
    def authorize(self, environ: Environ) -> None:
        if not environ.get("HTTP_X_KEY"):
            raise RefusedError(401, "who are you?")


@finds("undocumented-method")
class AnswersAnyMethod(Library):
    def other_method(self, method: str, known: tuple[str, ...]) -> Answer:
        return Answer(200, {})


# What is kept


@finds("lost-record", "not-listed")
class LosesRecords(Library):
    def create(self, environ: Environ) -> Answer:
        answer = super().create(environ)
        del self.books[self.last]
        return answer


@finds("wrong-record")
class ChangesRecords(Library):
    def create(self, environ: Environ) -> Answer:
        answer = super().create(environ)
        self.books[self.last] = {**self.books[self.last], "title": "Something else"}
        return answer


@finds("lost-update")
class LosesUpdates(Library):
    def replace(self, environ: Environ, text: str) -> Answer:
        before = self.kept(text)
        answer = super().replace(environ, text)
        self.books[self.number(text)] = before
        return answer


@finds("lost-update")
class SpoilsUpdates(Library):
    def replace(self, environ: Environ, text: str) -> Answer:
        answer = super().replace(environ, text)
        self.books[self.number(text)] = {**self.books[self.number(text)], "year": 1666}
        return answer


@finds("lost-update")
class LosesHalfOfUpdates(Library):
    def replace(self, environ: Environ, text: str) -> Answer:
        before = self.kept(text)
        answer = super().replace(environ, text)
        self.books[self.number(text)] = {**self.books[self.number(text)], "title": before["title"]}
        return answer


@finds("still-there", "still-listed")
class KeepsTheDeleted(Library):
    def remove(self, number: int) -> None: ...


@finds("still-there")
class ReadsFromItsCache(Library):
    def read(self, environ: Environ, text: str) -> Answer:
        self.cache: dict[str, Answer] = getattr(self, "cache", {})
        try:
            self.cache[text] = super().read(environ, text)
        except RefusedError:
            if text not in self.cache:
                raise
        return self.cache[text]


@finds("still-listed")
class ListsTheDeleted(Library):
    def remove(self, number: int) -> None:
        self.ghosts: list[Json] = [*getattr(self, "ghosts", []), self.books[number]]
        super().remove(number)

    def listed(self) -> list[Json]:
        return [*super().listed(), *getattr(self, "ghosts", [])]


@finds("not-listed")
class ListsOnlyTheOld(Library):
    def listed(self) -> list[Json]:
        return []


@finds("wrong-total")
class MiscountsOnFirstPage(Library):
    def total(self, books: list[Json]) -> int:
        return len(books) + 1


@finds("ignored-limit")
class IgnoresLimit(Library):
    def list(self, environ: Environ) -> Answer:
        self.query(environ, "limit", 20, 1, 50)
        whole = super().list({**environ, "QUERY_STRING": ""})
        self.query(environ, "offset", 0, 0, inf)
        return whole


@finds("changed-key")
class ChangesTheTypeOfKeys(Reader):
    def spoil(self, answer: Answer) -> None:
        answer.value["id"] = str(answer.value["id"])


@finds("duplicate-key")
class GivesOneKeyTwice(Library):
    def next_id(self) -> int:
        return 1


@finds("duplicate-key", "wrong-total")
class ListsTwice(Library):
    def listed(self) -> list[Json]:
        found = super().listed()
        return [*found, *found[:1]]

    def total(self, books: list[Json]) -> int:
        return len(books) - 1 if books else 0


@finds("wrong-location")
class LeadsElsewhere(Library):
    def address(self, number: int) -> str:
        return f"http://library.example/api/books/{number + 1000}"


@finds("broken-link")
class ForgetsAuthors(Library):
    def author(self, environ: Environ, name: str) -> Answer:
        return self.refusal(404, "there is no such author")


@finds("unknown-found")
class MakesThingsUp(Library):
    def read(self, environ: Environ, text: str) -> Answer:
        try:
            return super().read(environ, text)
        except RefusedError as error:
            if error.status != 404:
                raise
        if int(text) < 2_000_000_000:
            raise RefusedError(404, "gone")
        some: Iterable[Json] = self.books.values()
        return Answer(200, {**next(iter(some)), "id": int(text)})
