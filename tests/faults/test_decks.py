"""Decks that try to leave their folder, fill the disk or run something: each refused, nothing installed."""

import gzip
import io
import os
import random
import socket
import stat
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.exchange.decks import gate, manage
from quiz.exchange.decks.clash import Taken
from quiz.exchange.decks.git import from_git
from tests.faults.tools import entry, refusal
from tests.unit.exchange.decks import NOW, files, write


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write(tmp_path / "from" / "tiny")


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., None]:
    """Tries to install what is at `source`, and sees that it fails with one message and leaves nothing."""
    home = tmp_path / "home"
    home.mkdir()
    outside = tmp_path / "outside"
    outside.write_text("secret")

    def check(source: Path | str, says: str) -> None:
        with refusal(says):
            manage.add(home, str(source), "tiny", Taken(), NOW)
        assert files(home) == {}
        assert [*(home / "decks").glob("*")] == []
        assert outside.read_text() == "secret"

    return check


# Folders


def _symlink(deck: Path, outside: Path) -> None:
    (deck / "questions" / "more.yaml").symlink_to(outside)


def _linked_folder(deck: Path, outside: Path) -> None:
    (deck / "verifiers" / "more").symlink_to(outside.parent)


def _link_that_leads_nowhere(deck: Path, outside: Path) -> None:
    (deck / "link").symlink_to(outside.parent / "nothing")


def _hard_link(deck: Path, outside: Path) -> None:
    os.link(outside, deck / "questions" / "more.yaml")


def _pipe(deck: Path, outside: Path) -> None:
    os.mkfifo(deck / "questions" / "more.yaml")


def _socket(deck: Path, outside: Path) -> None:
    here = Path.cwd()
    os.chdir(deck)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("more.py")
    os.chdir(here)


def _escape(deck: Path, outside: Path) -> None:
    (deck / "questions" / "\x1b[31mred.yaml").write_text("")


def _reordering(deck: Path, outside: Path) -> None:
    (deck / "questions" / "a\u202elmay.yaml").write_text("")


def _no_text(deck: Path, outside: Path) -> None:
    Path(os.fsdecode(os.fsencode(deck) + b"/questions/\xff.yaml")).write_text("")


def _backslash(deck: Path, outside: Path) -> None:
    (deck / "questions" / "x\\..\\..\\y.yaml").write_text("")


def _device_name(deck: Path, outside: Path) -> None:
    (deck / "questions" / "con.yaml").write_text("")


def _only_capitals_differ(deck: Path, outside: Path) -> None:
    (deck / "questions" / "TINY.yaml").write_text("")


def _odd_script(deck: Path, outside: Path) -> None:
    (deck / "verifiers" / "tiny" / "two three.py").write_text("")


def _large(deck: Path, outside: Path) -> None:
    with (deck / "questions" / "more.yaml").open("wb") as stream:
        stream.truncate(gate.LARGEST_FILE + 1)


def _endless(deck: Path, outside: Path) -> None:
    for number in range(12):
        with (deck / "questions" / f"{number}.yaml").open("wb") as stream:
            stream.truncate(gate.LARGEST_FILE)


def _many(deck: Path, outside: Path) -> None:
    for number in range(gate.MOST_FILES):
        (deck / f"{number}.txt").write_text("")


def _no_bank(deck: Path, outside: Path) -> None:
    (deck / "questions" / "tiny.yaml").unlink()


@pytest.mark.parametrize(
    ("trick", "says"),
    [
        (_symlink, "questions/more.yaml` is a link"),
        (_linked_folder, "verifiers/more` is a link"),
        (_link_that_leads_nowhere, "is a link"),
        (_hard_link, "is a hard link"),
        (_pipe, "no plain file"),
        (_socket, "no plain file"),
        (_escape, "odd name"),
        (_reordering, "odd name"),
        (_no_text, "odd name"),
        (_backslash, "not every system"),
        (_device_name, "not every system"),
        (_only_capitals_differ, "there twice"),
        (_odd_script, "would not be found"),
        (_large, "larger than 5 MB"),
        (_endless, "unpacks to more than 50 MB"),
        (_many, "more than 2,000 files"),
        (_no_bank, "no questions"),
    ],
)
def test_a_hostile_folder_is_refused(deck, refused, tmp_path, trick, says):
    trick(deck, tmp_path / "outside")
    refused(deck, says)


