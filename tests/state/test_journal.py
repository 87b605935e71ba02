"""The journal holds the newest outcomes, bounded in number and in bytes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from mockserver.model import Outcome, Request, Response
from mockserver.state import Journal
from mockserver.state.journal import CLIPPED_BYTES


def outcome(number: int | str, *, sent: bytes = b"", answered: bytes = b"") -> Outcome:
    response = Response(200, (("A", "b"),), answered, "the value")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Outcome(
        str(number), moment, "s", Request("GET", "/", body=sent), response, "example", None, None, (), (), 1.0
    )


def filled(*outcomes: Outcome, **limits: int) -> Journal:
    journal = Journal(**limits)
    for each in outcomes:
        journal.add(each)
    return journal


def ids(journal: Journal) -> list[str]:
    return [each.id for each in journal.outcomes()]


def test_the_newest_outcome_comes_first() -> None:
    journal = filled(outcome(1), outcome(2), outcome(3))
    assert (ids(journal), len(journal)) == (["3", "2", "1"], 3)


def test_an_outcome_is_found_by_its_id() -> None:
    journal = filled(outcome(1), outcome(2))
    assert journal.get("1") == outcome(1)
    assert journal.get("3") is None


def test_only_what_is_wanted_is_shown() -> None:
    journal = filled(*(outcome(number) for number in range(6)))
    assert [each.id for each in journal.outcomes(lambda each: int(each.id) % 2 == 0)] == ["4", "2", "0"]


def test_past_its_number_the_oldest_is_forgotten() -> None:
    assert ids(filled(*(outcome(number) for number in range(5)), outcomes=3)) == ["4", "3", "2"]


def test_past_its_bytes_the_oldest_is_forgotten() -> None:
    outcomes = [outcome(number, sent=b"x" * 10, answered=b"y" * 10) for number in range(5)]
    assert ids(filled(*outcomes, body_bytes=100)) == ["4", "3", "2", "1", "0"]
    assert ids(filled(*outcomes, outcome(5, sent=b"x"), body_bytes=100)) == ["5", "4", "3", "2", "1"]


def test_the_newest_is_kept_however_large_it_is() -> None:
    assert ids(filled(outcome(1), outcome(2, sent=b"x" * 200), body_bytes=100)) == ["2"]


def test_of_a_body_that_is_too_large_only_the_beginning_is_kept() -> None:
    large = outcome(1, sent=b"x" * 300_000, answered=b"y" * 300_000)
    (kept,) = filled(large, body_bytes=1_000_000).outcomes()
    assert kept.request.body == b"x" * CLIPPED_BYTES
    assert kept.response.body == b"y" * CLIPPED_BYTES
    assert (kept.id, kept.response.status, kept.response.headers) == ("1", 200, (("A", "b"),))


def test_a_cleared_journal_is_empty_and_its_ids_go_on() -> None:
    journal = Journal(body_bytes=100)
    journal.add(outcome(journal.next_id(), sent=b"x" * 20))
    journal.clear()
    assert (list(journal.outcomes()), len(journal), journal.next_id()) == ([], 0, "2")
    for number in range(5):
        journal.add(outcome(number, sent=b"x" * 20))
    assert len(journal) == 5


def test_no_id_is_given_twice_to_many_threads() -> None:
    journal = Journal()
    given: list[str] = []
    threads = [threading.Thread(target=lambda: given.extend(journal.next_id() for _ in range(100))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, given)) == list(range(1, 801))
