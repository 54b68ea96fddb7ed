def multi_head(x, W_Q, W_K, W_V, W_O, heads):
    B, n, d = x.shape
    s = d // heads
    parts = x.view(B, n, heads, s).transpose(1, 2)
    q, k, v = [parts @ W[:s, :s] for W in (W_Q, W_K, W_V)]
    out = (q @ k.mT / s**0.5).softmax(-1) @ v
    return out.transpose(1, 2).reshape(B, n, d) @ W_O
