"""How far one comes on a picture without hearing the question: the most frequent colour.

An image has some regions, each of one of four colours drawn alike; the question asks for the colour of one.
Who sees all colours but does not know which region is meant does best to say the most frequent one. That is
right in E[largest count]/regions of all cases, the mean over all ways to colour them:

    2 regions, 4 colours    3/4 · 1/2 + 1/4 · 1 = 0.625        3 regions    0.5625        4 regions    0.531

Chance is 1/4. So a model that beats chance has not shown that it understood the question.
"""

from collections import Counter
from itertools import product

import torch
from torch.nn.functional import one_hot

from quiz.lab import Knob, estimate, guards, main

REGIONS = Knob(3, [2, 3, 4], "regions of the image")
COLOURS, IMAGES = 4, 3000


def modal(regions):
    """E[largest count of a colour]/regions, over all ways to colour the regions."""
    ways = list(product(range(COLOURS), repeat=regions))
    return sum(max(Counter(way).values()) for way in ways) / len(ways) / regions


def guessed(rng, regions, pick):
    """How often the colour that `pick` takes from the counts (IMAGES, COLOURS) is the one asked for."""
    colours = torch.randint(COLOURS, (IMAGES, regions), generator=rng)
    asked = torch.randint(regions, (IMAGES,), generator=rng)
    counts = one_hot(colours, COLOURS).sum(1)
    return (pick(counts) == colours[torch.arange(IMAGES), asked]).double().mean()


def check_the_most_frequent_colour(rng, regions=REGIONS):
    """Who sees the regions but not the question is right in E[largest count]/regions of all cases."""
    return estimate(lambda: guessed(rng, regions, lambda n: n.argmax(-1)), modal(regions), within=0.02)


@guards(check_the_most_frequent_colour)
def control_always_the_same_colour(rng, regions=REGIONS):
    """Who always says the same colour is right in a quarter."""
    return estimate(lambda: guessed(rng, regions, lambda n: 0 * n[:, 0]), modal(regions), within=0.02)


if __name__ == "__main__":
    main()
