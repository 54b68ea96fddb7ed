"""Which tokens learn in the masked language model.

The loss is the mean cross-entropy over the chosen tokens C alone:

    L = −1/|C| · Σ_{i ∈ C} log softmax(zᵢ)[wordᵢ]        ∂L/∂zᵢ = 0 for i ∉ C

so the prediction at a token that was not chosen is never judged; a pass judges 15 % of its positions where a
left-to-right model judges all. Yet the other tokens are not idle: the chosen ones are guessed from them, and
∂L/∂xⱼ ≠ 0 for the vectors of all tokens in such a sentence, by way of attention.
"""

import torch
from torch.nn import TransformerEncoderLayer
from torch.nn.functional import cross_entropy

from quiz.lab import Knob, exact, guards, main

RATE = Knob(0.15, [0.15, 0.25, 0.4], "share of the tokens that is chosen")
B, N, D, V = 12, 11, 8, 9


def chosen_only(chosen):
    """The loss is on the chosen."""
    return chosen


def all_tokens(chosen):
    """The loss is on every token."""
    return torch.ones_like(chosen)


def gradients(rng, rate, judged, meet):
    """Which logits and which input vectors get a gradient, and which tokens were chosen, (B, N) each.

    Unless they `meet`, each token attends to itself alone.
    """
    text = torch.randint(V, (B, N), generator=rng)
    chosen = torch.rand(B, N, generator=rng) < rate
    layer = TransformerEncoderLayer(D, 2, 14, dropout=0.0, batch_first=True)
    words = torch.randn(V + 1, D, generator=rng)  # the last one is [MASK]
    vectors = words[torch.where(chosen, V, text)].requires_grad_()  # (B, N, D)
    apart = None if meet else ~torch.eye(N, dtype=torch.bool)
    logits = layer(vectors, src_mask=apart) @ torch.randn(D, V, generator=rng)  # (B, N, V)
    on = judged(chosen)
    slopes = torch.autograd.grad(cross_entropy(logits[on], text[on]), (logits, vectors))
    return [slope.ne(0).any(-1) for slope in slopes], chosen


def on_logits(rng, rate, judged):
    """Where the logits get a gradient, against the chosen tokens."""
    (logits, _), chosen = gradients(rng, rate, judged, True)
    return exact(logits, chosen).heat(logits, "gradient in the logits", x="token", y="sentence")


def check_only_the_chosen_are_judged(rng, rate=RATE):
    """The gradient of the loss in the logits is 0 at every token that was not chosen, and only there."""
    return on_logits(rng, rate, chosen_only)


@guards(check_only_the_chosen_are_judged)
def control_loss_everywhere(rng, rate=RATE):
    """With a loss on all tokens it is 0 nowhere."""
    return on_logits(rng, rate, all_tokens)


def on_vectors(rng, rate, meet):
    """Where input vectors get a gradient, against all tokens of the sentences with a chosen one."""
    (_, vectors), chosen = gradients(rng, rate, chosen_only, meet)
    evidence = exact(vectors, chosen.any(1, keepdim=True).expand_as(chosen))
    return evidence.heat(vectors, "gradient in the vectors", x="token", y="sentence")


def check_the_others_are_context(rng, rate=RATE):
    """The vectors of all tokens in a sentence with a chosen one get a gradient, chosen or not."""
    return on_vectors(rng, rate, meet=True)


@guards(check_the_others_are_context)
def control_no_attention(rng, rate=RATE):
    """Without attention between tokens those that were not chosen get none."""
    return on_vectors(rng, rate, meet=False)


if __name__ == "__main__":
    main()
