def multi_head(x, W_Q, W_K, W_V, W_O, heads):
    B, n, d = x.shape
    s = d // heads
    q, k, v = [(x @ W).view(B, n, heads, s).transpose(1, 2) for W in (W_Q, W_K, W_V)]
    out = (q @ k.mT / s**0.5).softmax(-1) @ v
    return out.reshape(B, n, d) @ W_O
