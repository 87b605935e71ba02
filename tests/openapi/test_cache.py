"""A parsed text is kept for the next start, and a cache stops nothing and grows no further than it may."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi import cache as kept_values
from mockserver.openapi.reading import parse


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which parsed texts are kept."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MOCKSERVER_CACHE", str(folder))
    return folder


def read(text: str) -> Any:
    return parse(text.encode(), "shop.yaml")


def test_a_parsed_text_is_kept_for_the_next_start(cache: Path) -> None:
    assert read("a: 1\n") == {"a": 1}
    (kept,) = cache.iterdir()
    kept.write_text('{"from": "the cache"}', encoding="utf-8")
    assert read("a: 1\n") == {"from": "the cache"}
    assert read("a: 2\n") == {"a": 2}


def test_json_needs_no_cache(cache: Path) -> None:
    read('{"a": 1}')
    assert not cache.exists()


def test_a_broken_cache_is_not_believed(cache: Path) -> None:
    read("a: 1\n")
    (kept,) = cache.iterdir()
    kept.write_bytes(b"{")
    assert read("a: 1\n") == {"a": 1}


def test_the_cache_can_be_switched_off(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSERVER_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    read("a: 1\n")
    assert not cache.exists()
    assert not (tmp_path / "xdg").exists()


@pytest.mark.parametrize("with_xdg", [True, False])
def test_the_cache_is_where_the_user_keeps_such_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_xdg: bool
) -> None:
    monkeypatch.delenv("MOCKSERVER_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    folder = tmp_path / "home" / ".cache"
    if with_xdg:
        folder = tmp_path / "xdg"
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    read("a: 1\n")
    assert len(list((folder / "mockserver").iterdir())) == 1


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("MOCKSERVER_CACHE", str(tmp_path / "file" / "below"))
    assert read("a: 1\n") == {"a": 1}


def test_integers_of_any_size_come_back_from_the_cache(cache: Path) -> None:
    assert read("a: 18446744073709551617\n") == {"a": 2**64 + 1}
    assert len(list(cache.iterdir())) == 1
    assert read("a: 18446744073709551617\n") == {"a": 2**64 + 1}


def test_a_cache_that_cannot_be_found_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("there is no home")

    monkeypatch.delenv("MOCKSERVER_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert read("a: 1\n") == {"a": 1}


def test_a_folder_in_the_place_of_a_kept_text_stops_nothing(cache: Path) -> None:
    read("a: 1\n")
    (kept,) = cache.iterdir()
    kept.unlink()
    kept.mkdir()
    assert read("a: 1\n") == {"a": 1}
    assert list(cache.iterdir()) == [kept]


def test_the_cache_is_the_users_own(cache: Path) -> None:
    read("a: 1\n")
    (kept,) = cache.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (cache, kept)] == [0, 0]


def test_what_was_not_used_for_the_longest_time_goes_first(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        read(f"a: {number}\n")
        for age, path in enumerate(sorted(cache.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)):
            os.utime(path, (1_000_000 - age, 1_000_000 - age))
    read("a: 0\n")
    monkeypatch.setattr(kept_values, "MAX_CACHE_BYTES", 2 * len('{"a":0}'))
    read("a: 3\n")
    assert sorted(path.read_text(encoding="utf-8") for path in cache.iterdir()) == ['{"a":0}', '{"a":3}']


def test_files_of_others_in_the_folder_are_left_alone(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.mkdir()
    (cache / "mine.txt").write_text("long enough to be too much", encoding="utf-8")
    monkeypatch.setattr(kept_values, "MAX_CACHE_BYTES", len('{"a":1}'))
    read("a: 1\n")
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".txt"]


def test_a_text_that_is_too_large_for_the_cache_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_values, "MAX_CACHE_BYTES", 3)
    assert read("a: 1\n") == {"a": 1}
    assert not cache.exists()
