"""Run with `pytest`: the fixture `mockserver` comes with the package."""

import pytest
from phone_calls import PhoneCallError, PhoneCalls

from mockserver import error_cases

pytestmark = pytest.mark.anyio
NUMBER = "+3614440199"


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def waits():
    return []


@pytest.fixture
async def calls(mockserver, waits):
    """The client with Oracle's real address: within the block its calls end in the mock."""

    async def sleep(seconds):
        waits.append(seconds)

    with mockserver.intercept():
        async with PhoneCalls("acme.fa.us2.oraclecloud.com", "jane", "secret", sleep) as calls:
            yield calls


async def test_a_call_is_noted(calls, mockserver):
    with mockserver.changes() as changes:
        call = await calls.note("switch-1", 300100581000417, NUMBER)
    noted = changes.added["phoneCalls"][str(call)]
    assert (noted["PhoneNumber"], noted["InteractionId"], noted["CreatedBy"]) == (NUMBER, 300100581000417, "jane")


async def test_a_call_that_is_told_twice_is_noted_once(calls, mockserver):
    first = await calls.note("switch-1", 1, "+3610000000")
    assert await calls.note("switch-1", 1, NUMBER) == first
    assert [call["PhoneNumber"] for call in mockserver.state["phoneCalls"].values()] == [NUMBER]
    assert [request.status for request in mockserver.requests] == [201, 200]


async def test_every_call_of_a_number_is_found(calls, mockserver):
    """The first version went on by its own limit of 1,000, where Oracle gives 499 at most: it missed half of them."""
    one = await calls.note("switch-0", 1, NUMBER)
    record = mockserver.state["phoneCalls"][str(one)]
    mockserver.state["phoneCalls"] = {
        str(one + n): {**record, "CallId": one + n, "ExternalSystemCallId": f"switch-{n}"} for n in range(1_200)
    }
    found = await calls.of(NUMBER)
    assert [call["ExternalSystemCallId"] for call in found] == [f"switch-{n}" for n in range(1_200)]
    mockserver.assert_called("phoneCalls.list", times=3)


async def test_nobody_is_found_by_another_number(calls):
    await calls.note("switch-1", 1, NUMBER)
    assert await calls.of("+3610000000") == []


async def test_a_message_is_noted_once(calls):
    call = await calls.note("switch-1", 1, NUMBER)
    assert [await calls.left_a_message(call), await calls.left_a_message(call)] == [True, False]
    assert [found["LeftMessageFlag"] for found in await calls.of(NUMBER)] == [True]


async def test_a_change_of_somebody_else_is_looked_at_before_ours(calls, mockserver):
    call = await calls.note("switch-1", 1, NUMBER)
    mockserver.override("phoneCalls.update", status=412, times=1)
    assert await calls.left_a_message(call)
    mockserver.assert_order("phoneCalls.get", "phoneCalls.update", "phoneCalls.get", "phoneCalls.update")


async def test_one_who_is_always_faster_is_told(calls, mockserver):
    call = await calls.note("switch-1", 1, NUMBER)
    mockserver.override("phoneCalls.update", status=412)
    with pytest.raises(PhoneCallError) as raised:
        await calls.left_a_message(call)
    assert raised.value.status == 412
    mockserver.assert_called("phoneCalls.update", times=3)


async def test_a_busy_oracle_is_asked_again_when_it_says(calls, mockserver, waits):
    busy = [{"status": 429, "headers": {"Retry-After": "2"}}, {"status": 503}]
    mockserver.override("phoneCalls.create", sequence=busy, force=True)
    await calls.note("switch-1", 1, NUMBER)
    assert waits == [2, 1]


async def test_one_that_stays_busy_is_an_error(calls, mockserver):
    mockserver.faults = "down"
    with pytest.raises(PhoneCallError, match="Oracle answers 503"):
        await calls.note("switch-1", 1, NUMBER)
    mockserver.assert_called("phoneCalls.create", times=3)


async def test_what_oracle_has_against_it_is_told(calls, mockserver):
    mockserver.expect_violation("maxLength", location="body/PhoneNumber")
    with pytest.raises(PhoneCallError) as raised:
        await calls.note("switch-1", 1, "0" * 31)
    assert (raised.value.status, raised.value.codes) == (400, ["27010"])


@pytest.mark.parametrize("case", error_cases("phoneCalls.create"), ids=str)
async def test_every_documented_error_is_an_error_of_ours(calls, mockserver, case):
    mockserver.apply(case)
    with pytest.raises(PhoneCallError):
        await calls.note("switch-1", 1, NUMBER)
