"""A provider that keeps to its specification: a WSGI application written by hand, in parts that can be got wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

SPEC = Path(__file__).with_name("library.yaml")
KEY = "open sesame"

_TITLE = re.compile(r"[A-Za-z ]{1,40}")
_EMAIL = re.compile(r"[^@\s\"]+@[^@\s.]+(\.[^@\s.]+)*|\"[^\"]*\"@\S+")
_PHRASES = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}

Json = dict[str, Any]


@dataclass
class Answer:
    status: int
    value: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    body: bytes | None = None

    @property
    def data(self) -> bytes:
        if self.body is not None:
            return self.body
        return b"" if self.value is None else json.dumps(self.value).encode()


class RefusedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Library:
    """The right one; the wrong ones are this one with one method changed."""

    def __init__(self) -> None:
        self.books: dict[int, Json] = {}
        self.last = 0
        self.asked = 0

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        try:
            answer = self.route(environ)
        except RefusedError as error:
            answer = self.refusal(error.status, str(error))
        headers = dict(answer.headers)
        if answer.data:
            headers["Content-Type"] = answer.content_type
        start_response(f"{answer.status} {_PHRASES.get(answer.status, 'Other')}", list(headers.items()))
        return [answer.data]

    def refusal(self, status: int, message: str) -> Answer:
        return Answer(status, {"code": status, "message": message})

    def route(self, environ: Mapping[str, Any]) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        ways: tuple[tuple[str, dict[str, Callable[..., Answer]]], ...] = (
            ("/api/books", {"GET": self.list, "POST": self.create}),
            ("/api/books/([^/]+)", {"GET": self.read, "PUT": self.replace, "DELETE": self.delete}),
            ("/api/authors/([^/]+)", {"GET": self.author}),
            ("/api/open", {"HEAD": self.open}),
        )
        for pattern, methods in ways:
            found = re.fullmatch(pattern, path)
            if found is not None:
                if method not in methods:
                    return self.other_method(method, tuple(methods))
                return methods[method](environ, *found.groups())
        raise RefusedError(404, "there is nothing here")

    def other_method(self, method: str, known: tuple[str, ...]) -> Answer:
        return Answer(405, {"code": 405, "message": method}, {"Allow": ", ".join(known)})

    # What is asked

    def authorize(self, environ: Mapping[str, Any]) -> None:
        if environ.get("HTTP_X_KEY") != KEY:
            raise RefusedError(401, "who are you?")

    def number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            raise RefusedError(400, "an id is a number from 1 on")
        return int(text)

    def query(self, environ: Mapping[str, Any], name: str, default: int, least: int, most: float) -> int:
        text = parse_qs(environ["QUERY_STRING"], keep_blank_values=True).get(name, [str(default)])[0]
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise RefusedError(400, f"'{name}' is wrong")
        return int(text)

    def sent(self, environ: Mapping[str, Any]) -> Json:
        if environ.get("CONTENT_TYPE", "").partition(";")[0] != "application/json":
            raise RefusedError(415, "only JSON")
        try:
            book = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        except ValueError as error:
            raise RefusedError(400, "no JSON") from error
        wrong = self.wrong(book)
        if wrong:
            raise RefusedError(400, f"'{wrong}' is wrong")
        return dict(book)

    def wrong(self, book: Any) -> str:
        """The name of what is wrong with a book, if something is."""
        names = {"title", "year", "kind", "contact", "author"}
        if not isinstance(book, dict):
            return "body"
        if set(book) - names - {"note", "tags"} or names - set(book):
            return "members"
        rules = {
            "title": lambda v: isinstance(v, str) and _TITLE.fullmatch(v) is not None,
            "year": lambda v: (type(v) is int or (type(v) is float and v.is_integer())) and 1450 <= v <= 2100,
            "kind": lambda v: v in ("novel", "poem", "play"),
            "contact": lambda v: isinstance(v, str) and _EMAIL.fullmatch(v) is not None,
            "author": lambda v: v in ("austen", "bronte", "eliot"),
            "note": lambda v: v is None or (isinstance(v, str) and len(v) <= 100),
            "tags": lambda v: isinstance(v, list) and len(v) <= 3 and all(isinstance(t, str) and t for t in v),
        }
        return next((name for name, value in book.items() if not rules[name](value)), "")

    # What is kept

    def kept(self, text: str) -> Json:
        found = self.books.get(self.number(text))
        if found is None:
            raise RefusedError(404, "there is no such book")
        return found

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def store(self, number: int, book: Json) -> None:
        self.books[number] = book

    def remove(self, number: int) -> None:
        del self.books[number]

    def shown(self, book: Json) -> Json:
        return book

    # What is answered

    def list(self, environ: Mapping[str, Any]) -> Answer:
        limit = self.query(environ, "limit", 20, 1, 50)
        offset = self.query(environ, "offset", 0, 0, inf)
        books = self.listed()
        page = [self.shown(book) for book in books[offset : offset + limit]]
        return Answer(200, {"items": page, "total": self.total(books)}, {"X-Remaining": "7"})

    def listed(self) -> list[Json]:
        return list(self.books.values())

    def total(self, books: list[Json]) -> int:
        return len(books)

    def create(self, environ: Mapping[str, Any]) -> Answer:
        self.authorize(environ)
        number = self.next_id()
        book = {"id": number, **self.sent(environ)}
        self.store(number, book)
        return Answer(201, self.shown(book), {"Location": self.address(number)})

    def address(self, number: int) -> str:
        return f"http://library.example/api/books/{number}"

    def read(self, environ: Mapping[str, Any], text: str) -> Answer:
        return Answer(200, self.shown(self.kept(text)))

    def replace(self, environ: Mapping[str, Any], text: str) -> Answer:
        self.authorize(environ)
        old = self.kept(text)
        book = {"id": old["id"], **self.sent(environ)}
        self.store(self.number(text), book)
        return Answer(200, self.shown(book))

    def delete(self, environ: Mapping[str, Any], text: str) -> Answer:
        self.authorize(environ)
        self.kept(text)
        self.remove(self.number(text))
        return Answer(204)

    def author(self, environ: Mapping[str, Any], name: str) -> Answer:
        if name not in ("austen", "bronte", "eliot"):
            raise RefusedError(404, "there is no such author")
        return Answer(200, {"name": name})

    def open(self, environ: Mapping[str, Any]) -> Answer:
        return Answer(200)
