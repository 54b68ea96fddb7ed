import torch


def dropout(x, p, training, rng):
    return x * (torch.rand(x.shape, generator=rng) >= p) / (1 - p)
