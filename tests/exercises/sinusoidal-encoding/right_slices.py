import math

import torch


def sinusoids(n, d):
    pe = torch.zeros(n, d)
    position = torch.arange(n, dtype=torch.float64).unsqueeze(1)
    rate = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    pe[:, 0::2] = torch.sin(position * rate)
    pe[:, 1::2] = torch.cos(position * rate)
    return pe
