def attend(Q, K, V):
    return (Q @ K.mT / K.shape[-2] ** 0.5).softmax(-1) @ V
