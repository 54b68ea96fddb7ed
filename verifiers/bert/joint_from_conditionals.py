"""What GPT has and BERT has not: a probability of the whole sentence.

    GPT     p(x₁)·p(x₂ | x₁)·p(x₃ | x₁, x₂)·…    chain rule: sums to 1 over all sentences, in any network
    BERT    Πᵢ p(xᵢ | all the others)             no distribution over sentences: need not sum to 1

It fails even when all these conditionals come from one joint distribution. For two words

    Σ p(x | y)·p(y | x) = Σ p(x, y)²/(p(x)·p(y)) = 1 + χ²

where χ² = Σ (p(x, y) − p(x)·p(y))²/(p(x)·p(y)) measures dependence, and is 0 only for independent words. Two
fair coins that agree with probability a give 1 + (2a − 1)²: what they say of each other is counted twice. So
a product of masked probabilities may rank sentences (as a pseudo-likelihood), but is not their probability.
"""

import torch
from torch.nn import TransformerEncoderLayer

from quiz.lab import Knob, bound, exact, guards, main

AGREE = Knob(0.9, [0.6, 0.75, 0.9, 1.0], "probability that two fair coins show the same")
V, N, TRIALS, D = 3, 4, 40, 8
SENTENCES = torch.cartesian_prod(*[torch.arange(V)] * N)  # (Vⁿ, n)


def network(rng, mask):
    """Σ over all sentences of Πᵢ p(xᵢ | what position i sees), in a random network, against 1."""
    layer = TransformerEncoderLayer(D, 2, 14, dropout=0.0, batch_first=True)
    words, places = torch.randn(V + 1, D, generator=rng), torch.randn(N, D, generator=rng)
    start = torch.full((len(SENTENCES), 1), V)
    shifted = torch.cat([start, SENTENCES[:, :-1]], 1)  # position i gets word i − 1
    hidden = ~mask(torch.ones(N, N, dtype=torch.bool))
    logits = layer(words[shifted] + places, src_mask=hidden) @ torch.randn(D, V, generator=rng)
    p = logits.softmax(-1).gather(-1, SENTENCES[..., None])  # (Vⁿ, n, 1)
    return exact(p.prod(1).sum(), 1.0, ops=400 * N)


def check_chain_rule_sums_to_1(rng):
    """Next-word probabilities under a causal mask multiply to a distribution over sentences: sum 1."""
    return network(rng, torch.tril)


@guards(check_chain_rule_sums_to_1)
def control_without_the_mask(rng):
    """The same network without the mask gives none."""
    return network(rng, torch.ones_like)


def dependent(rng):
    """Random joint distributions of n words, (trials, V, …, V)."""
    return (1.5 * torch.randn(TRIALS, V**N, generator=rng)).softmax(-1).unflatten(1, [V] * N)


def independent(rng):
    """Joint distributions with the same marginals, of independent words."""
    joint = dependent(rng)
    axes = range(1, N + 1)
    marginals = [joint.sum([a for a in axes if a != axis], keepdim=True) for axis in axes]
    return torch.stack(torch.broadcast_tensors(*marginals)).prod(0)


def masked_total(joint, words):
    """Σ over all sentences of so many words of Πᵢ p(xᵢ | all the others), (trials,)."""
    axes = range(1, words + 1)
    return torch.stack([joint / joint.sum(axis, keepdim=True) for axis in axes]).prod(0).flatten(1).sum(1)


def departs(rng, draw):
    """How far the masked product of each of the joint distributions sums to more than 1."""
    totals = masked_total(draw(rng), N)
    return bound(totals - 1, at_least=0.2).plot(
        x="joint distribution", sum=(range(TRIALS), totals), predicted_1=(range(TRIALS), [1.0] * TRIALS)
    )


def check_masked_product_exceeds_1(rng):
    """Masked probabilities of one joint distribution of dependent words multiply to more than 1.2 in all."""
    return departs(rng, dependent)


@guards(check_masked_product_exceeds_1)
def control_independent_words(rng):
    """Those of independent words do not."""
    return departs(rng, independent)


def against_1(rng, draw):
    """The masked product, summed, against 1."""
    return exact(masked_total(draw(rng), N), torch.ones(TRIALS), ops=20 * V**N)


def check_independent_words_sum_to_1(rng):
    """If the words are independent the masked product is their joint distribution, and sums to 1."""
    return against_1(rng, independent)


@guards(check_independent_words_sum_to_1)
def control_dependent_words(rng):
    """If they depend on each other it is not."""
    return against_1(rng, dependent)


def two_words(rng, mix):
    """The masked product of pairs of words, summed, against 1 + χ² of these pairs before `mix`."""
    pair = dependent(rng).sum((3, 4))  # the first two words, (trials, V, V)
    alone = pair.sum(1, keepdim=True) * pair.sum(2, keepdim=True)
    chi2 = ((pair - alone) ** 2 / alone).sum((1, 2))
    return exact(masked_total(mix(pair, alone), 2), 1 + chi2, ops=20 * V * V)


def check_two_words_sum_to_1_plus_chi2(rng):
    """For two words the masked product sums to 1 + χ²: more than 1 by just their dependence."""
    return two_words(rng, lambda pair, alone: pair)


@guards(check_two_words_sum_to_1_plus_chi2)
def control_half_the_dependence(rng):
    """Mixed half and half with independent words of the same marginals, they sum to less."""
    return two_words(rng, lambda pair, alone: (pair + alone) / 2)


def coins(agree):
    """Two fair coins that agree with this probability, (1, 2, 2)."""
    return torch.tensor([[[agree, 1 - agree], [1 - agree, agree]]]) / 2


def two_coins(agree, joint):
    """The masked product of two coins, summed, against 1 + (2a − 1)²."""
    return exact(masked_total(joint, 2)[0], 1 + (2 * agree - 1) ** 2, ops=20)


def check_two_coins(rng, agree=AGREE):
    """Two fair coins that agree with probability a: the masked product sums to 1 + (2a − 1)²."""
    return two_coins(agree, coins(agree))


@guards(check_two_coins)
def control_independent_coins(rng, agree=AGREE):
    """If they agree half of the time, it sums to 1."""
    return two_coins(agree, coins(0.5))


if __name__ == "__main__":
    main()
