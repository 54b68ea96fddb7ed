import torch


def sinusoids(n, d):
    angle = torch.arange(n)[:, None] * 10000 ** (-torch.arange(0, d, 2) / d)
    return torch.cat([angle.sin(), angle.cos()], -1)
