import torch


def rotate(x, positions, base):
    d = x.shape[-1]
    angle = torch.outer(positions, base ** (-torch.arange(0, d, 2) / d)).repeat_interleave(2, -1)
    swapped = torch.stack([-x[..., 1::2], x[..., ::2]], -1).reshape(x.shape)
    return x * angle.cos() + swapped * angle.sin()
