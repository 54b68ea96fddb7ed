"""Where the LayerNorms of a Transformer block sit.

A block has two sublayers, attention and the FFN, each with a shortcut of its own. Two places are in use:

    post-norm (2017)    x ← norm(x + sublayer(x))      after the addition: "Add & Norm"
    pre-norm            x ← x + sublayer(norm(x))      at the entrance of the branch; the shortcut stays bare

Both have one norm for each sublayer, none between attention and an activation function: inside a
sublayer there is no norm. With bare shortcuts the output of a pre-norm block is the input plus
two branches, so that a stack ends with a norm of its own.
"""

import torch
from torch import nn
from torch.nn.functional import layer_norm

from quiz.lab import Knob, exact, guards, main

D = Knob(12, [6, 12, 24], "width of a token")
HEADS, FFN, T = 3, 20, 5


def block(rng, d, norm_first):
    """torch's own block without dropout, no parameter at its first value."""
    module = nn.TransformerEncoderLayer(d, HEADS, FFN, dropout=0, norm_first=norm_first)
    for parameter in module.parameters():
        nn.init.normal_(parameter, 0.1, generator=rng)
    return module


def attention(module, x):
    """The attention sublayer."""
    return module.self_attn(x, x, x, need_weights=False)[0]


def ffn(module, x):
    """The FFN sublayer, a relu between two linear maps."""
    return module.linear2(module.linear1(x).relu())


def post_norm(module, x):
    """Norm after each addition."""
    x = module.norm1(x + attention(module, x))
    return module.norm2(x + ffn(module, x))


def pre_norm(module, x):
    """Norm at the entrance of each branch."""
    x = x + attention(module, module.norm1(x))
    return x + ffn(module, module.norm2(x))


def against_torch(rng, d, norm_first, written_out):
    """torch's block against one that is written out."""
    module, x = block(rng, d, norm_first), 2 * torch.randn(T, d, generator=rng)
    return exact(written_out(module, x), module(x), ops=20 * d)


def check_post_norm_is_after_the_addition(rng, d=D):
    """torch's default block is norm(x + sublayer(x)), twice."""
    return against_torch(rng, d, False, post_norm)


@guards(check_post_norm_is_after_the_addition)
def control_pre_norm_for_the_default(rng, d=D):
    """Norms at the entrances give something else."""
    return against_torch(rng, d, False, pre_norm)


def check_pre_norm_is_inside_the_branch(rng, d=D):
    """With norm_first=True torch's block is x + sublayer(norm(x)), twice."""
    return against_torch(rng, d, True, pre_norm)


@guards(check_pre_norm_is_inside_the_branch)
def control_post_norm_for_norm_first(rng, d=D):
    """Norms after the additions give something else."""
    return against_torch(rng, d, True, post_norm)


@torch.no_grad()
def output_is_normed(rng, d, norm_first):
    """A block's output, its last norm's weight and bias undone, against its own LayerNorm."""
    module = block(rng, d, norm_first)
    module.norm2.weight.uniform_(0.5, 2, generator=rng)
    module.norm2.eps = 1e-30  # so that the variance is 1 and not a little less
    y = module(2 * torch.randn(T, d, generator=rng)).sub(module.norm2.bias).div(module.norm2.weight)
    return exact(y, layer_norm(y, (d,), eps=1e-30), ops=20 * d, scale=10)


def check_post_norm_block_ends_normed(rng, d=D):
    """Each token leaves a post-norm block with mean 0 and variance 1, up to the norm's weight and bias."""
    return output_is_normed(rng, d, False)


@guards(check_post_norm_block_ends_normed)
def control_pre_norm_block_ends_bare(rng, d=D):
    """It does not leave a pre-norm block so: that is why a stack of them ends with a norm."""
    return output_is_normed(rng, d, True)


if __name__ == "__main__":
    main()
