import numpy as np


def sinusoids(n, d):
    j = np.arange(d)
    angle = np.arange(n)[:, None] / np.power(10000.0, 2 * (j // 2) / d)
    return np.where(j % 2 == 0, np.sin(angle), np.cos(angle))
