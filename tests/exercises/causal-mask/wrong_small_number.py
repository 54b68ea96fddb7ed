import torch


def masked_weights(scores, lengths):
    n = scores.size(-1)
    hidden = torch.ones(n, n, dtype=torch.bool).triu(1) | (torch.arange(n) >= lengths[:, None])[:, None, :]
    return (scores + hidden * -1000.0).softmax(-1)
