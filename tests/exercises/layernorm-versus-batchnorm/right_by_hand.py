def layer_norm(x, gain, bias, eps):
    d = x.shape[-1]
    mean = x.sum(-1, keepdim=True) / d
    variance = ((x - mean) ** 2).sum(-1, keepdim=True) / d
    return (x - mean) / (variance + eps) ** 0.5 * gain + bias
