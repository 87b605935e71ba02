"""Does coverage of many sessions add up, however many requests there are?"""

from __future__ import annotations

from werkzeug.test import Client

from mockserver import MockServer
from mockserver.mock import exercised


def test_a_session_tells_its_coverage_over_its_resets(mock: MockServer, client: Client) -> None:
    client.get("/v1/pets?limit=1")
    mock.reset()
    client.get("/v1/pets")
    client.get("/v1/pts")
    listed, create = mock.coverage["operations"]
    assert (create["called"], listed["called"], listed["parameters"]) == (0, 2, {"query.limit": 1})
    assert mock.coverage["percent"] == 33.3


def test_what_is_counted_in_parts_is_counted_once(mock: MockServer, client: Client) -> None:
    collected, sessions = mock.collector(), 12
    each = exercised.KEPT // (sessions - 2)
    for _ in range(sessions):
        mock.start()
        for _ in range(each):
            client.get("/v1/pets?limit=1")
        mock.exercise(collected)
    (listed, _), (again, _) = collected.report()["operations"], collected.report()["operations"]
    assert (listed["called"], listed["parameters"]) == (sessions * each, {"query.limit": sessions * each})
    assert again == listed


def test_without_details_calls_and_statuses_alone_are_counted(mock: MockServer, client: Client) -> None:
    collected = mock.collector(details=False)
    client.get("/v1/pets?limit=1")
    mock.exercise(collected)
    report = collected.report()
    listed = next(each for each in report["operations"] if each["called"])
    assert (listed["called"], listed["parameters"], report["percent"]) == (1, {}, mock.coverage["percent"])
    assert listed["statuses"] == next(e for e in mock.coverage["operations"] if e["called"])["statuses"]
