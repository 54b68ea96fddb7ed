def attend(Q, K, V):
    scores = (Q @ K.transpose(-2, -1)) * Q.shape[-1] ** -0.5
    return scores.softmax(dim=-1) @ V
