import torch


def dropout(x, p, training, rng):
    if not training:
        return x * (1 - p)
    return x * (torch.rand(x.shape, generator=rng) >= p) / (1 - p)
