"""Why several heads: one softmax is one mix of positions, and a query often needs several.

Every token holds a content and an address; a query names k addresses and wants the k contents, apart.
The contents c₁ … c_k are independent, of mean 0 and variance 1. A head mixes: it returns o = Σ_j p_j c_j,
with one set of weights p for every channel of its values. The best linear readout recovers of c_j the share
Cov(c_j, o)² / Var(o) = p_j² / Σ_i p_i² of its variance, and over all k these shares add up to 1. So one head,
however it splits its attention, recovers the worth of one content and leaves 1 − 1/k of the variance.

For Gaussian contents the best readout of all is linear, so no deeper readout does better. Further heads
with other weights are further equations: h heads leave 1 − h/k, and k heads, one pointed at each address,
need no unmixing at all.
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main, slope

K = Knob(2, [2, 3, 4, 5], "contents that one query wants")
N = 7  # tokens
WIDTH = 2  # channels of a content
QUERIES = 320  # for one replicate
RUNS = 8  # replicates drawn at once


def fetch(rng, pull):
    """What h heads return and what was wanted: (R, B, h·WIDTH) and (R, B, k·WIDTH).

    `pull` (h, k) is the score each head gives to the k wanted tokens; all other tokens score 0.
    """
    k = pull.shape[1]
    contents = torch.randn(RUNS, QUERIES, N, WIDTH, generator=rng, dtype=torch.float32).double()
    addresses = torch.eye(N).roll(1, 0)  # one-hot; which address a token has is no matter
    wanted = torch.rand(RUNS, QUERIES, N, generator=rng).argsort(-1)[..., :k]  # k different tokens
    query = addresses[wanted].flatten(-2)  # (R, B, k·N): the wanted addresses side by side
    tokens = torch.cat([contents, addresses.expand(RUNS, QUERIES, N, N)], -1)  # (R, B, N, WIDTH + N)

    w_q = torch.einsum("hk,ij->hkij", pull, torch.eye(N)).flatten(1, 2)  # (h, k·N, N)
    w_k = torch.cat([torch.zeros(WIDTH, N), torch.eye(N)])  # reads the address of a token
    w_v = torch.cat([torch.eye(WIDTH), torch.zeros(N, WIDTH)])  # reads its content
    q = torch.einsum("rbi,hij->rbhj", query, w_q)  # (R, B, h, N)
    weights = (q @ (tokens @ w_k).mT).softmax(-1)  # (R, B, h, N)
    out = (weights @ (tokens @ w_v)).flatten(-2)  # (R, B, h·WIDTH)
    targets = contents.gather(2, wanted[..., None].expand(-1, -1, -1, WIDTH)).flatten(-2)
    return out, targets


def best_readout(out, targets):
    """What linear least squares makes of `out` to come nearest to `targets`."""
    gram = out.mT @ out  # singular when heads are alike, hence the pseudo-inverse
    return out @ (torch.linalg.pinv(gram, hermitian=True) @ (out.mT @ targets))


def lost(out, targets):
    """The share of the wanted variance that the best readout leaves, shape (R,)."""
    return ((best_readout(out, targets) - targets) ** 2).sum((1, 2)) / (targets**2).sum((1, 2))


def losses(rng, heads):
    """What is lost with each of several sets of heads, on contents of its own: shape (R, len(heads))."""
    return torch.stack([lost(*fetch(rng, pull)) for pull in heads], -1)


def pointed(k):
    """k heads, head j at the j-th wanted address; the other weights, e⁻⁸⁰⁰, are 0 in float64."""
    return 800 * torch.eye(k)


def split(rng, heads, k):
    """Heads that share their attention over the k wanted tokens, each by a random split."""
    return 60 + torch.randn(heads, k, generator=rng)


def check_k_heads_fetch_k_contents(rng, k=K):
    """k heads, each pointed at one of k wanted tokens, return their contents side by side, unchanged."""
    out, targets = fetch(rng, pointed(k))
    return exact(out, targets)


@guards(check_k_heads_fetch_k_contents)
def control_one_head(rng, k=K):
    """One head, even with the best linear readout behind it, does not return k contents."""
    out, targets = fetch(rng, split(rng, 1, k))
    return exact(best_readout(out, targets), targets)


def check_one_head_loses_all_but_one_kth(rng, k=K):
    """One head leaves 1 − 1/k of the variance of k independent contents, however it splits its attention."""
    return estimate(lambda: lost(*fetch(rng, split(rng, 1, k))), predicted=1 - 1 / k, within="5%")


@guards(check_one_head_loses_all_but_one_kth)
def control_k_heads_lose_nothing(rng, k=K):
    """k heads with as many different splits lose next to nothing: the readout can undo the mixing."""
    return estimate(lambda: lost(*fetch(rng, split(rng, k, k))), predicted=1 - 1 / k, within="5%")


def check_each_head_saves_one_kth(rng, k=K):
    """With h heads that split their attention differently the lost share falls by 1/k with each head."""
    h = range(1, k + 1)
    return slope(h, lambda: losses(rng, [split(rng, i, k) for i in h]), -1 / k, within=0.1 / k, log="none")


@guards(check_each_head_saves_one_kth)
def control_twin_heads(rng, k=K):
    """Heads that all split their attention in the same way save nothing."""
    h = range(1, k + 1)
    twins = [split(rng, 1, k).expand(i, k) for i in h]
    return slope(h, lambda: losses(rng, twins), -1 / k, within=0.1 / k, log="none")


if __name__ == "__main__":
    main()
