import torch


def attend(Q, K, V):
    scores = torch.einsum("...md,...nd->...mn", Q, K) / K.size(-1) ** 0.5
    powers = torch.exp(scores - scores.amax(-1, keepdim=True))
    return torch.einsum("...mn,...nv->...mv", powers / powers.sum(-1, keepdim=True), V)
