import torch


def masked_weights(scores, lengths):
    n = scores.size(-1)
    seen = torch.ones(n, n).tril() * (torch.arange(n) < lengths[:, None])[:, None, :]
    return (scores * seen).softmax(-1)
