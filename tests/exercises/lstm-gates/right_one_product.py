import torch


def lstm_cell(x, h, c, W, U, b):
    n = h.size(1)
    z = torch.cat([x, h], 1) @ torch.cat([W, U], 1).T + b
    s = 1 / (1 + torch.exp(-z))
    c = s[:, n : 2 * n] * c + s[:, :n] * torch.tanh(z[:, 2 * n : 3 * n])
    return s[:, 3 * n :] * torch.tanh(c), c
