"""How attention over a lidar scan is made cheaper: among keypoints, then spread back.

Full attention among n points takes 4n²d operations for scores and values. The deformable variant lets m
keypoints attend to each other, and gives each point the mean of its s nearest keypoints, weighted by
nearness:

    full           4n²d
    keypoints      4m²d + 2nsd          n = 30, m = 8, s = 3: 8.3 times fewer

It is cheaper since it hears less. A point hears itself (what attention gives is added to its own features)
and the keypoints. What stands on any other point is lost, unless something carried it to a keypoint before.
(In the paper keypoints are spread by farthest-point sampling, moved by learned offsets, and pool what lies
around them first.)
"""

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main
from quiz.lab.flops import flops

N = Knob(30, [20, 30, 60], "points")
M = Knob(8, [4, 8, 12], "keypoints among them")
D, NEAREST = 5, 3


def scene(rng, n):
    """Places of n points, (n, 2), and their features, (n, d)."""
    return 9 * torch.rand(n, 2, generator=rng), 0.7 * torch.randn(n, D, generator=rng)


def full(x, places, m):
    """Attention among all points; the features are queries, keys and values."""
    return (x @ x.T).softmax(-1) @ x


def by_keypoints(x, places, m):
    """Attention among the first m points, spread back to all by 1/(1 + distance)."""
    news = full(x[:m], places, m)  # (m, d)
    off = (places[:, None] - places[:m]).norm(dim=-1)  # (n, m)
    far, near = off.topk(NEAREST, largest=False)  # (n, s) each
    weights = 1 / (1 + far)
    weights = weights / weights.sum(-1, keepdim=True)
    return (weights[:, None] @ news[near])[:, 0]  # (n, 1, s) @ (n, s, d)


def heard(rng, n, m, attend):
    """Which point hears which, (n, n), against itself and the keypoints."""
    places, x = scene(rng, n)
    slopes = torch.autograd.functional.jacobian(lambda given: given + attend(given, places, m), x)
    reach = (slopes != 0).any(3).any(1)
    known = torch.eye(n, dtype=torch.bool)
    known[:, :m] = True
    return exact(reach, known).heat(reach.int(), "who hears whom", x="input", y="output")


def check_only_keypoints_are_heard(rng, n=N, m=M):
    """With attention among keypoints a point hears itself and the keypoints, and no other point."""
    return heard(rng, n, m, by_keypoints)


@guards(check_only_keypoints_are_heard)
def control_all_attend(rng, n=N, m=M):
    """With attention among all it hears the others too."""
    return heard(rng, n, m, full)


def spread(rng, n, m, attend):
    """What each point gets, against the mean of its nearest keypoints, one point at a time."""
    places, x = scene(rng, n)
    key = x[None, :m]
    news, rows = scaled_dot_product_attention(key, key, key, scale=1.0)[0], []
    for here in places:
        off = [torch.dist(here, places[key]) for key in range(m)]
        best = sorted(range(m), key=lambda key, off=off: off[key])[:3]
        share = [1 / (1 + off[key]) for key in best]
        rows.append(sum(part * news[key] for part, key in zip(share, best, strict=True)) / sum(share))
    return exact(attend(x, places, m), torch.stack(rows), ops=8 * m, apart=1e-4)


def check_the_nearest_keypoints_answer(rng, n=N, m=M):
    """A point gets the mean of its 3 nearest keypoints, weighted by 1/(1 + distance)."""
    return spread(rng, n, m, by_keypoints)


@guards(check_the_nearest_keypoints_answer)
def control_all_answer(rng, n=N, m=M):
    """Full attention gives something else."""
    return spread(rng, n, m, full)


def saving(rng, n, m, attend):
    """Operations of full attention over those of another, against 4n²d over 4m²d + 2nsd."""
    places, x = scene(rng, n)
    before, after = (flops(lambda attend=attend: attend(x, places, m)) for attend in (full, attend))
    return exact(before / after, 4 * n * n / (4 * m * m + 2 * n * NEAREST), ops=4)


def check_keypoints_are_cheaper(rng, n=N, m=M):
    """Attention among m keypoints, spread back, takes 4n²/(4m² + 2ns) times fewer operations: 8.3 here."""
    return saving(rng, n, m, by_keypoints)


@guards(check_keypoints_are_cheaper)
def control_nothing_saved(rng, n=N, m=M):
    """Full attention in its place saves nothing."""
    return saving(rng, n, m, full)


if __name__ == "__main__":
    main()
