"""Sweeps on a cluster: a loopback one of two processes, one of which is killed; sweeps that are stopped."""

import os
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from quiz.errors import QuizError
from quiz.proof.cluster import sweep as room
from quiz.proof.cluster.dask import address_of, connected
from quiz.proof.cluster.ledger import Ledger
from quiz.proof.cluster.parts import SEEDS, parts, request
from quiz.proof.cluster.sweep import Sweep
from quiz.proof.messages import Failure, Job, Result
from tests.unit.exchange.decks import SCRIPT

# Dask's own threads and sockets are not ours to tidy.
pytestmark = pytest.mark.filterwarnings("default")
PARTS = 8


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    pytest.importorskip("distributed")
    pytest.importorskip("joblib")
    with connected("", 2) as client:
        yield client.cluster


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    """A client of its own, as each command has."""
    from distributed import Client

    with Client(cluster) as client:
        client.wait_for_workers(2, timeout=20)
        yield client


@pytest.fixture
def job(tmp_path: Path) -> Job:
    path = tmp_path / "two.py"
    path.write_text(SCRIPT)
    return Job(verifier="tiny/two", path=str(path), names=("two", "three"), seeds=tuple(range(PARTS * SEEDS)))


def every(job: Job) -> Counter[tuple[str, int]]:
    """Each experiment at each seed, once."""
    return Counter((f"{job.verifier}::{name}", seed) for name in job.names for seed in job.seeds)


def seen(told: list[tuple[Job, Result | Failure]]) -> Counter[tuple[str, int]]:
    assert all(isinstance(message, Result) and message.passed for _, message in told), told[:3]
    return Counter((message.id, message.seed) for _, message in told)


def test_a_worker_that_is_killed_in_mid_sweep_loses_no_result(client, job, tmp_path):
    victim = next(iter(client.run(os.getpid).values()))
    told = []
    for item in Sweep([job], tmp_path / "sweeps").run(client):
        if not told:
            os.kill(victim, signal.SIGKILL)
        told.append(item)
    assert seen(told) == every(job)
    assert [*(tmp_path / "sweeps").iterdir()] == []


def test_a_sweep_that_was_stopped_goes_on_with_what_is_missing(client, job, tmp_path, monkeypatch):
    first = Sweep([job], tmp_path / "sweeps").run(client)
    next(first)
    first.close()
    again = Sweep([job], tmp_path / "sweeps")
    assert 1 <= again.before < again.total == PARTS
    asked = []
    prove = room._prove

    def watched(client, missing):
        asked.extend(part.number for part in missing)
        return prove(client, missing)

    monkeypatch.setattr(room, "_prove", watched)
    assert seen(list(again.run(client))) == every(job)
    assert len(asked) == PARTS - again.before
    assert [*(tmp_path / "sweeps").iterdir()] == []


def test_a_part_under_which_its_workers_die_is_told_and_the_rest_is_kept(client, job, tmp_path):
    def bear(losses: int) -> None:
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", losses))

    victims = client.run(os.getpid).values()
    bear(0)
    told = Sweep([job], tmp_path / "sweeps").run(client)
    next(told)
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    with pytest.raises(QuizError, match=r"The cluster failed: .* Run the same command again"):
        list(told)
    bear(100)
    again = Sweep([job], tmp_path / "sweeps")
    assert again.before >= 1
    with type(client)(client.cluster) as other:
        assert seen(list(again.run(other))) == every(job)


def test_what_a_verifier_does_to_its_process_comes_back_as_a_failure(client, job, tmp_path):
    Path(job.path).write_text(SCRIPT.replace("return 2.0 * of", "import os; os._exit(3)"))
    bad = Job(verifier=job.verifier, path=job.path, names=("two",))
    (told,) = Sweep([bad], tmp_path / "sweeps").run(client)
    assert isinstance(told[1], Failure)


class Silent:
    """A cluster that takes parts and gives nothing back."""

    def __init__(self, *states: str, status: str = "running") -> None:
        self.status = status
        self.futures = {
            number: SimpleNamespace(status=state, exception=ValueError("It broke. At length."))
            for number, state in enumerate(states)
        }


@pytest.mark.parametrize(
    ("cluster", "says"),
    [
        (Silent("pending", "error"), "The cluster failed: It broke. Run the same command again"),
        (Silent("lost", "pending", status="closed"), "its scheduler is closed"),
        (Silent(), "a part was given up"),
    ],
)
def test_a_cluster_that_has_given_up_is_told_and_not_waited_for(cluster, says, job, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_LOOK", 0.001)
    monkeypatch.setattr(room, "_spread", lambda *_: None)
    with pytest.raises(QuizError, match=says):
        list(Sweep([job], tmp_path / "sweeps").run(cluster))


def test_scheduler_and_workers_listen_on_this_machine_alone(client):
    pytest.importorskip("psutil")

    def listening() -> set[str]:
        import psutil

        own = psutil.Process().net_connections("inet")
        return {end.laddr.ip for end in own if end.status == psutil.CONN_LISTEN}

    found = {*listening(), *(ip for ips in client.run(listening).values() for ip in ips)}
    assert found == {"127.0.0.1"}


def test_nobody_without_the_key_can_speak_to_the_scheduler(client):
    assert client.scheduler.address.startswith("tls://")


def test_a_part_that_is_cut_off_in_the_ledger_counts_as_missing(tmp_path):
    ledger = Ledger(tmp_path, "request")
    ledger.add(0, b"zero")
    ledger.add(1, b"one")
    path = tmp_path / "request.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    assert Ledger(tmp_path, "request").done() == {0: b"zero"}
    ledger.add(2, b"two")
    assert Ledger(tmp_path, "request").done() == {0: b"zero", 2: b"two"}


def test_the_same_request_is_known_again_and_any_other_is_another(job, tmp_path):
    def hash_of(**changes: Any) -> str:
        return request(parts([Job(**{name: getattr(job, name) for name in job.__struct_fields__} | changes)]))

    assert hash_of() == hash_of()
    others = [hash_of(seeds=(0,)), hash_of(knobs={"n": 2}), hash_of(device="cuda"), hash_of(names=("two",))]
    Path(job.path).write_text(SCRIPT + "\n")
    assert len({hash_of(), *others, hash_of(seeds=job.seeds[::-1])}) == 6


@pytest.mark.parametrize(
    "backend", ["", "ray", "dask:8786", "dask://", "dask://host", "tcp://h:1", "dask://h:x"]
)
def test_an_unknown_backend_is_refused(backend):
    with pytest.raises(QuizError, match=r"There is no backend|need Dask"):
        address_of(backend)


def test_a_scheduler_that_does_not_answer_gives_one_message(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("quiz.proof.cluster.dask._ARRIVAL", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        pytest.raises(QuizError, match="No Dask scheduler answers"),
        connected(f"tcp://127.0.0.1:{port}", None),
    ):
        pass
