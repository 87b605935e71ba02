"""Run with `pytest`: the fixture `mockserver` comes with the package."""

import pytest
from call_list import CallList, CallListError

from mockserver import error_cases


@pytest.fixture
def people(mockserver):
    people = CallList(mockserver.url("vcc-live"), 22, "mycc", "token")
    yield people
    people.close()


def test_a_person_who_moved_is_called_elsewhere(people):
    """The first version looked for its own numbers in the answer, where the places are texts: nobody ever moved."""
    assert people.move({"3": "London"}) == []
    assert people.person("3")["city"] == "London"


def test_only_the_city_is_sent(people, mockserver):
    people.move({"3": "London", "4": "Paris"})
    sent = [{"numberid": "3", "form": {"city": "London"}}, {"numberid": "4", "form": {"city": "Paris"}}]
    mockserver.assert_called("records.batch_update", times=1, with_={"body": {"elements": sent}})
    assert mockserver.last_request.values.body == {"elements": sent}


def test_who_is_not_on_the_list_is_told(people):
    assert people.move({"3": "London", "99": "Paris"}) == ["99"]
    assert people.person("3")["city"] == "London"


def test_a_busy_call_centre_is_asked_twice(people, mockserver):
    mockserver.override("records.batch_update", status=503, times=1)
    assert people.move({"3": "London"}) == []
    mockserver.assert_called("records.batch_update", times=2)


def test_one_that_stays_busy_is_an_error(people, mockserver):
    mockserver.faults = "down"
    with pytest.raises(CallListError, match="answers 503"):
        people.move({"3": "London"})


@pytest.mark.parametrize("case", error_cases("records.get"), ids=str)
def test_every_documented_error_is_an_error_of_ours(people, mockserver, case):
    mockserver.apply(case)
    with pytest.raises(CallListError):
        people.person("3")
