"""Scripts from elsewhere run only when trusted, as they were when they were trusted."""

import json
from pathlib import Path

import pytest

from quiz import shelf
from quiz.errors import QuizError
from quiz.exchange.decks import manage, trust
from tests.unit.commands.conftest import quiz  # noqa: F401 (a fixture)
from tests.unit.exchange.decks import NOW, SCRIPT, write


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """The installed deck `tiny`."""
    return manage.add(home, str(write(tmp_path / "tiny")), "tiny", shelf.taken(), NOW).folder


def say(home: Path, folder: Path) -> None:
    trust.trust(home, "tiny", trust.scripts(folder), NOW)


def test_a_deck_is_not_trusted_when_it_is_added(home, folder):
    assert trust.state(home, "tiny", folder) == "untrusted"
    assert shelf.verifier("tiny/two") is None
    assert "quiz deck trust tiny" in shelf.locked()["tiny/two"].remedy


def test_what_runs_once_trusted_is_a_copy_of_what_was_trusted(home, folder):
    say(home, folder)
    found = shelf.verifier("tiny/two")
    assert found
    assert Path(found.path).read_text() == SCRIPT
    assert not Path(found.path).is_relative_to(folder)
    assert found == shelf.verifiers()["tiny/two"]
    assert shelf.locked() == {}


def test_its_chinese_claims_come_along_and_are_no_part_of_what_is_trusted(home, tmp_path):
    write(tmp_path / "tiny")
    words = tmp_path / "tiny" / "verifiers" / "tiny" / "zh.yaml"
    words.write_text("two: {title: 二就是二, two: 二等于二。}", "utf-8")
    folder = manage.add(home, str(tmp_path / "tiny"), "tiny", shelf.taken(), NOW).folder
    assert shelf.verifiers()["tiny/two"].title("zh") == "二就是二"
    say(home, folder)
    assert shelf.runnable("tiny/two").found[0].said("zh") == "二等于二。"
    words.write_text("two: {two: 二还是二。}", "utf-8")
    manage.update(home, "tiny", shelf.taken(), NOW)
    assert trust.state(home, "tiny", folder) == "trusted"
    assert shelf.runnable("tiny/two").found[0].said("zh") == "二还是二。"


def _added(folder: Path) -> None:
    (folder / "verifiers" / "tiny" / "_more.py").write_text("")


def _removed(folder: Path) -> None:
    (folder / "verifiers" / "tiny" / "two.py").unlink()
    (folder / "verifiers" / "tiny" / "other.py").write_text("1")


def _renamed(folder: Path) -> None:
    (folder / "verifiers" / "tiny" / "two.py").rename(folder / "verifiers" / "tiny" / "three.py")


def _changed(folder: Path) -> None:
    with (folder / "verifiers" / "tiny" / "two.py").open("a") as script:
        script.write(" ")


def _linked(folder: Path) -> None:
    script = folder / "verifiers" / "tiny" / "two.py"
    script.rename(folder / "two.py")
    script.symlink_to(folder / "two.py")


def _below_a_link(folder: Path) -> None:
    (folder / "verifiers" / "tiny").rename(folder / "aside")
    (folder / "verifiers" / "tiny").symlink_to(folder / "aside")


@pytest.mark.parametrize("change", [_added, _removed, _renamed, _changed, _linked, _below_a_link])
def test_any_change_of_the_scripts_ends_the_trust(home, folder, change):
    say(home, folder)
    change(folder)
    assert trust.state(home, "tiny", folder) == "changed"
    assert shelf.verifier("tiny/two") is None
    assert all("have changed" in fault.what for fault in shelf.locked().values())


def test_a_change_of_the_copies_ends_the_trust_too(home, folder):
    say(home, folder)
    Path(shelf.verifiers()["tiny/two"].path).write_text("import os")
    assert trust.state(home, "tiny", folder) == "changed"
    assert shelf.verifier("tiny/two") is None


def test_a_damaged_note_of_trust_is_no_trust(home, folder):
    say(home, folder)
    (home / "trusted" / "tiny" / "said.json").write_bytes(b"\xff{")
    assert trust.state(home, "tiny", folder) == "changed"


def test_changed_questions_leave_the_trust_alone(home, folder):
    say(home, folder)
    bank = folder / "questions" / "tiny.yaml"
    bank.write_text(bank.read_text().replace("This.", "That."))
    assert trust.state(home, "tiny", folder) == "trusted"


def test_an_update_with_other_scripts_needs_trust_again(home, folder, tmp_path):
    say(home, folder)
    _changed(tmp_path / "tiny")
    manage.update(home, "tiny", shelf.taken(), NOW)
    assert trust.state(home, "tiny", folder) == "changed"
    say(home, folder)
    assert trust.state(home, "tiny", folder) == "trusted"


def test_moving_text_between_name_and_content_changes_the_hash():
    assert trust.digest({"ab": b"c"}) != trust.digest({"a": b"bc"})
    assert trust.digest({"a": b"", "b": b""}) != trust.digest({"a": b"\0b"})


def test_the_command_line_refuses_skips_shows_and_then_runs(quiz, tmp_path):  # noqa: F811
    write(tmp_path / "tiny")
    assert quiz("deck", "add", "tiny").status == 0
    refused = quiz("verify", "tiny")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "quiz deck trust tiny" in refused.err
    assert quiz("verify", "tiny/two::two").status == 1
    assert json.loads(quiz("deck", "list", "--json").out)[0]["trust"] == "untrusted"
    by_path = quiz("verify", "tiny/verifiers/tiny/two.py")
    assert by_path.status == 0, by_path.err
    said = quiz("deck", "trust", "tiny")
    assert "1 script:\n  tiny/two.py" in said.out
    ran = quiz("verify", "tiny", "--json")
    assert ran.json["summary"]["passed"] == 2, ran.err
    assert quiz("deck", "remove", "tiny").status == 0
    assert quiz("verify", "tiny").status == 2


def test_verify_all_skips_what_is_not_trusted_with_a_note(tmp_path, home, folder, monkeypatch, capsys):
    from quiz.cli import main
    from quiz.commands import verify

    seen = []

    async def prove(wanted, parallel, report):
        seen.extend(job.verifier for job in wanted)

    monkeypatch.setattr(verify, "_prove", prove)
    with pytest.raises(SystemExit):
        main(["verify", "--all"])
    assert seen
    assert "tiny/two" not in seen
    assert "quiz deck trust tiny" in capsys.readouterr().err
    say(home, folder)
    with pytest.raises(SystemExit):
        main(["verify", "--all"])
    assert "tiny/two" in seen


def test_whoever_needs_a_verifier_is_told_why_it_may_not_run(home, folder):
    with pytest.raises(QuizError, match="quiz deck trust tiny"):
        shelf.runnable("tiny/two")
    with pytest.raises(QuizError, match=r"There is no verifier 'tiny/tow'. Did you mean tiny/two"):
        shelf.runnable("tiny/tow")
    say(home, folder)
    assert shelf.runnable("tiny/two") == shelf.verifier("tiny/two")
