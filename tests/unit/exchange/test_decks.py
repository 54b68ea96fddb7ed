"""Decks from others: where they come from, what is installed, and what the shelf makes of them."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from quiz import shelf
from quiz.audit import audit
from quiz.errors import QuizError
from quiz.exchange.decks import installed, manage, trust
from quiz.exchange.decks.clash import Taken
from quiz.exchange.decks.fetch import fetch, suggested
from quiz.exchange.decks.git import from_git
from quiz.exchange.decks.new import make
from tests.unit.exchange.decks import BANK, NOW, SCRIPT, files, write


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny")


def add(home: Path, source: Path | str, name: str = "tiny"):
    return manage.add(home, str(source), name, Taken(), NOW)


def zipped(deck: Path, path: Path, below: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files(deck).items():
            archive.writestr(below + name, data)
    return path


def tarred(deck: Path, path: Path, below: str = ".") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(deck, below)
    return path


def test_a_folder_is_installed_as_a_copy_of_its_questions_scripts_and_readme_alone(home, deck):
    (deck / "notes.docx").write_bytes(b"\0")
    (deck / "verifiers" / "tiny" / "data.bin").write_bytes(b"\0")
    (deck / ".git").mkdir()
    (deck / ".git" / "config").symlink_to("/etc/passwd")
    add(home, deck)
    names = {"README.md", "origin.json", "questions/tiny.yaml", "verifiers/tiny/two.py"}
    assert set(files(home / "decks" / "tiny")) == names


@pytest.mark.parametrize("below", ["", "repository-main/"])
def test_archives_give_the_same_deck_as_the_folder_also_below_one_top_folder(deck, tmp_path, below):
    expected = fetch(str(deck))
    assert expected.keys() == fetch(str(zipped(deck, tmp_path / "a.zip", below))).keys()
    assert fetch(str(zipped(deck, tmp_path / "b.zip", below))) == expected
    assert fetch(str(tarred(deck, tmp_path / "c.tar.gz", below or "."))) == expected
    assert fetch(str(tarred(deck, tmp_path / "d.tgz", below or "."))) == expected


@pytest.fixture
def repository(deck: Path) -> Path:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=deck, env=env, check=True, stdout=subprocess.DEVNULL)
    return deck


def test_a_git_repository_gives_the_files_of_its_newest_commit(repository):
    (repository / "README.md").write_text("not committed")
    found = from_git(repository.as_uri(), protocols=("file",))
    assert {str(path): data for path, data in found.items()} == {
        "README.md": b"A deck.",
        "questions/tiny.yaml": (repository / "questions/tiny.yaml").read_bytes(),
        "verifiers/tiny/two.py": SCRIPT.encode(),
    }


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("~/My Deck/", "my-deck"),
        ("https://example.org/someone/Deep_Cards.git", "deep-cards"),
        ("git@example.org:someone/cards.git", "cards"),
        ("/tmp/cards.tar.gz", "cards"),
        ("cards.zip", "cards"),
    ],
)
def test_a_deck_is_called_as_its_folder_archive_or_repository(source, name):
    assert suggested(source) == name


def test_the_shelf_has_the_decks_and_verifiers_of_installed_decks(home, deck):
    assert "tiny" not in {found.id for found in shelf.decks()}
    manage.add(home, str(deck), "tiny", shelf.taken(), NOW)
    assert [found.id for found in shelf.decks()][-1] == "tiny"
    assert "tiny/two" in shelf.verifiers()
    assert shelf.left_out() == ()


def test_update_brings_changes_and_keeps_the_old_deck_when_the_new_one_is_faulty(home, deck):
    add(home, deck)
    (deck / "questions" / "tiny.yaml").write_text(BANK.format(id="other-question", proof="tiny/two::two"))
    manage.update(home, "tiny", Taken(), NOW)
    good = files(home / "decks" / "tiny")
    assert b"other-question" in good["questions/tiny.yaml"]
    (deck / "questions" / "tiny.yaml").write_text("- id: [")
    with pytest.raises(QuizError) as error:
        manage.update(home, "tiny", Taken(), NOW)
    assert error.value.faults[0].file == "tiny/questions/tiny.yaml"
    assert files(home / "decks" / "tiny") == good


def test_update_without_its_source_says_so_and_changes_nothing(home, deck, tmp_path):
    add(home, deck)
    good = files(home / "decks" / "tiny")
    deck.rename(tmp_path / "elsewhere")
    with pytest.raises(QuizError, match="There is no such folder or archive"):
        manage.update(home, "tiny", Taken(), NOW)
    assert files(home / "decks" / "tiny") == good


def test_a_name_that_is_in_use_is_refused_with_the_remedy(home, deck):
    add(home, deck)
    with pytest.raises(QuizError, match="quiz deck update tiny"):
        add(home, deck)
    with pytest.raises(QuizError, match=r"ships with the program.*--name"):
        manage.add(home, str(deck), "attention", shelf.taken(), NOW)


@pytest.mark.parametrize("name", ["", "..", "a/b", "Ab", "-x", "con", "a" * 90, "x\x1b[31m", ".hidden"])
def test_a_name_that_is_no_slug_is_refused(home, deck, name):
    with pytest.raises(QuizError, match="no name for a deck"):
        add(home, deck, name)
    assert not (home / "decks").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda deck: write(deck, question="scale-by-sqrt-dk"), "The id scale-by-sqrt-dk is taken"),
        (lambda deck: write(deck, "attention", "other-id"), "also has the deck id attention"),
        (
            lambda deck: write(deck, "attention", "other-id"),
            "The verifiers' folder attention belongs to another deck",
        ),
        (
            lambda deck: (deck / "questions" / "tiny.yaml").write_text(
                BANK.format(id="mine", proof="tiny/two::two") + "  was: [scale-by-sqrt-dk]\n"
            ),
            "The former id scale-by-sqrt-dk belongs to",
        ),
    ],
)
def test_a_deck_may_not_take_ids_of_what_ships(home, deck, change, says):
    change(deck)
    with pytest.raises(QuizError, match=says):
        manage.add(home, str(deck), "tiny", shelf.taken(), NOW)
    assert installed.names(home) == ()
    assert any(says in fault.what for fault in audit([deck]).faults)


def test_a_deck_may_not_take_ids_of_a_deck_installed_before(home, deck, tmp_path):
    add(home, deck)
    with pytest.raises(QuizError, match="tiny-question is taken"):
        add(home, write(tmp_path / "other", name="other"), "other")
    assert installed.names(home) == ("tiny",)


def test_a_deck_that_has_become_faulty_is_left_out_and_told_and_the_others_stay(home, deck):
    manage.add(home, str(deck), "tiny", shelf.taken(), NOW)
    shipped = [found.id for found in shelf.decks()][:-1]
    (home / "decks" / "tiny" / "questions" / "tiny.yaml").write_text("- id: tiny\n  level: none\n")
    assert [found.id for found in shelf.decks()] == shipped
    (told,) = shelf.left_out()
    assert "The deck tiny is left out" in told.what
    assert "quiz check" in told.remedy
    assert "tiny/two" not in shelf.verifiers()
    assert shelf.verifier("tiny/two") is None


def test_remove_takes_deck_and_trust_away(home, deck):
    add(home, deck)
    folder = installed.find(home, "tiny")
    trust.trust(home, "tiny", trust.scripts(folder), NOW)
    trust.forget(home, "tiny")
    installed.remove(home, "tiny")
    assert files(home) == {}
    with pytest.raises(QuizError, match="No deck 'tiny' is installed"):
        installed.find(home, "tiny")


def test_a_new_deck_has_no_faults_and_passes_its_own_checks(home, tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    make(tmp_path / "my-deck")
    assert audit([tmp_path / "my-deck"]).faults == ()
    script = tmp_path / "my-deck" / "verifiers" / "my-deck" / "batch_noise.py"
    ran = subprocess.run([sys.executable, script, "--n", "16"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "NAME" not in "".join(map(bytes.decode, files(tmp_path / "my-deck").values()))
    with pytest.raises(QuizError, match="something of that name"):
        make(tmp_path / "my-deck")


def test_what_a_killed_process_left_is_mended_by_the_next_install(home, deck, tmp_path):
    add(home, deck)
    decks = home / "decks"
    (decks / "tiny").rename(decks / ".old-tiny")
    (decks / ".staged-abc").mkdir()
    add(home, write(tmp_path / "other", name="other", question="other-question"), "other")
    assert sorted(path.name for path in decks.iterdir()) == ["other", "tiny"]


def test_listing_with_a_deck_installed_imports_neither_torch_nor_textual(home, deck):
    manage.add(home, str(deck), "tiny", shelf.taken(), NOW)
    program = (
        "import sys\nfrom quiz.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "found = sys.modules.keys() & {'torch', 'textual', 'numpy', 'fsrs', 'asyncio'}\n"
        "assert not found, found\n"
    )
    for words in (["list", "decks"], ["deck", "list"], ["list", "verifiers"]):
        ran = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        assert "tiny" in ran.stdout
