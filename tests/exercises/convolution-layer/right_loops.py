import torch


def convolve(x, kernels, bias, stride, padding):
    B, C, H, W = x.shape
    n, _, k, _ = kernels.shape
    padded = torch.zeros(B, C, H + 2 * padding, W + 2 * padding)
    padded[:, :, padding : padding + H, padding : padding + W] = x
    rows = [
        torch.stack(
            [
                padded[:, :, i : i + k, j : j + k].reshape(B, -1) @ kernels.reshape(n, -1).T + bias
                for j in range(0, padded.shape[3] - k + 1, stride)
            ],
            -1,
        )
        for i in range(0, padded.shape[2] - k + 1, stride)
    ]
    return torch.stack(rows, -2)
