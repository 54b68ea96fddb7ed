from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from quiz.lab.evidence import Evidence, Heat
from quiz.proof.messages import Result
from quiz.proof.remember import Drawn, Kept, Remembered, digest

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def result(name: str = "a", *, passed: bool = True) -> Result:
    evidence = Evidence(rule="exact", verdict="holds", measured=float("inf"), predicted=1.0)
    return Result(
        id=f"deck/script::{name}",
        kind="check",
        evidence=evidence.plot(measured=([1], [2])).heat([[1]]),
        passed=passed,
        seconds=0.01,
        seed=3,
        knobs={"d_k": 4, "mode": "sum"},
        torch="2.13.0",
    )


def without_pictures(given: Result) -> Result:
    evidence = Evidence(rule="exact", verdict="holds", measured=float("inf"), predicted=1.0)
    return Result(**{name: getattr(given, name) for name in given.__struct_fields__} | {"evidence": evidence})


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text("one")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "proofs.db"


@pytest.fixture
def store(file: Path) -> Iterator[Remembered]:
    with Remembered(file, lambda: NOON) as opened:
        yield opened


def test_the_last_result_is_remembered_across_openings(store: Remembered, file: Path, script: Path) -> None:
    store.keep(result(passed=False), script)
    store.keep(result(), script)
    store.keep(result("b"), script)
    store.close()
    with Remembered(file, lambda: NOON + timedelta(days=1)) as again:
        kept = Kept(without_pictures(result()), digest(script), NOON)
        assert again.last("deck/script::a") == kept
        assert again.all().keys() == {"deck/script::a", "deck/script::b"}
        assert again.faults == []


def test_results_of_one_script_are_remembered_all_together_or_not_at_all(
    store: Remembered, file: Path, script: Path
) -> None:
    def then_fail() -> Iterator[Result]:
        yield result("c")
        raise KeyboardInterrupt

    store.keep_all([result(), result("b", passed=False), result("b")], script)
    with pytest.raises(KeyboardInterrupt):
        store.keep_all(then_fail(), script)
    with Remembered(file, lambda: NOON) as other:
        assert other.all().keys() == {"deck/script::a", "deck/script::b"}
        assert other.last("deck/script::b") == Kept(without_pictures(result("b")), digest(script), NOON)
        assert other.drawn("deck/script::b") == Drawn(result().evidence.plots, result().evidence.heats)
        other.keep(result("c"), script)
        assert len(store.all()) == 3


def test_plots_and_heat_maps_are_remembered_of_the_last_result_only(store: Remembered, script: Path) -> None:
    given = result().evidence
    store.keep(result(), script)
    assert store.drawn("deck/script::a") == Drawn(given.plots, given.heats)
    store.keep(without_pictures(result()), script)
    assert store.drawn("deck/script::a") == store.drawn("deck/script::never_run") == Drawn()


def test_a_heat_map_of_masked_scores_keeps_its_infinities(store: Remembered, script: Path) -> None:
    store.keep(
        msgspec.structs.replace(result(), evidence=result().evidence.heat([[-float("inf"), 1]])), script
    )
    assert store.drawn("deck/script::a").heats[-1] == Heat(((-float("inf"), 1.0),))


def test_plots_of_a_result_that_another_version_replaced_are_not_shown(
    store: Remembered, file: Path, script: Path
) -> None:
    store.keep(result(), script)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("UPDATE proof SET at = ?", ((NOON + timedelta(days=1)).isoformat(),))
    other.close()
    assert store.drawn("deck/script::a") == Drawn()


def test_a_result_is_stale_once_its_script_has_changed(store: Remembered, script: Path) -> None:
    assert store.stale("deck/script::a", script)
    store.keep(result(), script)
    assert not store.stale("deck/script::a", script)
    script.write_text("two")
    assert store.stale("deck/script::a", script)
    script.unlink()
    assert store.stale("deck/script::a", script)


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be read" * 99, b"SQLite format 3\0" * 99]
)
def test_a_damaged_file_is_set_aside_and_told(content: bytes, file: Path, script: Path) -> None:
    file.write_bytes(content)
    with Remembered(file, lambda: NOON) as store:
        (fault,) = store.faults
        assert fault.what == "The file of proof results was damaged."
        assert fault.remedy == "It was set aside as proofs.db.damaged; the next proofs fill a new one."
        assert fault.file == str(file)
        store.keep(result(), script)
        assert store.all().keys() == {"deck/script::a"}
    assert file.with_name("proofs.db.damaged").read_bytes() == content


def test_a_file_damaged_while_in_use_is_set_aside(file: Path, script: Path) -> None:
    with Remembered(file, lambda: NOON) as store:
        for number in range(200):
            store.keep(result(f"n{number}"), script)
    content = bytearray(file.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    file.write_bytes(content)
    with Remembered(file, lambda: NOON) as store:
        assert store.all() == {}
        assert [fault.what for fault in store.faults] == ["The file of proof results was damaged."]
        store.keep(result(), script)
        assert len(store.all()) == 1


def test_a_folder_that_is_not_there_is_told_and_does_no_harm(tmp_path: Path, script: Path) -> None:
    with Remembered(tmp_path / "nowhere" / "proofs.db", lambda: NOON) as store:
        store.keep(result(), script)
        assert store.all() == {}
        assert store.stale("deck/script::a", script)
    assert [fault.message for fault in store.faults] == [
        "The results of proofs cannot be kept: unable to open database file. Proofs run all the same."
    ]


def test_what_another_version_wrote_counts_as_never_run(store: Remembered, file: Path, script: Path) -> None:
    store.keep(result(), script)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute('UPDATE proof SET result = \'{"type": "result"}\'')
    other.close()
    assert store.all() == {}
    assert store.stale("deck/script::a", script)


def test_two_instances_share_the_file(store: Remembered, file: Path, script: Path) -> None:
    with Remembered(file, lambda: NOON) as other:
        other.keep(result("b"), script)
        store.keep(result("a"), script)
        assert len(other.all()) == len(store.all()) == 2


def test_the_clients_side_never_imports_torch() -> None:
    modules = "forks spares warm sweep remember words lint follow wire"
    text = f"import sys; import {', '.join('quiz.proof.' + name for name in modules.split())}"
    text += "; sys.exit(bool({'torch', 'numpy', 'textual'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0