@pytest.mark.parametrize("source", ["nowhere", "", "/dev/null", "/proc/self/mem"])
def test_what_is_no_deck_at_all_is_refused(refused, source, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    refused(source, "There is no such|neither a folder|no questions")


# Archives


def _tar(deck: Path, *members: tarfile.TarInfo, data: bytes = b"") -> Path:
    path = deck.with_name("deck.tar.gz")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(deck, ".")
        for member in members:
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


@pytest.mark.parametrize(
    ("member", "says"),
    [
        (_member("../escaped.yaml"), "leads out of the deck"),
        (_member("questions/../../escaped.yaml"), "leads out of the deck"),
        (_member(".."), "leads out of the deck"),
        (_member("/escaped.yaml"), "absolute name"),
        (_member("C:/escaped.yaml"), "absolute name"),
        (_member("..\\escaped.yaml"), "not every system"),
        (_member("questions//x.yaml"), "odd name"),
        (_member("questions/x\ny.yaml"), "odd name"),
        (_member("questions/tiny.yaml"), "there twice"),
        (_member("questions/more.yaml", tarfile.SYMTYPE, "../../outside"), "is a link"),
        (_member("questions/more.yaml", tarfile.LNKTYPE, "README.md"), "is a link"),
        (_member("questions/more.yaml", tarfile.CHRTYPE), "no plain file"),
        (_member("questions/more.yaml", tarfile.BLKTYPE), "no plain file"),
        (_member("questions/more.yaml", tarfile.FIFOTYPE), "no plain file"),
    ],
)
def test_a_hostile_tar_is_refused(deck, refused, member, says):
    refused(_tar(deck, member), says)


def test_a_tar_whose_file_is_mostly_holes_is_refused(deck, refused):
    member = _member("questions/more.yaml", tarfile.GNUTYPE_SPARSE)
    refused(_tar(deck, member), "no plain file|cannot be read")


def test_a_tar_of_nothing_but_a_huge_file_is_refused(deck, refused):
    path = deck.with_name("bomb.tar.gz")
    member = _member("questions/more.yaml")
    member.size = 1 << 40
    with gzip.open(path, "wb") as stream:
        stream.write(member.tobuf())
    refused(path, "larger than 5 MB")


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_tar_that_hides_its_size_in_a_header_is_refused(deck, refused, kind):
    path = deck.with_name("bomb.tar.gz")
    member = _member("questions/more.yaml", kind)
    member.size = 1 << 33
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(member.tobuf(tarfile.GNU_FORMAT))
        for _ in range(80):
            stream.write(bytes(1 << 20))
    refused(path, "far more than its archive")


def _zip(deck: Path, change: Callable[[zipfile.ZipFile], None]) -> Path:
    path = deck.with_name("deck.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files(deck).items():
            archive.writestr(name, data)
        change(archive)
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (entry("../escaped.yaml"), "leads out of the deck"),
        (entry("/escaped.yaml"), "absolute name"),
        (entry("c:\\escaped.yaml"), "absolute name"),
        (entry("questions/\\..\\x.yaml"), "not every system"),
        (entry("questions/more.yaml\0.txt"), "odd name"),
        (entry("questions/x\x1b[2J.yaml"), "odd name"),
        (entry("questions/TINY.yaml"), "there twice"),
        (entry("questions/more.yaml", stat.S_IFLNK | 0o777, b"../../outside"), "is a link"),
        (entry("questions/more.yaml", stat.S_IFIFO | 0o644), "no plain file"),
        (entry("questions/more.yaml", stat.S_IFCHR | 0o644), "no plain file"),
        (entry("questions/more.yaml", data=bytes(gate.LARGEST_FILE + 1)), "larger than 5 MB"),
        (lambda zip: [entry(f"pad{n}.txt", data=bytes(4 << 20))(zip) for n in range(2)], "unpacks to more"),
        (lambda zip: [entry(f"{n}.txt")(zip) for n in range(gate.MOST_FILES)], "more than 2,000 files"),
    ],
)
def test_a_hostile_zip_is_refused(deck, refused, change, says):
    refused(_zip(deck, change), says)


