"""Why a Transformer has LayerNorm and not BatchNorm.

Tokens x have shape (B, T, d): sentences, positions, features.

    LayerNorm    x̂ = (x − μ)/√(σ² + ε), with μ and σ² over the d features of one token
    BatchNorm    the same formula, with μ and σ² of one feature over all B·T tokens of the batch

So the LayerNorm of a token knows nothing else than this token: not the other sentences, not how far they
are padded, not even the other words of its own sentence. BatchNorm in training mode mixes all of them. In
eval mode it uses the averages it has collected, as independent as LayerNorm; it is training that couples.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

D = Knob(6, [3, 6, 16], "features of a token")
B, T = 5, 4


class TokenBatchNorm(nn.BatchNorm1d):
    """BatchNorm over tokens (B, T, d); torch wants the features second."""

    def forward(self, x):
        """Normalise each feature over all sentences and positions."""
        return super().forward(x.mT).mT


def trained(module, rng):
    """The module with affine parameters, and running averages if it has any, that are not 0 and 1."""
    for parameter in module.parameters():
        nn.init.normal_(parameter, generator=rng)
    for buffer in module.buffers():
        if buffer.is_floating_point():
            buffer.uniform_(0.5, 2, generator=rng)
    return module


def tokens(rng, d, deviation):
    """Tokens (B, T, d) with mean 0.5 and this standard deviation."""
    return torch.empty(B, T, d).normal_(0.5, std=deviation, generator=rng)


def by_hand(x, module):
    """The definition: statistics over the features of each token, variance divided by d."""
    centred = x - x.mean(-1, keepdim=True)
    variance = centred.square().mean(-1, keepdim=True)  # (B, T, 1)
    return centred / (variance + module.eps).sqrt() * module.weight + module.bias


def definition(rng, module, d):
    """The module's output against the definition of LayerNorm."""
    x = tokens(rng, d, 0.01)  # so small that ε counts
    return exact(trained(module, rng)(x), by_hand(x, module), ops=4 * d + 20, scale=10)


def check_layer_norm_is_per_token(rng, d=D):
    """torch's LayerNorm centres and scales each token by the mean and variance of its own features."""
    return definition(rng, nn.LayerNorm(d), d)


@guards(check_layer_norm_is_per_token)
def control_statistics_over_tokens(rng, d=D):
    """Statistics per feature, over the tokens, give something else."""
    return definition(rng, TokenBatchNorm(d), d)


def sentence():
    """Which tokens stay as they are when all others change: those of the first sentence, (B, T)."""
    kept = torch.zeros(B, T, dtype=torch.bool)
    kept[0] = True
    return kept


def word():
    """Only the first word of the first sentence stays."""
    kept = sentence()
    kept[0, 1:] = False
    return kept


@torch.no_grad()
def after_change(rng, module, d, kept):
    """The outputs of the tokens that are `kept` (B, T), after all others were redrawn, against before."""
    x = tokens(rng, d, 2)
    changed = torch.where(kept[..., None], x, tokens(rng, d, 5))
    return exact(module(changed)[kept], module(x)[kept])


def check_other_sentences_do_not_matter(rng, d=D):
    """Other sentences in the batch leave a token's LayerNorm as it is."""
    return after_change(rng, trained(nn.LayerNorm(d), rng), d, sentence())


@guards(check_other_sentences_do_not_matter)
def control_other_sentences_and_batch_norm(rng, d=D):
    """They change its BatchNorm in training mode."""
    return after_change(rng, trained(TokenBatchNorm(d), rng), d, sentence())


def check_other_words_do_not_matter(rng, d=D):
    """Other words, those of the same sentence too, leave a token's LayerNorm as it is."""
    return after_change(rng, trained(nn.LayerNorm(d), rng), d, word())


@guards(check_other_words_do_not_matter)
def control_norm_over_the_sentence(rng, d=D):
    """They change a norm that spans the whole sentence, T·d numbers."""
    return after_change(rng, trained(nn.LayerNorm((T, d)), rng), d, word())


def check_eval_mode_decouples(rng, d=D):
    """BatchNorm in eval mode does not see the other sentences."""
    return after_change(rng, trained(TokenBatchNorm(d), rng).eval(), d, sentence())


@guards(check_eval_mode_decouples)
def control_training_mode_couples(rng, d=D):
    """In training mode it does."""
    return after_change(rng, trained(TokenBatchNorm(d), rng), d, sentence())


def padded(rng, module, d):
    """The outputs of the real tokens, padded with zeros to T + 3 positions, against those without."""
    x = tokens(rng, d, 2)
    more = torch.cat((x, torch.zeros(B, 3, d)), 1)  # (B, T + 3, d)
    return exact(module(more)[:, :T], module(x), ops=4 * d)


def check_padding_does_not_matter(rng, d=D):
    """Padding a batch to a greater length leaves the LayerNorm of its real tokens as it is."""
    return padded(rng, trained(nn.LayerNorm(d), rng), d)


@guards(check_padding_does_not_matter)
def control_padding_and_batch_norm(rng, d=D):
    """It changes their BatchNorm: the zeros count in the mean and the variance."""
    return padded(rng, trained(TokenBatchNorm(d), rng), d)


def one_by_one(rng, module, d):
    """A batch's output one sentence at a time, as in decoding, against all at once."""
    x = tokens(rng, d, 2)
    return exact(torch.cat([module(one) for one in x.split(1)]), module(x), ops=4 * d)


def check_batch_of_one_is_no_exception(rng, d=D):
    """One sentence at a time or the whole batch at once: LayerNorm gives the same, in training too."""
    return one_by_one(rng, trained(nn.LayerNorm(d), rng), d)


@guards(check_batch_of_one_is_no_exception)
def control_batch_of_one_and_batch_norm(rng, d=D):
    """BatchNorm in training mode does not."""
    return one_by_one(rng, trained(TokenBatchNorm(d), rng), d)


if __name__ == "__main__":
    main()
