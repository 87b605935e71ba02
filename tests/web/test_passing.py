"""Long bodies pass through the door in pieces."""

from __future__ import annotations

import io

import pytest

from mockserver.transport import PIECE
from mockserver.web.passing import rest_of


@pytest.mark.parametrize("declared", ["200000", ""])
def test_the_rest_of_a_body_comes_in_pieces(declared: str) -> None:
    environ = {"CONTENT_LENGTH": declared, "wsgi.input": io.BytesIO(b"x" * 199_990)}
    pieces = list(rest_of(environ, 10))
    assert (b"".join(pieces), {len(piece) for piece in pieces[:-1]}) == (b"x" * 199_990, {PIECE})


def test_no_more_is_read_than_was_declared() -> None:
    environ = {"CONTENT_LENGTH": "15", "wsgi.input": io.BytesIO(b"12345 and the next request")}
    assert list(rest_of(environ, 10)) == [b"12345"]


def test_a_body_that_ends_too_early_is_an_error() -> None:
    environ = {"CONTENT_LENGTH": "20", "wsgi.input": io.BytesIO(b"12345")}
    with pytest.raises(OSError, match="ended its body too early"):
        list(rest_of(environ, 10))
