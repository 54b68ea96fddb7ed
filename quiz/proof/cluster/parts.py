"""A sweep in parts, each small enough to be done again without regret."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from quiz import __version__
from quiz.errors import failure
from quiz.proof.messages import Job

SEEDS = 20
"""Seeds of one part."""


class Part(msgspec.Struct, frozen=True):
    """One verifier at some of the seeds, with its script, since the other machine may not have the same."""

    number: int
    job: Job
    script: bytes


def parts(jobs: Sequence[Job]) -> tuple[Part, ...]:
    """`jobs` in parts, in their order; scripts are read now, so that all parts run the same text."""
    found: list[Part] = []
    for job in jobs:
        script = _script(job)
        for start in range(0, len(job.seeds), SEEDS):
            some = msgspec.structs.replace(job, seeds=job.seeds[start : start + SEEDS])
            found.append(Part(len(found), some, script))
    return tuple(found)


def request(parts: Sequence[Part]) -> str:
    """The hash of what is asked for: the same for the same scripts, knobs and seeds, wherever they lie."""
    code = sha256(__version__.encode())
    for part in parts:
        asked = msgspec.structs.replace(part, job=msgspec.structs.replace(part.job, path=""))
        code.update(msgspec.json.encode(asked, order="deterministic"))
    return code.hexdigest()[:32]


def _script(job: Job) -> bytes:
    try:
        return Path(job.path).read_bytes()
    except OSError as error:
        raise failure(f"This verifier cannot be read: {error.strerror}.", file=job.path) from error
