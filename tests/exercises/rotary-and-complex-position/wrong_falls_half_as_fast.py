import torch


def rotate(x, positions, base):
    d = x.shape[-1]
    angle = torch.outer(positions, base ** (-torch.arange(d // 2) / d))
    a, b = x[..., ::2], x[..., 1::2]
    c, s = angle.cos(), angle.sin()
    return torch.stack([a * c - b * s, a * s + b * c], -1).flatten(-2)
