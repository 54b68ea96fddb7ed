import torch


def rotate(x, positions, base):
    d = x.shape[-1]
    theta = 1.0 / base ** (torch.arange(0, d, 2) / d)
    turn = torch.polar(torch.ones(len(positions), d // 2), torch.outer(positions, theta))
    z = torch.view_as_complex(x.reshape(*x.shape[:-1], d // 2, 2))
    return torch.view_as_real(z * turn).reshape(x.shape)