def test_a_zip_that_lies_about_its_sizes_is_refused(deck, refused):
    path = _zip(deck, entry("questions/more.yaml", data=bytes(3_000_000)))
    data = path.read_bytes()
    path.write_bytes(data.replace((3_000_000).to_bytes(4, "little"), (300).to_bytes(4, "little")))
    refused(path, "cannot be read|not as long")


def test_an_encrypted_zip_is_refused(deck, refused):
    path = _zip(deck, entry("questions/more.yaml", data=b"x"))
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    path.write_bytes(data)
    refused(path, "is encrypted")


@pytest.mark.parametrize("name", ["deck.zip", "deck.tar.gz", "deck.tgz"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 and no more",
        random.Random(1).randbytes(5000),
        gzip.compress(b"no tar", mtime=0),
        zlib.compress(b"x" * 999),
    ],
    ids=["empty", "cut", "noise", "gzip", "zlib"],
)
def test_a_damaged_archive_is_refused(refused, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    refused(tmp_path / name, "cannot be read|no questions")


def test_an_archive_that_is_cut_off_is_refused(deck, refused):
    for path in (_tar(deck), _zip(deck, lambda _: None)):
        path.write_bytes(path.read_bytes()[:-30])
        refused(path, "cannot be read")


# Git


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc",
        "ext::sh -c touch% pwned",
        "ext::sh",
        "http://127.0.0.1:9/x.git",
        "git://127.0.0.1:9/x.git",
        "ssh://-oProxyCommand=touch/x",
        "https://-x/y",
        "-u@host:x",
        "--upload-pack=touch://x",
        "https://host/a b",
        "https://host/\x1b[31m",
    ],
)
def test_an_address_that_is_a_trick_is_refused_before_git_runs(refused, address, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # where there is no git
    monkeypatch.chdir(tmp_path)
    refused(address, "no address that a deck may come from|There is no such folder")


def _repository(deck: Path) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=deck, env=env, check=True, stdout=subprocess.DEVNULL)
    return deck.as_uri()


def test_a_link_in_a_repository_is_refused(deck, tmp_path):
    _symlink(deck, tmp_path / "outside")
    with pytest.raises(QuizError, match="is a link"):
        from_git(_repository(deck), protocols=("file",))


def test_hooks_filters_and_submodules_of_a_repository_do_nothing(deck, tmp_path, monkeypatch):
    touched = tmp_path / "touched"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {touched}\ncat\n")
    program.chmod(0o755)
    settings = tmp_path / "gitconfig"  # such as those for large files, which many have
    settings.write_text(
        f'[filter "x"]\nsmudge = {program}\n[core]\nhooksPath = {tmp_path / "hooks"}\n'
        f"fsmonitor = {program}\n[init]\ntemplateDir = {tmp_path / 'template'}\n"
    )
    for place in (tmp_path / "hooks", tmp_path / "template" / "hooks"):
        place.mkdir(parents=True)
        for hook in ("post-checkout", "reference-transaction", "post-index-change"):
            (place / hook).symlink_to(program)
    (deck / ".gitattributes").write_text("* filter=x\n")
    (deck / ".gitmodules").write_text('[submodule "x"]\npath = x\nurl = ext::touch\n')
    address = _repository(deck)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("HOME", str(tmp_path))
    settings.rename(tmp_path / ".gitconfig")
    found = from_git(address, protocols=("file",))
    assert not touched.exists()
    assert {path.parts[0] for path in found} == {"README.md", "questions", "verifiers"}


def test_a_repository_that_cannot_be_reached_gives_one_message(tmp_path):
    with pytest.raises(QuizError, match=r"Git could not fetch this deck: .* Check the address") as error:
        from_git((tmp_path / "nowhere").as_uri(), protocols=("file",))
    assert len(error.value.faults) == 1


def test_a_full_disk_installs_nothing(deck, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(QuizError, match="No space left on device"):
        manage.add(home, str(deck), "tiny", Taken(), NOW)
    assert files(home) == {}
