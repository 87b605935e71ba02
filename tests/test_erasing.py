"""What is known to be a secret is found wherever it stands, however many there are."""

from __future__ import annotations

import json
import random
import time

import pytest

from mockserver.erasing import FEW, LONG, SHORTEST, Erasing

SECRETS = [f"secret number {number}: ä/" for number in range(FEW)]


@pytest.mark.parametrize("secrets", [SECRETS[:1], SECRETS], ids=["few", "many"])
def test_secrets_are_found_in_every_spelling(secrets: list[str]) -> None:
    erasing = Erasing(secrets, "X")
    told = f"a {secrets[0]} b {json.dumps(secrets[0])} secret%20number%200%3A%20%C3%A4%2F secret+number+0%3A+%C3%A4%2F."
    assert erasing.text(told) == 'a X b "X" X X.'
    assert erasing.body(told.encode()) == b'a X b "X" X X.'


@pytest.mark.parametrize("number", [1, FEW], ids=["few", "many"])
def test_the_longest_secret_is_taken(number: int) -> None:
    secrets = [f"{'abc' * 3}{'d' * times}" for times in range(number)] + ["abcabcabcdef", "e" * LONG + "f", "e" * LONG]
    erasing = Erasing(secrets, "X")
    assert erasing.text(f"abcabcabcdef abcabcabc {'e' * LONG}f abcabcab") == "X X X abcabcab"


def test_many_secrets_leave_what_reading_from_left_to_right_leaves() -> None:
    draw = random.Random(1)
    secrets = {"".join(draw.choices("ab", k=draw.randint(SHORTEST, 14))) for _ in range(2 * FEW)}
    text = "".join(draw.choices("ab", k=3_000))
    left, at = "", 0
    while at < len(text):
        found = max((secret for secret in secrets if text.startswith(secret, at)), key=len, default="")
        left, at = left + ("X" if found else text[at]), at + (len(found) or 1)
    assert Erasing(secrets, "X").text(text) == left


def test_text_that_is_no_unicode_is_searched_too() -> None:
    assert Erasing(["\ud800 is no character"], "X").text("a \ud800 is no character") == "a X"


def test_a_long_list_of_secrets_takes_no_longer_than_reading_it() -> None:
    secrets = [f"{number:032d}" for number in range(20_000)]
    body = json.dumps([{"id": "a", "was": secret} for secret in secrets]).encode()
    begun = time.process_time()
    hidden = Erasing(secrets, "X").body(body)
    assert hidden == json.dumps([{"id": "a", "was": "X"}] * len(secrets)).encode()
    assert time.process_time() - begun < 10
