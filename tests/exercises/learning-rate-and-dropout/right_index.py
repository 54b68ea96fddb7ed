import torch


def dropout(x, p, training, rng):
    y = x.clone()
    if training:
        flat = y.view(-1)
        gone = torch.rand(flat.shape, generator=rng) < p
        flat[gone] = 0.0
        flat /= 1.0 - p
    return y
