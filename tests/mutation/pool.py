"""Run small jobs, each in a fork of this process that may loop, eat memory or crash."""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

import msgspec

from quiz.proof import fence
from quiz.proof.limits import Limits

Key = TypeVar("Key")

MEMORY = 3 << 30
"""Bytes that a fork may take on top of what this process has."""


@dataclass(frozen=True)
class Job(Generic[Key]):
    """Work whose answer is wanted under `key` within `seconds`."""

    key: Key
    work: Callable[[], object]
    """What the fork does; its answer is sent as JSON."""
    seconds: float


@dataclass
class _Running(Generic[Key]):
    job: Job[Key]
    child: int
    deadline: float
    said: bytes = b""


def finished(jobs: Iterable[Job[Key]], at_once: int) -> Iterator[tuple[Key, bytes | None]]:
    """Each job's key and what it said, as they end: empty if it died in silence, None if time ran out."""
    waiting = iter(jobs)
    running = selectors.DefaultSelector()
    gc.freeze()  # what is shared stays shared
    try:
        while True:
            while len(running.get_map()) < at_once and (job := next(waiting, None)):
                _start(job, running)
            if not running.get_map():
                return
            yield from _ended(running)
    finally:
        for key in list(running.get_map().values()):
            _end(running, key.fd, key.data)


def _start(job: Job[Key], running: selectors.BaseSelector) -> None:
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _be_the_child(job, writing, parent)
    os.close(writing)
    with suppress(OSError):  # it may have done so itself, or be gone
        os.setpgid(child, child)
    running.register(reading, selectors.EVENT_READ, _Running(job, child, time.monotonic() + job.seconds))


def _be_the_child(job: Job[Key], writing: int, parent: int) -> NoReturn:
    try:
        os.setpgid(0, 0)
        fence.die_with(parent)
        fence.confine(Limits(memory=MEMORY), "cpu")
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        answer = msgspec.json.encode(job.work())
        while answer:
            answer = answer[os.write(writing, answer) :]
    finally:
        os._exit(0)


def _ended(running: selectors.BaseSelector) -> Iterator[tuple[Key, bytes | None]]:
    """Wait for news, and tell of the jobs that have ended by then."""
    soonest = min(key.data.deadline for key in running.get_map().values())
    for key, _ in running.select(max(0.0, soonest - time.monotonic())):
        chunk = os.read(key.fd, 1 << 16)
        key.data.said += chunk
        if not chunk:
            _end(running, key.fd, key.data)
            yield key.data.job.key, key.data.said
    for key in list(running.get_map().values()):
        if time.monotonic() >= key.data.deadline:
            _end(running, key.fd, key.data)
            yield key.data.job.key, None


def _end(running: selectors.BaseSelector, reading: int, state: _Running[Key]) -> None:
    running.unregister(reading)
    os.close(reading)
    with suppress(OSError):
        os.killpg(state.child, signal.SIGKILL)
    os.waitpid(state.child, 0)
