def attend(Q, K, V):
    return (Q @ K.mT).softmax(-1) @ V
