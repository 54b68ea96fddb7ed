"""Several machines through one folder: the same memory everywhere, whatever happens to the files."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.errors import QuizError
from quiz.exchange.sync import sync
from quiz.exchange.sync.folder import ENDING, read_folder
from quiz.exchange.sync.lines import Entry, read, write
from quiz.memory import Memory
from tests.unit.memory.tools import AGAIN, EASY, GOOD, SOME, Clock, dump


class Machines:
    """Memories on one clock, and the folder that they share."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.home = folder
        self.shared = folder / "shared"
        self.shared.mkdir()
        self.all: list[Memory] = []

    def new(self) -> Memory:
        memory = Memory(self.home / f"{len(self.all)}.db", self.clock)
        memory._db.execute("PRAGMA synchronous = OFF")
        self.all.append(memory)
        return memory

    def sync(self, *memories: Memory) -> None:
        for memory in memories or (*self.all, *self.all):
            sync(memory, self.shared)

    def files(self) -> list[Path]:
        return sorted(self.shared.glob(f"*{ENDING}"))


@pytest.fixture
def machines(tmp_path: Path):
    made = Machines(tmp_path)
    yield made
    for memory in made.all:
        memory.close()


def test_what_was_rated_here_is_known_there(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.clock.forward(hours=1)
    phone.rate("b", EASY, SOME)
    machines.sync()
    assert dump(laptop) == dump(phone)
    assert set(laptop.cards()) == {"a", "b"}
    assert laptop.events() == phone.events()


def test_an_exchange_repeated_changes_nothing(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.sync()
    before = [path.read_bytes() for path in machines.files()]
    done = sync(phone, machines.shared)
    assert (done.received, done.sent, done.waiting, done.faults) == (0, 0, 0, ())
    assert [path.read_bytes() for path in machines.files()] == before


def test_clashing_ratings_both_count_in_the_order_of_time(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.clock.forward(minutes=5)
    phone.rate("a", AGAIN, SOME)
    machines.sync()
    assert laptop.card("a").state.reps == 2
    assert [event.rating for event in laptop.history("a")] == [3, 1]
    assert dump(laptop) == dump(phone)


def test_undo_on_one_machine_takes_back_what_was_done_on_another(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.sync()
    machines.clock.forward(minutes=1)
    assert phone.undo() == "a"
    machines.sync()
    assert laptop.cards() == {}
    assert laptop.redo() == "a"


def test_a_torn_file_loses_nothing(machines: Machines):
    """The other machine has its own copy of what is missing, and adds it again."""
    laptop, phone = machines.new(), machines.new()
    for name in "abc":
        laptop.rate(name, GOOD, SOME)
    machines.sync()
    (file,) = (path for path in machines.files() if laptop.device in path.name)
    file.write_bytes(file.read_bytes()[:-40])
    machines.clock.forward(minutes=1)
    laptop.rate("d", GOOD, SOME)
    done = sync(laptop, machines.shared)
    assert done.sent == 2  # the torn one again, and the new one
    late = machines.new()
    machines.sync()
    assert set(late.cards()) == set("abcd")
    assert dump(late) == dump(laptop) == dump(phone)


def test_damaged_lines_are_told_and_left_out(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    laptop.rate("b", GOOD, SOME)
    machines.sync(laptop)
    (file,) = machines.files()
    data = bytearray(file.read_bytes())
    data[len(data) - 30] ^= 4
    file.write_bytes(bytes(data))
    done = sync(phone, machines.shared)
    assert done.received == 1
    assert [fault.line for fault in done.faults] == [3]
    assert "1 lines make no sense" in done.faults[0].what
    machines.sync(laptop)
    assert sync(phone, machines.shared).received == 1


def test_files_may_arrive_in_any_order(machines: Machines):
    """An undo may come before what it undoes."""
    laptop, phone, late = machines.new(), machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.sync(laptop, phone)
    machines.clock.forward(minutes=1)
    phone.undo()
    machines.sync(phone)
    (of_laptop,) = (path for path in machines.files() if laptop.device in path.name)
    held = machines.home / "held"
    shutil.move(of_laptop, held)
    sync(late, machines.shared)
    shutil.move(held, of_laptop)
    machines.sync()
    assert dump(late) == dump(laptop) == dump(phone)
    assert late.cards() == {}


def test_events_wait_for_the_numbers_they_refer_to(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.sync(laptop)
    (file,) = machines.files()
    whole = file.read_bytes()
    file.write_bytes(
        b"".join(line for line in whole.splitlines(keepends=True) if b'"model","id"' not in line)
    )
    assert sync(phone, machines.shared).waiting == 1
    assert phone.cards() == {}
    file.write_bytes(whole)
    assert sync(phone, machines.shared).received == 1


def test_a_copied_memory_gets_a_name_of_its_own(machines: Machines):
    """Otherwise two machines could give two events one id."""
    laptop = machines.new()
    laptop.rate("a", GOOD, SOME)
    laptop.close()
    shutil.copy(machines.home / "0.db", machines.home / "1.db")
    laptop, clone = (Memory(machines.home / f"{n}.db", machines.clock) for n in (0, 1))
    machines.all = [laptop, clone]
    assert laptop.device == clone.device
    machines.clock.forward(minutes=1)
    laptop.rate("b", GOOD, SOME)
    machines.clock.forward(minutes=1)
    clone.rate("c", GOOD, SOME)
    machines.sync(laptop, clone)
    assert laptop.device != clone.device
    machines.sync()
    assert dump(laptop) == dump(clone)
    assert set(laptop.cards()) == set("abc")


def test_a_restored_backup_gets_back_what_it_lacks(machines: Machines):
    laptop = machines.new()
    laptop.rate("a", GOOD, SOME)
    laptop.close()
    shutil.copy(machines.home / "0.db", machines.home / "backup")
    laptop = Memory(machines.home / "0.db", machines.clock)
    machines.clock.forward(minutes=1)
    laptop.rate("b", GOOD, SOME)
    sync(laptop, machines.shared)
    laptop.close()
    shutil.copy(machines.home / "backup", machines.home / "0.db")
    machines.all = [laptop := Memory(machines.home / "0.db", machines.clock)]
    assert sync(laptop, machines.shared).received == 1
    assert set(laptop.cards()) == {"a", "b"}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "999999999999999-0badc0de"},  # would push aside every id that follows
        {"id": "../../etc/passwd"},
        {"rating": 7},
        {"rating": None},
        {"day": -1},
        {"model": None},
        {"question": "x" * 10_000},
    ],
    ids=lambda change: "-".join(change),
)
def test_events_that_nobody_can_have_made_are_left_out(machines: Machines, change):
    import msgspec

    laptop = machines.new()
    laptop.rate("a", GOOD, SOME)
    forged = msgspec.structs.replace(laptop.events()[0], **change)
    assert read(write(Entry(laptop.events()[0])))
    assert read(write(Entry(forged))) is None


def test_only_plain_files_of_ours_are_read(machines: Machines):
    laptop = machines.new()
    (machines.shared / "notes.txt").write_text("hello")
    (machines.shared / f"link{ENDING}").symlink_to("/etc/passwd")
    (machines.shared / f"folder{ENDING}").mkdir()
    (machines.shared / f"huge{ENDING}").write_bytes(b"x" * 300_000)
    shared = read_folder(machines.shared)
    assert not shared.events
    assert len(shared.faults) == 3
    assert sync(laptop, machines.shared).received == 0


def test_a_missing_folder_is_told(machines: Machines):
    with pytest.raises(QuizError, match="There is no folder"):
        sync(machines.new(), machines.home / "nowhere")


def test_a_clock_that_is_behind_does_not_change_the_order(machines: Machines):
    laptop, phone = machines.new(), machines.new()
    laptop.rate("a", GOOD, SOME)
    machines.sync(laptop, phone)
    machines.clock.now -= timedelta(days=400)
    phone.rate("a", AGAIN, SOME)
    machines.sync()
    assert [event.rating for event in laptop.history("a")] == [3, 1]
    assert dump(laptop) == dump(phone)
