import torch


def masked_weights(scores, lengths):
    padding = torch.arange(scores.size(-1)) >= lengths[:, None]
    return scores.masked_fill(padding[:, None, :], float("-inf")).softmax(-1)
