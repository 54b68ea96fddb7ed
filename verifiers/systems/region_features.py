"""What better region features give a vision-language model, and why text and image must meet in attention.

A detector cuts an image into regions and describes each by a vector. Here each of REGIONS regions has a shape
of its own and one of four colours; its vector is the two one-hot codes, and noise: the worse the detector,
the more. The question names a shape, the answer is the colour of that region.

    attention     the question's vector as query, the regions as keys and values: finds one, reads it
    mean pool     the mean over regions says which colours there are, but not which shape has which: the best
                  guess is the most frequent one, E[largest count]/REGIONS = 0.56 for three regions
    text alone    1/4: shapes say nothing of colours

All are trained alike, runs side by side. The fusion stays the same while the noise grows: accuracy falls.
What the features do not carry no fusion brings back; that is why VinVL put its work into the detector.
"""

from collections import Counter
from itertools import product

import torch
from torch.nn.functional import cross_entropy, one_hot

from quiz.lab import Knob, guards, main, once, trained

NOISE = Knob(0.35, [0.3, 0.35, 0.4], "deviation of the noise on the features")
REGIONS = Knob(3, [2, 3, 4], "regions of the image")
RUNS, BATCH, STEPS, TESTS, COLOURS, WIDTH = 22, 32, 60, 2000, 4, 9


def scenes(rng, regions, noise, batch):
    """Region vectors (R, B, regions, regions + COLOURS), the shape asked for and its colour, (R, B) each."""
    shapes = torch.rand(RUNS, batch, regions, generator=rng).argsort(-1)  # a random order of all shapes
    colours = torch.randint(COLOURS, (RUNS, batch, regions), generator=rng)
    seen = torch.cat([one_hot(shapes, regions), one_hot(colours, COLOURS)], -1)
    seen = seen + noise * torch.randn(seen.shape, generator=rng, dtype=torch.float32)
    return seen, shapes[..., 0], colours[..., 0]  # regions have no order, so the first is any


def times(x, w):
    """x (R, …, i) times the weights w (R, i, o) of its run, (R, …, o)."""
    return torch.einsum("r...i,rio->r...o", x, w)


def attention(seen, query, w_k, w_v):
    """Colour scores (R, B, COLOURS): the query attends to the regions."""
    weights = (times(seen, w_k) @ query[..., None]).softmax(2)  # (R, B, regions, 1)
    return times((weights * seen).sum(2), w_v)


def mean_pool(seen, query, w_k, w_v):
    """The mean over regions, whatever is asked."""
    return times(seen.mean(2), w_v)


def text_alone(seen, query, w_k, w_v):
    """No image: the bias of the word is all there is."""
    return torch.zeros_like(query[..., :1])


def scores(scene, parts, fuse):
    """Colour scores (R, B, COLOURS), with a word vector for each shape and a bias that depends on it."""
    seen, asked, _ = scene
    words, bias, w_k, w_v = parts
    word = one_hot(asked, words.shape[1]).to(words)  # (R, B, regions)
    return fuse(seen, word @ words, w_k, w_v) + word @ bias


def learned(rng, regions, noise, fuse):
    """Parts of RUNS models, trained on fresh scenes by sign descent with a falling rate."""
    features = regions + COLOURS
    shapes = [(regions, WIDTH), (regions, COLOURS), (features, WIDTH), (features, COLOURS)]
    parts = [0.5 * torch.randn(RUNS, *shape, generator=rng, dtype=torch.float32) for shape in shapes]
    batches = zip(*(part.split(BATCH, 1) for part in scenes(rng, regions, noise, STEPS * BATCH)), strict=True)
    for step, scene in enumerate(batches):
        leaves = [part.requires_grad_() for part in parts]
        loss = cross_entropy(scores(scene, leaves, fuse).flatten(0, 1), scene[2].flatten(), reduction="sum")
        slopes = torch.autograd.grad(loss, leaves, materialize_grads=True)
        rate = 0.15 * (1 - step / STEPS)
        parts = [(part - rate * slope.sign()).detach() for part, slope in zip(parts, slopes, strict=True)]
    return parts


@once
def accuracy(rng, regions, noise, fuse, training=1):
    """Share of right answers to fresh questions, after the first, second … training: (RUNS,)."""
    parts, scene = learned(rng, regions, noise, fuse), scenes(rng, regions, noise, TESTS)
    return (scores(scene, parts, fuse).argmax(-1) == scene[2]).double().mean(1).reshape(RUNS)


def check_attention_answers(rng, regions=REGIONS, noise=NOISE):
    """With attention from the question to the regions more than 0.85 of the answers are right."""
    return trained(accuracy(rng, regions, noise, attention), at_least=0.85)


@guards(check_attention_answers)
def control_mean_of_the_regions(rng, regions=REGIONS, noise=NOISE):
    """With the mean of the regions they are not."""
    return trained(accuracy(rng, regions, noise, mean_pool), at_least=0.85)


def at_chance(rng, regions, noise, fuse):
    """Accuracy against 1/COLOURS, to within 0.1."""
    return trained(accuracy(rng, regions, noise, fuse), at_least=1 / COLOURS - 0.1, at_most=1 / COLOURS + 0.1)


def check_text_alone_stays_at_chance(rng, regions=REGIONS, noise=NOISE):
    """Without the image a quarter of the answers is right, as by guessing among four colours."""
    return at_chance(rng, regions, noise, text_alone)


@guards(check_text_alone_stays_at_chance)
def control_with_the_image(rng, regions=REGIONS, noise=NOISE):
    """With it far more are."""
    return at_chance(rng, regions, noise, mean_pool)


def lost(rng, regions, noise, worse):
    """Accuracy lost when the noise grows to `worse` and the fusion stays: (RUNS,)."""
    return accuracy(rng, regions, noise, attention) - accuracy(rng, regions, worse, attention, 2)


def check_worse_features_lose(rng, regions=REGIONS, noise=NOISE):
    """The same fusion on features with noise 1 loses at least 0.3 of its accuracy."""
    return trained(lost(rng, regions, noise, 1.0), at_least=0.3)


@guards(check_worse_features_lose)
def control_the_same_features(rng, regions=REGIONS, noise=NOISE):
    """On features of the same quality it does not."""
    return trained(lost(rng, regions, noise, noise), at_least=0.3)


def modal(regions):
    """E[largest count of a colour]/regions, over all ways to colour the regions."""
    ways = list(product(range(COLOURS), repeat=regions))
    return sum(max(Counter(way).values()) for way in ways) / len(ways) / regions


def near_the_guess(rng, regions, noise, fuse):
    """Accuracy against that guess, to within 0.1."""
    best = modal(regions)
    return trained(accuracy(rng, regions, noise, fuse), at_least=best - 0.1, at_most=best + 0.1)


def check_a_mean_guesses_the_most_frequent(rng, regions=REGIONS, noise=NOISE):
    """Trained on the mean of the regions, a model is right about as often as that guess, to within 0.1."""
    return near_the_guess(rng, regions, noise, mean_pool)


@guards(check_a_mean_guesses_the_most_frequent)
def control_attention(rng, regions=REGIONS, noise=NOISE):
    """With attention it is right far more often."""
    return near_the_guess(rng, regions, noise, attention)


if __name__ == "__main__":
    main()
