import torch


def sinusoids(n, d):
    angle = torch.arange(n)[:, None] * 10000 ** (-torch.arange(0, d, 2) / d)
    return torch.stack([angle.cos(), angle.sin()], -1).flatten(-2)
