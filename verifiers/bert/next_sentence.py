"""Next-sentence prediction, and the shortcut in it.

Half of the pairs (A, B) are a sentence and the next one, half are not; the label is read from [CLS]. Where
does the wrong B come from? In BERT, from another document. Another document mostly has another topic, so

    "same topic, hence next"

is right on all true pairs and, for K equally frequent topics, on 1 − 1/K of the wrong ones: on 1 − 1/2K in
all, 0.9 for K = 5, with no idea of order or coherence. Take the wrong B from the same document, or the true
pair in the wrong order (as ALBERT does), and the topic says nothing: ½.

Documents here have a topic each. A word is one of that topic's 12 words with probability 0.8, else any word.
The baseline finds the topic of a sentence by counting words.
"""

import torch
from torch.nn.functional import one_hot

from quiz.lab import Knob, estimate, guards, main

TOPICS = Knob(5, [2, 5, 10], "topics K, equally frequent")
DOCUMENTS, SENTENCES, LENGTH, WORDS, PURE = 400, 6, 17, 12, 0.8


def corpus(rng, topics):
    """Words of sentences of documents, (documents, sentences, length); topic k has words 12k … 12k + 11."""
    shape = (DOCUMENTS, SENTENCES, LENGTH)
    topic = torch.randint(topics, (DOCUMENTS, 1, 1), generator=rng)
    own = WORDS * topic + torch.randint(WORDS, shape, generator=rng)
    anything = torch.randint(WORDS * topics, shape, generator=rng)
    return torch.where(torch.rand(shape, generator=rng) < PURE, own, anything)


def from_another_document(rng, text, document, place):
    """A sentence of another document."""
    other = (document + torch.randint(1, DOCUMENTS, document.shape, generator=rng)) % DOCUMENTS
    return text[document, place], text[other, torch.randint(SENTENCES, place.shape, generator=rng)]


def from_the_same_document(rng, text, document, place):
    """A sentence of the same document that is neither A nor the next one."""
    step = torch.randint(2, SENTENCES, place.shape, generator=rng)
    return text[document, place], text[document, (place + step) % SENTENCES]


def swapped(rng, text, document, place):
    """The true pair in the wrong order."""
    return text[document, place + 1], text[document, place]


def pairs(rng, topics, wrong, true=0.5):
    """A and B, (documents, length), and whether B follows A; a pair for each document of a fresh corpus."""
    text, document = corpus(rng, topics), torch.arange(DOCUMENTS)
    place = torch.randint(SENTENCES - 1, (DOCUMENTS,), generator=rng)
    label = torch.rand(DOCUMENTS, generator=rng) < true
    first, second = wrong(rng, text, document, place)
    a = torch.where(label[:, None], text[document, place], first)
    return a, torch.where(label[:, None], text[document, place + 1], second), label


def topic_of(words, topics):
    """The topic that most words belong to, (documents,)."""
    return one_hot(words // WORDS, topics).sum(1).argmax(-1)


def accuracy(rng, topics, wrong):
    """How often "same topic, hence next" is right."""
    a, b, label = pairs(rng, topics, wrong)
    return ((topic_of(a, topics) == topic_of(b, topics)) == label).double().mean()


def balance(rng, topics, true):
    """Share of pairs labelled as next, against one half."""
    return estimate(
        lambda: pairs(rng, topics, from_another_document, true)[2].double().mean(), 0.5, within=0.04
    )


def check_half_are_true_pairs(rng, topics=TOPICS):
    """Half of the pairs are true ones: without reading, one is right half of the time."""
    return balance(rng, topics, 0.5)


@guards(check_half_are_true_pairs)
def control_mostly_true_pairs(rng, topics=TOPICS):
    """With nine true pairs in ten, "next" would always be a good guess."""
    return balance(rng, topics, 0.9)


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
