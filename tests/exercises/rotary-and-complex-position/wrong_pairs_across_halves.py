import torch


def rotate(x, positions, base):
    d = x.shape[-1]
    angle = torch.outer(positions, base ** (-torch.arange(0, d, 2) / d))
    a, b = x.chunk(2, -1)
    c, s = angle.cos(), angle.sin()
    return torch.cat([a * c - b * s, a * s + b * c], -1)
