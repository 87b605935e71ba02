"""Run with `pytest`: the fixture `mockserver` comes with the package."""

import pytest
from phone_book import Contact, PhoneBook, PhoneBookError

from mockserver import error_cases

ANN = Contact("91c615e3-1040-4815-8ecb-039a18b756b1", "Ann", "0001-01-11-11")
BOB = Contact("91c615e3-1040-4815-8ecb-039a18b756b2", "Bob", "001-01-11-12-1", "individual")
NOWHERE = Contact("91c615e3-1040-4815-8ecb-039a18b756b3", "Nobody", "0001-01-99-11")


@pytest.fixture
def book(mockserver):
    book = PhoneBook(mockserver.url("bas-ip"), "admin", "123456", at_once=2)
    yield book
    book.close()


def test_residents_are_brought_in(book, mockserver):
    with mockserver.changes() as changes:
        assert book.bring([ANN, BOB]) == []
    assert [contact["name"] for contact in changes.added["contacts"].values()] == ["Ann", "Bob"]


def test_one_who_is_known_is_changed_and_not_doubled(book, mockserver):
    book.bring([ANN])
    with mockserver.changes() as changes:
        book.bring([Contact(ANN.link_id, "Ann Green", ANN.number)])
    assert "contacts" not in changes.added
    assert list(book.names()) == ["Ann Green"]


def test_a_number_that_no_apartment_has_is_told_and_the_rest_is_kept(book, mockserver):
    mockserver.expect_violation("pattern", operation="contacts.create")
    assert book.bring([ANN, NOWHERE]) == [NOWHERE.link_id]
    assert list(book.names()) == ["Ann"]


@pytest.mark.mockserver(settings={"bas-ip": {"max_contacts": "1"}})
def test_a_full_monitor_is_told(book):
    """At first this passed though Bob's number had a part too few: he was refused for that. The mock told so."""
    assert book.bring([ANN, BOB]) == [BOB.link_id]


def test_many_residents_go_in_several_calls(book, mockserver):
    ids = [f"91c615e3-1040-4815-8ecb-{number:012}" for number in range(5)]
    assert book.bring([Contact(link_id, "Ann", ANN.number) for link_id in ids]) == []
    mockserver.assert_called("contacts.create", times=3)
    assert [len(request.body["list_items"]) for request in mockserver.requests[1:]] == [2, 2, 1]


def test_all_pages_are_read(book, mockserver):
    names = [f"Resident {number}" for number in range(120)]
    records = {str(uid): {"uid": uid, "name": name} for uid, name in enumerate(names, start=1)}
    mockserver.state["contacts"] = records
    assert list(book.names()) == names
    mockserver.assert_called("contacts.list", times=3)


def test_who_moved_out_is_taken_out(book):
    book.bring([ANN, BOB])
    assert book.take_out([ANN.link_id, NOWHERE.link_id]) == [NOWHERE.link_id]
    assert list(book.names()) == ["Bob"]


@pytest.mark.mockserver(expect=["security"])
def test_a_token_that_is_too_old_is_replaced(book, mockserver):
    """The first version went on with the old token after the new login; a mock without a clock had not minded."""
    book.bring([ANN])
    mockserver.clock.advance("2h")
    assert list(book.names()) == ["Ann"]
    mockserver.assert_order("login", "contacts.create", "login", "contacts.list")


def test_a_wrong_password_is_an_error(mockserver):
    book = PhoneBook(mockserver.url("bas-ip"), "admin", "654321")
    with pytest.raises(PhoneBookError, match="Log In"):
        book.bring([ANN])
    book.close()


@pytest.mark.parametrize("case", error_cases("contacts.create"), ids=str)
def test_every_documented_error_is_an_error_of_ours(book, mockserver, case):
    mockserver.apply(case)
    with pytest.raises(PhoneBookError):
        book.bring([ANN])
    assert mockserver.state["contacts"] == {}


@pytest.mark.parametrize("fault", ["reset", "empty", "malformed", "truncated"])
def test_an_answer_that_is_none_is_an_error_of_ours(book, mockserver, fault):
    mockserver.faults.add(fault, operation="contacts.create")
    with pytest.raises(PhoneBookError):
        book.bring([ANN])
