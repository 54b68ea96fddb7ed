"""Why attention scores are divided by √d_k.

q·k is a sum of d_k products. Let the entries be independent, with mean 0 and variances σ_q² and σ_k².
Each product has mean 0 and variance σ_q²σ_k², and independent variances add: Var(q·k) = d_k·σ_q²·σ_k².
At unit variance the scores spread by √d_k, and dividing by √d_k brings the spread back to 1 at any width.
"""

import torch

from quiz.lab import Knob, estimate, guards, main, slope

D_K = Knob(64, [4, 16, 64, 256, 1024], "width of one query and one key")
HEADS = 8
PAIRS = 500


def scores(rng, d_k, std_q=1.0, std_k=1.0, mean_q=0.0, mean_k=0.0):
    """q·k of independent pairs, shape (PAIRS,); float32 draws, summed in float64."""
    q = mean_q + std_q * torch.randn(PAIRS, d_k, generator=rng, dtype=torch.float32)
    k = mean_k + std_k * torch.randn(PAIRS, d_k, generator=rng, dtype=torch.float32)
    return (q * k).sum(-1, dtype=torch.float64)


def check_variance_is_d_k(rng, d_k=D_K):
    """Var(q·k) = d_k for independent entries of mean 0 and variance 1."""
    return estimate(lambda: scores(rng, d_k).var(), predicted=d_k, within="5%")


if __name__ == "__main__":
    main()
