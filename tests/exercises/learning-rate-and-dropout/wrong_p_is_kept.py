import torch


def dropout(x, p, training, rng):
    if not training:
        return x
    return x * (torch.rand(x.shape, generator=rng) < p) / p
