"""What a learner may set: the scheduler's numbers, and how much a day."""

from __future__ import annotations

from functools import lru_cache

import msgspec

# FSRS 6 as fitted to the reviews of many learners; written out so that replaying the log does not depend
# on which release of the package is installed.
PARAMETERS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)


def name_of(json: bytes) -> str:
    """The id of a model kept as `json`."""
    from hashlib import blake2b  # not before something is rated

    return blake2b(json, digest_size=8).hexdigest()


class Model(msgspec.Struct, frozen=True):
    """Everything that influences a due date; each rating in the log says which one was in force."""

    desired_retention: float = 0.9
    """The chance of recall at which a question falls due, between 0 and 1."""
    parameters: tuple[float, ...] = PARAMETERS
    learning_steps: tuple[float, ...] = (1.0, 10.0)
    """Minutes."""
    relearning_steps: tuple[float, ...] = (10.0,)
    maximum_days: int = 36500
    leech_after: int = 8
    """Lapses until a question is suspended; again after each half as many."""

    @property
    def json(self) -> bytes:
        """As it is kept."""
        return _kept(self)[0]

    @property
    def id(self) -> str:
        """The same for the same numbers, on every machine."""
        return _kept(self)[1]


@lru_cache(maxsize=64)
def _kept(model: Model) -> tuple[bytes, str]:
    """The JSON of a model and its id, which each rating asks for."""
    json = msgspec.json.encode(model)
    return json, name_of(json)


class Settings(msgspec.Struct, frozen=True):
    """The scheduler's numbers, and the limits of a day."""

    model: Model = Model()
    new_per_day: int = 20
    reviews_per_day: int = 200
    rollover_hour: int = 4
    """The local hour at which a new day starts, 0 to 23."""
    look_ahead_minutes: float = 20.0
    """A learning step that falls due within this time is shown when nothing else is left."""
