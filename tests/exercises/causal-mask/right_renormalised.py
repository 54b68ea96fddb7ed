import torch


def masked_weights(scores, lengths):
    weights = torch.zeros_like(scores)
    n = scores.size(-1)
    for b in range(len(lengths)):
        for i in range(n):
            k = min(i + 1, int(lengths[b]))
            row = scores[b, i, :k]
            powers = (row - row.max()).exp()
            weights[b, i, :k] = powers / powers.sum()
    return weights
