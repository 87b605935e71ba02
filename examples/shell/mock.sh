# A mock server for a script of tests: `. ./mock.sh`, then `run TEST...`, where each TEST is a function.
# The server ends with the script, however that ends.

mock_folder=$(mktemp -d)
mkfifo "$mock_folder/said"
mockserver serve --port 0 --seed 1 >"$mock_folder/said" &
mock_process=$!

mock_stop() {
  kill "$mock_process" 2>/dev/null
  wait "$mock_process"
  mock_code=$?
  rm -r "$mock_folder"
}
trap mock_stop EXIT
trap 'exit 130' INT TERM

exec 3<"$mock_folder/said"
read -r mock_line <&3 || exit 2 # it has said why on standard error
MOCK=${mock_line##* }

# control METHOD PATH [JSON]: the control API of the session of this test; what it answers.
control() {
  curl --silent --show-error --fail-with-body --request "$1" --header "X-Mock-Session: $TEST" \
    ${3:+--data "$3"} "$MOCK/__mock__$2"
}

# answers EXPRESSION: whether a Python expression is true of the JSON on standard input, named `it`.
answers() {
  python3 -c 'import json, sys; it = json.load(sys.stdin); sys.exit(not eval(sys.argv[1]))' "$1"
}

# run TEST...: each in a session of its own; a test fails, too, if its client broke the contract.
run() {
  failed=0
  for TEST in "$@"; do
    BASE=$MOCK/__session__/$TEST
    if ("$TEST") && control GET /violations >"$mock_folder/violations" &&
      answers 'not [v for v in it["violations"] if v["blame"] == "client"]' <"$mock_folder/violations"; then
      echo "ok $TEST"
    else
      echo "not ok $TEST"
      cat "$mock_folder/violations" 2>/dev/null
      failed=1
    fi
    control DELETE "/sessions/$TEST" >"$mock_folder/deleted"
  done
  mock_stop
  trap - EXIT
  [ "$failed" = 0 ] && [ "$mock_code" = 0 ]
}
