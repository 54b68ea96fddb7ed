import torch


def sinusoids(n, d):
    angle = torch.arange(n)[:, None] * 10000 ** (-torch.arange(d // 2) / d)
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(-2)
