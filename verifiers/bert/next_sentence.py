"""Next-sentence prediction, and the shortcut in it.

Half of the pairs (A, B) are a sentence and the next one, half are not; the label is read from [CLS]. Where
does the wrong B come from? In BERT, from another document. Another document mostly has another topic, so
"same topic, hence next" is right on all true pairs and, for K equally frequent topics, on 1 − 1/K of the
wrong ones: on 1 − 1/2K in all, 0.9 for K = 5, with no idea of order or coherence. Take the wrong B from the
same document, or the true pair in the wrong order (as ALBERT does), and the topic says nothing: ½.

Each word is from its document's topic with probability 0.8, else from any; the baseline counts words.
"""

import torch
from torch.nn.functional import one_hot

from quiz.lab import Knob, estimate, exact, guards, main

TOPICS = Knob(5, [2, 5, 10], "topics K, equally frequent")
DOCUMENTS, SENTENCES, LENGTH, PURE = 400, 6, 17, 0.8


def corpus(rng, topics):
    """The topic of each word, (documents, sentences, length)."""
    shape = (DOCUMENTS, SENTENCES, LENGTH)
    own = torch.randint(topics, (DOCUMENTS, 1, 1), generator=rng).expand(shape)
    anything = torch.randint(topics, shape, generator=rng)
    return torch.where(torch.rand(shape, generator=rng) < PURE, own, anything)


def from_another_document(rng, document, place):
    """A, and a sentence of another document: document and place of each."""
    other = (document + torch.randint(1, DOCUMENTS, document.shape, generator=rng)) % DOCUMENTS
    return (document, place), (other, torch.randint(SENTENCES, place.shape, generator=rng))


def from_the_same_document(rng, document, place):
    """A, and a sentence of the same document that is neither A nor the next one."""
    step = torch.randint(2, SENTENCES, place.shape, generator=rng)
    return (document, place), (document, (place + step) % SENTENCES)


def itself(rng, document, place):
    """A, and A again."""
    return (document, place), (document, place)


def swapped(rng, document, place):
    """The next one, and A: the true pair in the wrong order."""
    return (document, place + 1), (document, place)


def pairs(rng, wrong, true=0.5):
    """Document and place of A and B, (2, documents) each, and whether B is said to follow A."""
    document, place = torch.arange(DOCUMENTS), torch.randint(SENTENCES - 1, (DOCUMENTS,), generator=rng)
    label = torch.rand(DOCUMENTS, generator=rng) < true
    a, b = (torch.stack(where) for where in wrong(rng, document, place))
    first, second = torch.stack([document, place]), torch.stack([document, place + 1])
    return torch.where(label, first, a), torch.where(label, second, b), label


def accuracy(rng, topics, wrong):
    """How often "same topic, hence next" is right, on the pairs of a fresh corpus."""
    words, (a, b, label) = corpus(rng, topics), pairs(rng, wrong)
    first, second = (one_hot(words[tuple(where)], topics).sum(1).argmax(-1) for where in (a, b))
    return ((first == second) == label).double().mean()


def wrong_labels(rng, *ways):
    """How many pairs are labelled wrongly, or are one sentence twice, against none; for each way."""
    mistakes = []
    for a, b, label in (pairs(rng, wrong) for wrong in ways):
        follows = (b[0] == a[0]) & (b[1] == a[1] + 1)
        mistakes.append(((follows != label) | (a == b).all(0)).sum())
    return exact(torch.stack(mistakes), torch.zeros(len(ways), dtype=torch.long))


def check_labels_need_no_annotator(rng):
    """Labels come from the text for free: B follows A in the pairs labelled so, and in no others."""
    return wrong_labels(rng, from_the_same_document, swapped)


@guards(check_labels_need_no_annotator)
def control_one_sentence_twice(rng):
    """A sentence paired with itself is no pair."""
    return wrong_labels(rng, itself)


def strangers(rng, wrong):
    """How many wrong pairs of 30 draws come from one document, against none."""
    drawn = [pairs(rng, wrong) for _ in range(30)]
    return exact(sum(((a[0] == b[0]) & ~label).sum() for a, b, label in drawn), 0)


def check_wrong_pairs_span_two_documents(rng):
    """As BERT draws them, the two sentences of a wrong pair never come from one document."""
    return strangers(rng, from_another_document)


@guards(check_wrong_pairs_span_two_documents)
def control_one_document(rng):
    """Drawn from the same document they do."""
    return strangers(rng, from_the_same_document)


def balance(rng, true):
    """Share of pairs labelled as next, against one half."""
    return estimate(lambda: pairs(rng, from_another_document, true)[2].double().mean(), 0.5, within=0.04)


def check_half_are_true_pairs(rng):
    """Half of the pairs are true ones: without reading, one is right half of the time."""
    return balance(rng, 0.5)


@guards(check_half_are_true_pairs)
def control_mostly_true_pairs(rng):
    """With nine true pairs in ten, "next" would always be a good guess."""
    return balance(rng, 0.9)


def shortcut(rng, topics, wrong):
    """Accuracy of the topic baseline, against 1 − 1/2K."""
    return estimate(lambda: accuracy(rng, topics, wrong), 1 - 1 / (2 * topics), within=0.03)


def check_topic_alone_does_well(rng, topics=TOPICS):
    """Wrong pairs from other documents: comparing topics is right on 1 − 1/2K of the pairs, 0.9 for K = 5."""
    return shortcut(rng, topics, from_another_document)


@guards(check_topic_alone_does_well)
def control_no_shortcut_left(rng, topics=TOPICS):
    """Wrong pairs from the same document take that shortcut away."""
    return shortcut(rng, topics, from_the_same_document)


def chance(rng, topics, wrong):
    """Accuracy of the topic baseline, against one half."""
    return estimate(lambda: accuracy(rng, topics, wrong), 0.5, within=0.04)


def check_same_document_leaves_chance(rng, topics=TOPICS):
    """Wrong pairs from the same document: comparing topics is right half of the time."""
    return chance(rng, topics, from_the_same_document)


def check_wrong_order_leaves_chance(rng, topics=TOPICS):
    """True pairs in the wrong order, as in ALBERT: comparing topics is right half of the time."""
    return chance(rng, topics, swapped)


@guards(check_same_document_leaves_chance, check_wrong_order_leaves_chance)
def control_other_documents(rng, topics=TOPICS):
    """Wrong pairs from other documents lift it far above."""
    return chance(rng, topics, from_another_document)


if __name__ == "__main__":
    main()
