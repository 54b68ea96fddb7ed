import torch


def masked_weights(scores, lengths):
    n = scores.size(-1)
    hidden = torch.ones(n, n, dtype=torch.bool).tril(-1) | (torch.arange(n) >= lengths[:, None])[:, None, :]
    return scores.masked_fill(hidden, float("-inf")).softmax(-1)
