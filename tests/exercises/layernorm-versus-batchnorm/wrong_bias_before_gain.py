def layer_norm(x, gain, bias, eps):
    return gain * (
        (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + eps).sqrt() + bias
    )
