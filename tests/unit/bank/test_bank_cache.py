"""A cache makes loading fast and never changes what is loaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quiz import cache as room
from quiz.bank.load import load

BANK = """\
- id: one
  level: deep
  ask: {en: a, zh: b}
  say: {en: a, zh: b}
  points: [{en: a, zh: b, proof: "d/v::c"}]
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "bank.yaml"
    path.write_text(BANK)
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def entries(kept: Path) -> list[Path]:
    return sorted(path for path in kept.rglob("*") if path.is_file())


def swap(bank: Path, old: str, new: str) -> None:
    """Change the bank but neither its size nor its time: only a cache can then not see it."""
    stat = bank.stat()
    assert len(old) == len(new)
    bank.write_text(bank.read_text().replace(old, new))
    os.utime(bank, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def first(bank: Path, kept: Path) -> str:
    loaded = load([bank], kept)
    assert loaded.faults == ()
    return loaded.decks[0].questions[0].id


def test_an_unchanged_bank_comes_from_the_cache_just_as_it_was_read(bank: Path, kept: Path) -> None:
    read = load([bank], kept)
    swap(bank, "one", "two")
    assert load([bank], kept) == read
    assert first(bank, kept) == "one"


@pytest.mark.parametrize("longer", [True, False])
def test_a_changed_bank_is_read_again(bank: Path, kept: Path, longer: bool) -> None:
    load([bank], kept)
    stat = bank.stat()
    bank.write_text(BANK.replace("one", "three" if longer else "two"))
    os.utime(bank, ns=(stat.st_atime_ns, stat.st_mtime_ns + (0 if longer else 1)))
    assert first(bank, kept) == ("three" if longer else "two")


def test_another_version_of_the_program_reads_the_bank_again(
    bank: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([bank], kept)
    swap(bank, "one", "two")
    monkeypatch.setattr(room, "_hash", lambda files: "other")
    assert first(bank, kept) == "two"


def test_a_bank_with_a_fault_is_not_kept(bank: Path, kept: Path) -> None:
    bank.write_text(BANK.replace("deep", "depe"))
    assert load([bank], kept).faults == load([bank], kept).faults != ()
    assert entries(kept) == []


@pytest.mark.parametrize("damage", [b"", b"\xff" * 50, b"\x92", b"\x91" * 100_000])
def test_a_damaged_entry_is_made_again(bank: Path, kept: Path, damage: bytes) -> None:
    load([bank], kept)
    (entry,) = entries(kept)
    sound = entry.read_bytes()
    entry.write_bytes(damage)
    assert first(bank, kept) == "one"
    assert entry.read_bytes() == sound


def test_a_cut_off_entry_is_made_again(bank: Path, kept: Path) -> None:
    load([bank], kept)
    (entry,) = entries(kept)
    sound = entry.read_bytes()
    entry.write_bytes(sound[:-1])
    assert first(bank, kept) == "one"
    assert entry.read_bytes() == sound


def test_without_a_usable_folder_the_bank_is_read_all_the_same(bank: Path, kept: Path) -> None:
    kept.write_text("a file where the folder should be")
    assert first(bank, kept) == "one"


def test_a_failed_write_leaves_nothing_behind(
    bank: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert first(bank, kept) == "one"
    assert entries(kept) == []


def test_banks_of_the_same_name_in_two_folders_are_kept_apart(tmp_path: Path, kept: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bank.yaml").write_text(BANK.replace("one", name))
    for _ in range(2):
        assert [first(tmp_path / name / "bank.yaml", kept) for name in ("one", "two")] == ["one", "two"]
