"""How TransTrack keeps hold of objects: what was found in the last frame asks where it is now.

Frame by frame, two sets of boxes are made. Learned object queries find whatever is there. Track queries,
the features of the objects found in the last frame, attend to the features of this frame, and each predicts
where its own object is now. Here a track query is an appearance vector, the keys are appearances with fresh
noise, and the values are boxes:

    track box = softmax(gain · query · keysᵀ) · boxes

Track boxes and detected ones are then paired at the least total cost, 1 − GIoU in the paper (`giou.py`,
`assignment.py`), here the distance, which serves as well for boxes of one size. A pair carries the identity
on; a detection without partner begins a new track; a track without partner is kept where it was last seen,
for 32 frames.

Without queries one would pair detections with the boxes of the last frame. That works as long as objects
move by less than the distance between them.
"""

from itertools import permutations

import torch

from quiz.lab import Knob, exact, guards, main

OBJECTS = Knob(5, [3, 4, 5], "objects in the scene")
SPEED = Knob(
    3.0, [1.0, 3.0, 5.0], "deviation of an object's step in a frame, across and up, in widths of its box"
)
GONE = Knob(20, [5, 20, 31], "frames for which one object is hidden")
FRAMES, D, PATIENCE = 16, 7, 32
FAR = 1.0  # widths of a box beyond which two are no pair


def paths(rng, objects, speed, frames):
    """Centres of objects that begin anywhere and walk at random, (frames, objects, 2)."""
    return 15 * torch.rand(objects, 2, generator=rng) + speed * steps(rng, objects, frames).cumsum(0)


def steps(rng, objects, frames):
    """A step for each frame and object, in any direction, about 1.25 long."""
    return torch.randn(frames, objects, 2, generator=rng)


def pairs(tracks, found):
    """The assignment of least total cost, by trying all: track -> detection; none beyond the distance FAR."""
    size = max(len(tracks), len(found))
    cost = torch.full((size, size), FAR)
    cost[: len(tracks), : len(found)] = torch.cdist(tracks, found)
    ways = torch.tensor(list(permutations(range(size))))  # (size!, size)
    best = ways[cost[range(size), ways].sum(-1).argmin()].tolist()
    return {track: box for track, box in enumerate(best) if cost[track, box] < FAR}


def by_query(queries, keys, centres, last):
    """Each query attends to what this frame shows: a box for each track."""
    return (20 * queries @ keys.T).softmax(-1) @ centres


def by_another_query(queries, keys, centres, last):
    """The same with the queries handed round by one."""
    return by_query(queries.roll(1, 0), keys, centres, last)


def by_last_box(queries, keys, centres, last):
    """No query: each object is expected where it was."""
    return last


def follow(rng, centres, visible, predict, patience):
    """The name that the tracker gives each object in each frame, 0 while it is hidden: (frames, objects)."""
    looks = torch.linalg.qr(torch.randn(D, centres.shape[1], generator=rng)).Q.T  # all different
    names = torch.zeros(visible.shape, dtype=torch.long)
    name, query, spot, missed = torch.zeros(0).long(), torch.zeros(0, D), torch.zeros(0, 2), torch.zeros(0)
    for frame, (where, there) in enumerate(zip(centres, visible, strict=True)):
        order = torch.randperm(len(looks), generator=rng)  # detections come in any order
        order = order[there[order]]
        keys = looks[order] + 0.1 * torch.randn(len(order), D, generator=rng)
        boxes, expected, awake = where[order], spot.clone(), missed == 0
        expected[awake] = predict(query[awake], keys, boxes, spot[awake])  # the lost wait where they were
        paired = pairs(expected, boxes)
        new = [box for box in range(len(boxes)) if box not in paired.values()]
        alone = set(range(len(name))) - set(paired)
        waiting = [track for track in alone if missed[track] + 1 < patience]
        found = [*paired.values(), *new]
        called = torch.cat([name[[*paired]], names.max() + 1 + torch.arange(len(new))])
        names[frame, order[found]] = called
        name, query = torch.cat([called, name[waiting]]), torch.cat([keys[found], query[waiting]])
        spot = torch.cat([boxes[found], spot[waiting]])
        missed = torch.cat([torch.zeros(len(found)), missed[waiting] + 1])
    return names


def switches(rng, objects, speed, predict):
    """How often an object's name changes from a frame to the next, and the number of names in the first."""
    centres = paths(rng, objects, speed, FRAMES)
    names = follow(rng, centres, torch.ones(FRAMES, objects, dtype=torch.bool), predict, 1)
    changes = (names[1:] != names[:-1]).sum()
    evidence = exact(torch.tensor([changes, len(names[0].unique())]), [0, objects])
    return evidence.heat(names.T, "name of each object", x="frame", y="object")


def check_queries_keep_identities(rng, objects=OBJECTS, speed=SPEED):
    """With queries from the last frame no object changes its name, if all look different."""
    return switches(rng, objects, speed, by_query)


@guards(check_queries_keep_identities)
def control_queries_mixed_up(rng, objects=OBJECTS, speed=SPEED):
    """With the queries handed round, names change at every frame."""
    return switches(rng, objects, speed, by_another_query)


@guards(check_queries_keep_identities)
def control_last_boxes(rng, objects=OBJECTS):
    """Without queries, by the last boxes, names change when objects move by some widths a frame."""
    return switches(rng, objects, 3.0, by_last_box)


def returned(rng, objects, gone):
    """Frames with its first name of an object hidden for `gone`; those without a name; the last name given.

    The second object comes a frame late, so that one name is given later than the others.
    """
    centres = paths(rng, objects, 0.0, gone + 5)
    visible = torch.ones(gone + 5, objects, dtype=torch.bool)
    visible[2 : 2 + gone, 0] = False
    visible[0, 1] = False
    names = follow(rng, centres, visible, by_query, PATIENCE)
    got = torch.stack([(names[:, 0] == names[0, 0]).sum(), (names == 0).sum(), names.max()])
    return exact(got, [5, gone + 1, objects]).heat(names.T, "name of each object", x="frame", y="object")


def check_lost_tracks_wait(rng, objects=OBJECTS, gone=GONE):
    """A parked object, hidden for fewer than 32 frames, gets its name back; a newcomer gets a new one."""
    return returned(rng, objects, gone)


@guards(check_lost_tracks_wait)
def control_too_long(rng, objects=OBJECTS):
    """Hidden for 32 frames it gets a new one."""
    return returned(rng, objects, PATIENCE)


if __name__ == "__main__":
    main()
