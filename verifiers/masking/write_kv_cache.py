"""Write one step of decoding with a KV cache, and have it judged.

When a decoder writes token t, the keys and values of the tokens before it are what they were: the causal
mask lets nothing later into them. So they are kept. A step projects the newest token alone, adds its key
and value to the cache, and lets its query attend to all that is there, its own included.

    a step costs   3·2d² for the projections and 2·2td for scores and values:   6d² + 4td
    without cache  all t tokens are projected again:                            6td² + 4td at the least

The judge computes one masked pass over all tokens with torch, whose row t a step must give; and it counts the
operations of the last step, as right outputs alone do not show that anything was kept.
"""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from quiz.lab import bound, exact, guards, main, yours
from quiz.lab.flops import flops

TOKENS, D = 9, 8


@yours
def step(x, cache, W_Q, W_K, W_V):
    """One step of single-head causal self-attention; returns (output, cache).

    `x` is (1, d), the newest token; `cache` is None at the first step, and then whatever you returned as the
    cache of the step before. W_Q, W_K and W_V are (d, d), used as x @ W. The output is (1, d): the newest
    query attends to all tokens so far, its own included, with scores divided by √d. What was projected
    before is not projected again.
    """
    k, v = x @ W_K, x @ W_V
    if cache is not None:
        k, v = torch.cat([cache[0], k]), torch.cat([cache[1], v])  # (t, d)
    return (x @ W_Q @ k.mT / math.sqrt(x.shape[-1])).softmax(-1) @ v, (k, v)


def forgets(x, cache, W_Q, W_K, W_V):
    """A step that keeps the cache it was given."""
    output, new = step_again(x, cache, W_Q, W_K, W_V)
    return output, new if cache is None else cache


def step_again(x, cache, W_Q, W_K, W_V):
    """A step that keeps the tokens, and projects all of them anew."""
    tokens = x if cache is None else torch.cat([cache, x])  # (t, d)
    scores = x @ W_Q @ (tokens @ W_K).mT / math.sqrt(x.shape[-1])  # (1, t)
    return scores.softmax(-1) @ (tokens @ W_V), tokens


def sentence(rng):
    """Tokens (n, d) and three projections (d, d), all of unequal size."""
    stretch = torch.tensor([1.5, 0.8, 1.1])[:, None, None]
    W_Q, W_K, W_V = stretch * torch.randn(3, D, D, generator=rng) / math.sqrt(D)
    return torch.randn(TOKENS, D, generator=rng), (W_Q, W_K, W_V)


def decode(function, x, weights):
    """Every step's output (n, d), and the operations of the last step."""
    cache, outputs, counts = None, [], []
    for token in x.split(1):

        def one_step(token=token, cache=cache):
            outputs.append(function(token, cache, *weights))

        counts.append(flops(one_step))
        cache = outputs[-1][1]
    return torch.cat([output for output, _ in outputs]), counts[-1]


def against_one_pass(rng, function):
    """Outputs of the steps against one masked pass of torch's."""
    x, weights = sentence(rng)
    q, k, v = (x @ w for w in weights)
    right = scaled_dot_product_attention(q[None], k[None], v[None], is_causal=True)[0]
    return exact(
        decode(function, x, weights)[0], right, ops=6 * D + 2 * TOKENS + 20, scale=float(v.abs().max())
    )


def last_step_cost(rng, function):
    """Operations of the last step, against those that it takes with a cache."""
    x, weights = sentence(rng)
    counted = float(decode(function, x, weights)[1])
    return bound([counted], at_most=6 * D * D + 4 * TOKENS * D, reached=2.0 * D)  # half of one key's share


def check_outputs(rng):
    """Step by step comes out what one masked pass gives."""
    return against_one_pass(rng, step)


@guards(check_outputs)
def control_forgets(rng):
    """With a cache that is never added to it does not."""
    return against_one_pass(rng, forgets)


def check_cost(rng):
    """The ninth step takes 6d² + 4·9·d operations: one token's projections, scores and weighted values."""
    return last_step_cost(rng, step)


@guards(check_cost)
def control_projects_again(rng):
    """A step that projects every token anew takes more."""
    return last_step_cost(rng, step_again)


if __name__ == "__main__":
    main()
