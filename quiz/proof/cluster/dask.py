"""The cluster: one on this machine, or one that is there already."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any

from quiz.errors import failure

_ARRIVAL = 10  # seconds to wait for a cluster to answer
_LOSSES = 100  # workers that may die under one part before it is given up
_HOST = "127.0.0.1"
_SETTINGS = {
    "distributed.scheduler.allowed-failures": _LOSSES,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.log-format": "%(message)s",
}


def address_of(backend: str) -> str:
    """The scheduler's address in `dask://host:port`; empty for `dask`, a cluster on this machine.

    Raises QuizError for anything else, and when the extra is not installed.
    """
    kind, _, address = backend.partition("://")
    if kind != "dask" or ("://" in backend and not address.rpartition(":")[2].isdigit()):
        raise failure(f"There is no backend {backend!r}.", "Write dask, or dask://HOST:PORT of a scheduler.")
    if not (find_spec("distributed") and find_spec("joblib")):
        raise failure("Sweeps on a cluster need Dask.", 'Install it: pip install "proofcards[cluster]".')
    return f"tcp://{address}" if address else ""


@contextmanager
def connected(address: str, workers: int | None) -> Iterator[Any]:
    """A client of the cluster at `address`, or of `workers` processes on this machine when it is empty.

    Raises QuizError when nothing answers. The processes end with this context.
    """
    import dask
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told by the sweep
    with dask.config.set(_SETTINGS):
        if not address:
            with _here(workers or os.cpu_count() or 1) as cluster, Client(cluster) as client:
                yield client
            return
        try:
            client = Client(address, timeout=_ARRIVAL)
        except (OSError, TimeoutError) as error:
            what = f"No Dask scheduler answers at {address}."
            raise failure(what, "Start `dask scheduler`, or leave the address out.") from error
        with client:
            yield client


@contextmanager
def _here(workers: int) -> Iterator[Any]:
    from distributed import LocalCluster

    # Who can speak to a scheduler can run anything as this user: so none but this machine, and, when
    # several people share it, none without the key.
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        preload="quiz.proof.cluster.preload",
        host=_HOST,
        dashboard_address=f"{_HOST}:0",
        memory_limit=0,  # the runner has its own limits
        security=_keys(),
        silence_logs=logging.CRITICAL,
    )
    try:
        yield cluster
    finally:
        with suppress(TimeoutError):
            cluster.close(timeout=5)


def _keys() -> Any:
    from distributed.security import Security

    return Security.temporary()
