def layer_norm(x, gain, bias, eps):
    return gain * (x - x.mean(0, keepdim=True)) / (x.var(0, correction=0, keepdim=True) + eps).sqrt() + bias
