import torch


def masked_weights(scores, lengths):
    n = scores.size(-1)
    future = torch.triu(torch.ones(n, n, dtype=torch.bool), diagonal=1)
    padding = torch.arange(n)[None, :] >= lengths[:, None]
    return torch.softmax(scores.masked_fill(future | padding[:, None, :], float("-inf")), dim=-1)
