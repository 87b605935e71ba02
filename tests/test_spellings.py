"""A command line of Prism's means what its users expect."""

from __future__ import annotations

import pytest

from mockserver.spellings import translated


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("mock -p 4010 shop.yaml", "-p 4010 shop.yaml"),
        ("mock --cors=false shop.yaml", "--no-cors shop.yaml"),
        ("mock --cors false shop.yaml", "--no-cors shop.yaml"),
        ("mock --cors shop.yaml", "--cors shop.yaml"),
        ("mock --no-cors shop.yaml", "--no-cors shop.yaml"),
        ("mock --errors=true shop.yaml", "--errors shop.yaml"),
        ("mock --errors=false shop.yaml", "shop.yaml"),
        ("mock -m shop.yaml", "shop.yaml"),
        ("mock --multiprocess=false shop.yaml", "shop.yaml"),
        ("mock -v debug shop.yaml", "-vv shop.yaml"),
        ("mock --verboseLevel=silent shop.yaml", "shop.yaml"),
        ("mock -v shop.yaml", "-v shop.yaml"),
        ("mock -vv shop.yaml", "-vv shop.yaml"),
        ("mock --ignoreExamples shop.yaml", "--ignore-examples shop.yaml"),
        ("mock --json-schema-faker-fillProperties=false shop.yaml", "shop.yaml"),
        ("mock --jsonSchemaFakerFillProperties shop.yaml", "shop.yaml"),
        ("mock --validate-request shop.yaml", "shop.yaml"),
        ("serve --validateRequest=false shop.yaml", "--validation=warn shop.yaml"),
        ("proxy --validateRequest=false shop.yaml http://a", "--no-validate-request shop.yaml http://a"),
        ("proxy --validate-request shop.yaml http://a", "--validate-request shop.yaml http://a"),
        ("mock -- --cors=false", "-- --cors=false"),
        ("routes -v debug --cors=false", "-v debug --cors=false"),
    ],
)
def test_a_command_line_of_prisms_is_written_in_our_options(given: str, ours: str) -> None:
    command, *arguments = given.split()
    assert translated(command, arguments) == ours.split()


@pytest.mark.parametrize("given", ["--cors=maybe", "--port=5", "--verboseLevel=loud", "--nonsense=true"])
def test_what_is_no_spelling_of_prisms_stays_as_it_is(given: str) -> None:
    assert translated("mock", [given]) == [given]
