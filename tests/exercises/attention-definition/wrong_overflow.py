def attend(Q, K, V):
    powers = (Q @ K.mT / Q.shape[-1] ** 0.5).exp()
    return powers / powers.sum(-1, keepdim=True) @ V
