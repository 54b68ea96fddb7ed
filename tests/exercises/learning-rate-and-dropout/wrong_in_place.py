import torch


def dropout(x, p, training, rng):
    if training:
        x.mul_(torch.rand(x.shape, generator=rng) >= p).div_(1 - p)
    return x
