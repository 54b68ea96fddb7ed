def attend(Q, K, V):
    return (Q @ K.mT / Q.shape[-1] ** 0.5).softmax(-2) @ V
