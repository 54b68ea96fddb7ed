def attend(Q, K, V):
    return (Q @ K.mT).softmax(-1) / Q.shape[-1] ** 0.5 @ V
