"""Is BERT's pre-training unsupervised? Self-supervised: the text is its own annotator.

A token is hidden and becomes the label; what is left is the input. Nobody annotated anything, and yet the
loss is that of ordinary classification into V classes:

    −mean over hidden tokens of log softmax(z)[word]   =   cross-entropy with those words as labels

It works because the label says something about the input. Here the text is a noisy cycle: after word x comes
x + 1 (mod V) with probability 0.7, else any word. A hidden word is guessed from both neighbours, with a
table of logits for each:

    log P(x | left, right) = log P(x | left) + log P(right | x) + constant

so the two tables can be exactly right, and the best loss is the conditional entropy H(x | left, right): 0.56
nats for V = 6. Labels that do not come from the text leave the loss at their own entropy, log V = 1.79.
"""

import math

import torch
from torch.nn.functional import cross_entropy

from quiz.lab import Knob, exact, guards, main, once, trained

V = Knob(6, [4, 6, 9], "words of the vocabulary")
RUNS, BATCH, STEPS, RATE, PURE, HELD_OUT = 24, 200, 60, 8.0, 0.7, 5000


def text(rng, v, shape):
    """Sentences of three words, (*shape, 3)."""
    words = [torch.randint(v, shape, generator=rng)]
    for _ in range(2):
        anything = torch.randint(v, shape, generator=rng)
        words.append(torch.where(torch.rand(shape, generator=rng) < PURE, (words[-1] + 1) % v, anything))
    return torch.stack(words, -1)


def own_words(rng, v, sentences):
    """The labels that BERT uses: the words in the middle, which are hidden."""
    return sentences[..., 1]


def foreign_words(rng, v, sentences):
    """Labels from elsewhere, equally frequent."""
    return torch.randint(v, sentences.shape[:-1], generator=rng)


def logits(tables, sentences):
    """For each hidden word, (R, B, V), from both neighbours; tables (R, 2, V, V)."""
    run = torch.arange(len(tables))[:, None]
    return tables[run, 0, sentences[..., 0]] + tables[run, 1, sentences[..., 2]]


@once
def held_out_loss(rng, v, label):
    """Cross-entropy on fresh text of each of RUNS guessers, trained by gradient descent: (RUNS,)."""
    tables = torch.zeros(RUNS, 2, v, v, requires_grad=True)
    for _ in range(STEPS):
        sentences = text(rng, v, (RUNS, BATCH))
        guess = logits(tables, sentences).flatten(0, 1)
        loss = cross_entropy(guess, label(rng, v, sentences).flatten()) * RUNS
        (slope,) = torch.autograd.grad(loss, tables)
        tables = (tables - RATE * slope).detach().requires_grad_()
    sentences = text(rng, v, (RUNS, HELD_OUT))
    labels = label(rng, v, sentences)
    guess = logits(tables.detach(), sentences)
    return torch.stack([cross_entropy(*run) for run in zip(guess, labels, strict=True)])


def conditional_entropy(v):
    """H(x | left, right) in nats, from the joint distribution of three words."""
    step = PURE * torch.eye(v).roll(1, 1) + (1 - PURE) / v  # P(next | x), (V, V)
    joint = step[:, :, None] * step[None] / v  # (left, x, right)
    return float(-torch.xlogy(joint, joint / joint.sum(1, keepdim=True)).sum())


def against(rng, v, label, entropy):
    """Held-out loss, against `entropy`: 0.05 below for chance, 0.08 above for what is not yet learned."""
    return trained(held_out_loss(rng, v, label), at_least=entropy - 0.05, at_most=entropy + 0.08)


def check_text_teaches(rng, v=V):
    """With the hidden words as labels the loss on fresh text falls to H(x | left, right)."""
    return against(rng, v, own_words, conditional_entropy(v))


@guards(check_text_teaches)
def control_labels_from_elsewhere(rng, v=V):
    """With labels from elsewhere it does not."""
    return against(rng, v, foreign_words, conditional_entropy(v))


def check_foreign_labels_teach_nothing(rng, v=V):
    """Labels that do not depend on the text leave the loss at their own entropy, log V."""
    return against(rng, v, foreign_words, math.log(v))


@guards(check_foreign_labels_teach_nothing)
def control_labels_from_the_text(rng, v=V):
    """Those of the text bring it far below."""
    return against(rng, v, own_words, math.log(v))


def put_back(rng, v, label):
    """Sentences with their labels in the place of the hidden words, against the text."""
    sentences = text(rng, v, (40,))
    again = sentences.clone()
    again[:, 1] = label(rng, v, sentences)
    return exact(again, sentences)


def check_labels_are_the_text(rng, v=V):
    """Put back where they were hidden, the labels give the raw text: they come from nowhere else."""
    return put_back(rng, v, own_words)


@guards(check_labels_are_the_text)
def control_an_annotator(rng, v=V):
    """Labels from elsewhere do not."""
    return put_back(rng, v, foreign_words)


def loss_of(rng, v, hidden):
    """Mean of −log softmax(z)[word] over hidden words, against torch's cross-entropy without the rest."""
    words = torch.randint(v, (7, 11), generator=rng)
    z = 2 * torch.randn(7, 11, v, generator=rng)
    chosen = torch.rand(7, 11, generator=rng) < 0.3
    surprise = z.exp().sum(-1).log() - z.gather(-1, words[..., None]).squeeze(-1)  # (7, 11)
    labels = torch.where(chosen, words, -100)  # torch's mark for "no label"
    supervised = cross_entropy(z.flatten(0, 1), labels.flatten())
    return exact(surprise[hidden(chosen)].mean(), supervised, ops=4 * v + 100, scale=float(surprise.max()))


def check_it_is_cross_entropy(rng, v=V):
    """The masked loss is the cross-entropy of supervised classification, with the hidden words as labels."""
    return loss_of(rng, v, lambda chosen: chosen)


@guards(check_it_is_cross_entropy)
def control_over_all_words(rng, v=V):
    """Taken over all words it is another number."""
    return loss_of(rng, v, torch.ones_like)


if __name__ == "__main__":
    main()
