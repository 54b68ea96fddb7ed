import torch


def sinusoids(n, d):
    angle = torch.arange(n)[:, None] * 10000 ** (-torch.arange(d) / d)
    return torch.where(torch.arange(d) % 2 == 0, angle.sin(), angle.cos())
