import torch


def dropout(x, p, training, rng):
    if not training:
        return x
    u = torch.rand(x.shape, generator=rng, dtype=x.dtype, device=x.device)
    return torch.where(u < p, torch.zeros_like(x), x / (1 - p))
