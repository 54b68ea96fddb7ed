import torch


def masked_weights(scores, lengths):
    n = scores.size(-1)
    future = torch.ones(n, n, dtype=torch.bool).triu(1)
    padding = torch.arange(n) >= lengths[:, None]
    return scores.masked_fill(future | padding[:, :, None], float("-inf")).softmax(-1)
