#!/bin/sh
# Run with `sh test_add_panel.sh`; `mockserver`, `curl` and `python3` are on the PATH.
. ./mock.sh

add_panel() {
  PASSWORD=${PASSWORD:-123456} sh ./add_panel.sh "$BASE/api/v0" "$@" 2>"$mock_folder/client"
}

test_a_panel_is_added() {
  add_panel "Front door" 0001-01-01 &&
    control GET /state/contacts | answers '[each["name"] for each in it["items"]] == ["Front door"]'
}

test_every_test_begins_anew_and_so_does_one_after_a_reset() {
  control GET /state/contacts | answers 'it["total"] == 0' &&
    add_panel "Front door" 0001-01-01 &&
    control POST /reset >"$mock_folder/reset" &&
    control GET /state/contacts | answers 'it["total"] == 0'
}

# The first version went on after the failed login, which a pipe had hidden; the mock told of a call without a token.
test_a_wrong_password_is_an_error() {
  ! PASSWORD=654321 add_panel "Front door" 0001-01-01
}

test_what_the_monitor_has_against_it_is_told() {
  control POST /overrides '{"operation": "contacts.create", "status": 400, "example": "Base"}' >"$mock_folder/made" &&
    ! add_panel "Front door" 0001-01-01 &&
    grep -q '{"error":"Wrong JSON body"}' "$mock_folder/client"
}

test_a_busy_monitor_is_an_error() {
  control POST /overrides '{"operation": "contacts.create", "status": 503, "times": 1, "force": true}' \
    >"$mock_folder/made" &&
    ! add_panel "Front door" 0001-01-01 && add_panel "Front door" 0001-01-01 &&
    control POST /requests/verify '{"operation": "contacts.create", "times": 2}' | answers 'it["ok"]'
}

run test_a_panel_is_added \
  test_every_test_begins_anew_and_so_does_one_after_a_reset \
  test_a_wrong_password_is_an_error \
  test_what_the_monitor_has_against_it_is_told \
  test_a_busy_monitor_is_an_error
