"""Run with `pytest`: the fixture `mockserver` comes with the package."""

import dataclasses

import pytest
from call_log import Call, CallLog, CallLogError

from mockserver import error_cases

ANN = "01234567-abcd-dcba-ffff-000000000000"
NOBODY = "01234567-abcd-dcba-ffff-00000000dead"
CALL = Call(ANN, "01234567-abcd-dcba-ffff-0000000000d1", "+12025550111")
TO_NOBODY = dataclasses.replace(CALL, account_id=NOBODY)


@pytest.fixture
def log(mockserver):
    """The log with Pipeliner's real address: within the block its calls end in the mock."""
    with mockserver.intercept():
        log = CallLog("https://us-east.api.pipelinersales.com/api/v100/rest", "sp_acme", "key", "secret")
        yield log
        log.close()


def test_calls_are_noted(log, mockserver):
    with mockserver.changes() as changes:
        (noted,) = log.note_all([CALL])
    assert changes.added["Calls"][f"sp_acme/{noted}"]["phone_number"] == "+12025550111"
    assert [call["id"] for call in log.to("+12025550111")] == [noted]


def test_nothing_is_noted_where_one_call_cannot_be(log, mockserver):
    with pytest.raises(CallLogError, match=r"40000: .* to Account doesn't exist!"):
        log.note_all([CALL, TO_NOBODY])
    assert mockserver.state["Calls"] == {}


def test_a_call_that_cannot_be_noted_is_told_by_its_place(log):
    """The first version believed the answer's `success`, which is true even where every call was refused."""
    noted = log.note([TO_NOBODY, CALL])
    assert list(noted.ids) == [1]
    assert noted.refused == {
        0: f"[account_id] Relation Call.account_id={NOBODY} to Account doesn't exist!",
    }


def test_a_number_that_is_no_text_is_refused(log, mockserver):
    """The telephone system gives numbers as it likes; the mock says where the contract has it otherwise."""
    mockserver.expect_violation("type", operation="Calls.batch_create_or_update", location="body/0/phone_number")
    noted = log.note([dataclasses.replace(CALL, phone_number=12025550111)])
    assert noted.refused == {0: "[phone_number] must be null or string, not integer"}


def test_every_page_is_read(log, mockserver):
    log.note_all([CALL] * 150)
    log.note_all([dataclasses.replace(CALL, phone_number="+12025550112")])
    assert len(list(log.to("+12025550111"))) == 150
    mockserver.assert_called("Calls.list", times=2, with_={"query": {"first": "100"}})


def test_one_batch_goes_out_for_all_calls(log, mockserver):
    log.note([CALL, CALL])
    one = {"caller_id": ANN, "phone_number": "+12025550111", "account_id": None}
    mockserver.assert_called("Calls.batch_create_or_update", times=1, with_={"body": [one, one]})
    assert mockserver.last_request.query == "rollback-method=1"


@pytest.mark.mockserver(settings={"pipeliner": {"accounts": "key:other"}}, expect=["security"])
def test_a_key_that_is_not_good_is_an_error(log):
    with pytest.raises(CallLogError) as raised:
        log.note([CALL])
    assert raised.value.code == 401


def test_a_page_of_the_hosting_company_is_an_error_too(log, mockserver):
    page = {"status": 502, "body": "<h1>Bad gateway</h1>", "headers": {"Content-Type": "text/html"}}
    mockserver.override("Calls.list", sequence=[page], force=True)
    with pytest.raises(CallLogError, match="502"):
        list(log.to("+12025550111"))


@pytest.mark.parametrize("case", error_cases("Calls.batch_create_or_update"), ids=str)
def test_every_documented_error_is_an_error_of_ours(log, mockserver, case):
    mockserver.apply(case)
    for note in (log.note, log.note_all):
        with pytest.raises(CallLogError):
            note([CALL])
