def attend(Q, K, V):
    return (Q @ K.mT / Q.shape[-1]).softmax(-1) @ V
