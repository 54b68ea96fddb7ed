def attend(Q, K, V):
    return (Q @ K / Q.shape[-1] ** 0.5).softmax(-1) @ V
