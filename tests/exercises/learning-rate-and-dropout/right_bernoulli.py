import torch


def dropout(x, p, training, rng):
    if training:
        keep = torch.bernoulli(torch.full_like(x, 1 - p), generator=rng)
        x = x * keep.div_(1 - p)
    return x
