"""What comes out of Add & Norm: tokens of one size.

With gain 1 and bias 0, as it starts, LayerNorm gives every token mean 0 and variance v/(v + ε), where v is
the variance of x + Sublayer(x): 1, but for ε = 10⁻⁵. So a token has length √d at every depth, and no single
feature can exceed √(d − 1): that is what is left of the loudest token, one feature a and zeros. Its mean is
a/d, its variance a²(d − 1)/d², so the feature becomes (a − a/d)·d/(a√(d − 1)) = √(d − 1).

The residual path is no free passage here. A sublayer that adds nothing still lets the norm act: N(x + 0) is
N(x), not x. In pre-norm, x + Sublayer(N(x)), it would be x.
"""

import torch
from torch import nn

from quiz.lab import Knob, bound, exact, guards, main

D = Knob(17, [5, 17, 65], "width of a token")
N, D_FF = 40, 20


def layer(d, *, norm_first=False):
    """torch's own encoder layer as it starts, without dropout; it has one head."""
    return nn.TransformerEncoderLayer(d, 1, D_FF, 0.0, norm_first=norm_first).requires_grad_(False)


def tokens(rng, d):
    """Random tokens (n, d)."""
    return torch.randn(N, d, generator=rng)


def check_mean_is_0(rng, d=D):
    """At initialisation each token comes out of torch's post-norm layer with mean 0."""
    return exact(layer(d)(tokens(rng, d)).mean(-1), torch.zeros(N), ops=2 * d, scale=1)


@guards(check_mean_is_0)
def control_pre_norm_mean(rng, d=D):
    """Out of a pre-norm layer it does not."""
    out = layer(d, norm_first=True)(tokens(rng, d))
    return exact(out.mean(-1), torch.zeros(N), ops=2 * d, scale=1)


def variance(module, x):
    """Each token's variance behind the layer, against v/(v + ε) with v from before its last norm: (n,)."""
    before = []
    module.norm2.register_forward_pre_hook(lambda norm, given: before.extend(given))
    after = module(x).var(-1, correction=0)
    v = before[0].var(-1, correction=0)
    return exact(after, v / (v + 1e-5), ops=12 * x.shape[-1])


def check_variance_is_1(rng, d=D):
    """At initialisation each token comes out with variance v/(v + ε): 1, but for ε = 10⁻⁵."""
    return variance(layer(d), tokens(rng, d))


@guards(check_variance_is_1)
def control_pre_norm_variance(rng, d=D):
    """Out of a pre-norm layer the variance is that of the tokens that went in, and more."""
    return variance(layer(d, norm_first=True), tokens(rng, d))


def loudest(rng, d, norm):
    """The largest feature of random tokens, and of some that have a single one, after the norm."""
    x = torch.cat([tokens(rng, d), 100 * torch.eye(d)])
    return bound(norm(x), at_most=(d - 1) ** 0.5, reached=1e-6, ops=4 * d)


def check_no_feature_exceeds_sqrt_d_minus_1(rng, d=D):
    """With gain 1 and bias 0 no feature comes out larger than √(d − 1); a lone loud one gets there."""
    return loudest(rng, d, layer(d).norm1)


@guards(check_no_feature_exceeds_sqrt_d_minus_1)
def control_no_norm(rng, d=D):
    """Without the norm it is as loud as it was."""
    return loudest(rng, d, nn.Identity())


def silenced(rng, d, *, norm_first):
    """A layer whose sublayers give 0, against LayerNorm of the tokens."""
    module, x = layer(d, norm_first=norm_first), tokens(rng, d)
    for last in (module.self_attn.out_proj, module.linear2):
        last.weight.zero_()
        last.bias.zero_()
    return exact(module(x), module.norm2(module.norm1(x)), ops=8 * d)


def check_silent_sublayers_still_normalise(rng, d=D):
    """When both sublayers give 0, a post-norm layer returns the normalised token and not the token."""
    return silenced(rng, d, norm_first=False)


@guards(check_silent_sublayers_still_normalise)
def control_pre_norm_passes_through(rng, d=D):
    """A pre-norm layer lets the token through as it was."""
    return silenced(rng, d, norm_first=True)


if __name__ == "__main__":
    main()
