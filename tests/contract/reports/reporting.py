"""Which findings, hostile ones too, are told in the tests of reports?"""

from __future__ import annotations

from dataclasses import fields

from hypothesis import strategies as st

from mockserver.contract.report import Entry, Report

MISSING = Entry(
    "response-schema", "error", "'name' is missing", "shop.yaml", 12, "shop.pets.get", "/0", "upstream",
    "curl http://127.0.0.1:80/pets", ("was: {}", "asked: a name"),
)  # fmt: skip
LATE = Entry("slow-pattern", "warning", "this may take long", "shop.yaml", 30)
GONE = Entry("no-longer-found", "info", "no longer found: type", "", 0, "shop.pets.get")
REPORT = Report("check", "shop.yaml", (LATE, GONE, MISSING), ("shop.pets.list",), "12 requests, seed 1")

SEVERITIES = st.sampled_from(["error", "warning", "info"])
BLAMES = st.sampled_from(["client", "spec", "mock", "upstream", ""])
EVIL = st.sampled_from(
    ["]]>", "<!--", "</script><script>", "&lt;", "\x00", "\x1b[31m", "\ud800", "\ufffe", "\r\n::error::", "%0A",
     ",line=1", "\u202e", "\u2028", "\x85", "::", "\t", '"', "'"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(EVIL, st.text(st.characters(), max_size=5)), max_size=4).map("".join)
LINES = st.integers(0, 10_000)
ENTRIES = st.builds(
    Entry,
    TEXTS,
    SEVERITIES,
    TEXTS,
    TEXTS,
    LINES,
    TEXTS,
    TEXTS,
    BLAMES,
    TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
    TEXTS,
)
REPORTS = st.builds(
    Report, TEXTS, TEXTS, st.lists(ENTRIES, max_size=4).map(tuple), st.lists(TEXTS, max_size=2).map(tuple), TEXTS, TEXTS
)
"""Reports whose every text may be anything."""

assert len(fields(Entry)) == 11, "a member of a finding that no hostile text tries"
