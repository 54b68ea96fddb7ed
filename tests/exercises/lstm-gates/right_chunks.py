import torch


def lstm_cell(x, h, c, W, U, b):
    z = torch.nn.functional.linear(x, W, b) + torch.nn.functional.linear(h, U)
    i, f, g, o = z.split(h.shape[-1], dim=1)
    c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c_new), c_new
