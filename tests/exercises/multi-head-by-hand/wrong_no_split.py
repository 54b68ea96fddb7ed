def multi_head(x, W_Q, W_K, W_V, W_O, heads):
    B, n, d = x.shape
    s = d // heads
    q, k, v = x @ W_Q, x @ W_K, x @ W_V
    return (q @ k.mT / s**0.5).softmax(-1) @ v @ W_O
