import math

import torch


def multi_head(x, W_Q, W_K, W_V, W_O, heads):
    B, n, d = x.shape
    s = d // heads
    out = torch.zeros_like(x)
    for i in range(heads):
        c = slice(i * s, (i + 1) * s)
        q, k, v = x @ W_Q[:, c], x @ W_K[:, c], x @ W_V[:, c]
        out = out + torch.softmax(q @ k.mT / math.sqrt(s), -1) @ v @ W_O[c]
    return out
