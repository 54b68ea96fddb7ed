"""How TransTrack keeps hold of objects: what was found in the last frame asks where it is now.

Frame by frame, two sets of boxes are made. Learned object queries find whatever is there. Track queries,
the features of the objects found in the last frame, attend to the features of this frame, and each predicts
where its own object is now. Here a track query is an appearance vector, the keys are appearances with fresh
noise, and the values are boxes:

    track box = softmax(gain · query · keysᵀ) · boxes

Track boxes and detected ones are then paired by GIoU (Hungarian algorithm). A pair carries the identity on;
a detection without partner begins a new track; a track without partner is kept where it was last seen, for
32 frames.

Without queries one would pair detections with the boxes of the last frame. That works as long as objects
move by less than the distance between them.
"""

from itertools import permutations

import torch

from quiz.lab import Knob, exact, guards, main

OBJECTS = Knob(5, [3, 4, 5], "objects in the scene")
SPEED = Knob(3.0, [1.0, 3.0, 5.0], "how far an object moves in a frame, in widths of its box")
GONE = Knob(20, [5, 20, 31], "frames for which one object is hidden")
FRAMES, D, PATIENCE = 16, 7, 32
SIZE = torch.tensor([1.0, 1.4], dtype=torch.float64)  # width and height of a box
SCENE, FAR = 14.0, 1.2  # side of the scene in widths of a box; cost 1 − GIoU beyond which two are no pair


def paths(rng, objects, speed, frames):
    """Centres of objects that move straight on and bounce off the walls, (frames, objects, 2)."""
    begin, angle = SCENE * torch.rand(2, objects, generator=rng), 6.28 * torch.rand(objects, generator=rng)
    step = speed * torch.stack([angle.cos(), angle.sin()])  # (2, objects)
    far = begin + step * torch.arange(frames)[:, None, None]  # (frames, 2, objects)
    return (SCENE - (far % (2 * SCENE) - SCENE).abs()).mT


def giou(a, b):
    """Generalized intersection over union of boxes around centres a (n, 2) and b (m, 2), (n, m)."""
    off = (a[:, None] - b[None]).abs()
    inner, hull = (SIZE - off).clamp(min=0).prod(-1), (SIZE + off).prod(-1)
    union = 2 * SIZE.prod() - inner
    return inner / union - (hull - union) / hull


def pairs(tracks, found):
    """The assignment of least total cost, by trying all: track -> detection, where they are near enough."""
    cost = 1 - giou(tracks, found)
    few = cost if len(tracks) <= len(found) else cost.T
    ways = list(permutations(range(few.shape[1]), len(few)))
    total = few[range(len(few)), torch.tensor(ways, dtype=torch.long)].sum(-1)  # (ways,)
    chosen = enumerate(ways[total.argmin()])
    both = chosen if few is cost else ((track, box) for box, track in chosen)
    return {track: box for track, box in both if cost[track, box] <= FAR}


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
    for frame, there in enumerate(visible):
        order = torch.randperm(len(looks), generator=rng)  # detections come in any order
        order = order[there[order]]
        keys = looks[order] + 0.1 * torch.randn(len(order), D, generator=rng)
        boxes, expected, awake = centres[frame, order], spot.clone(), missed == 0
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
    """How often an object's name changes from one frame to the next, against 0."""
    centres = paths(rng, objects, speed, FRAMES)
    names = follow(rng, centres, torch.ones(FRAMES, objects, dtype=torch.bool), predict, 1)
    evidence = exact((names[1:] != names[:-1]).sum(), 0)
    return evidence.heat(names.T, "name of each object", x="frame", y="object")


def check_queries_keep_identities(rng, objects=OBJECTS, speed=SPEED):
    """With queries from the last frame no object that looks different from the others changes its name."""
    return switches(rng, objects, speed, by_query)


@guards(check_queries_keep_identities)
def control_queries_mixed_up(rng, objects=OBJECTS, speed=SPEED):
    """With the queries handed round, names change at every frame."""
    return switches(rng, objects, speed, by_another_query)


@guards(check_queries_keep_identities)
def control_last_boxes(rng, objects=OBJECTS):
    """Without queries, by the last boxes, names change when objects move by 3 widths a frame."""
    return switches(rng, objects, 3.0, by_last_box)


def returned(rng, objects, gone):
    """The name of a parked object after it was hidden for `gone` frames, against its name before."""
    centres = paths(rng, objects, 0.0, gone + 5)
    visible = torch.ones(gone + 5, objects, dtype=torch.bool)
    visible[2 : 2 + gone, 0] = False
    names = follow(rng, centres, visible, by_query, PATIENCE)
    return exact(names[-1, 0], names[0, 0]).heat(names.T, "name of each object", x="frame", y="object")


def check_lost_tracks_wait(rng, objects=OBJECTS, gone=GONE):
    """A parked object that was hidden for fewer than 32 frames gets its name back."""
    return returned(rng, objects, gone)


@guards(check_lost_tracks_wait)
def control_too_long(rng, objects=OBJECTS):
    """Hidden for 32 frames it gets a new one."""
    return returned(rng, objects, PATIENCE)


if __name__ == "__main__":
    main()
