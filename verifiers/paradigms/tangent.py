"""Why no linear model tells two rings apart, and what a feature is worth.

Two rings round the origin, of radius 1 and R; the label says which one a point is on. A linear model draws a
line. The best one touches the inner ring and cuts off of the outer one the share

    arccos(1/R)/π        so its accuracy is        ½ + arccos(1/R)/2π        2/3 for R = 2

However the line is fitted, and to however many examples, it gets no further. Somebody who knows about rings
hands the model x² and y² instead: x² + y² is linear in them, and a line is right everywhere. That is
feature engineering, and deep learning is the attempt to do without (`rings.py`).

Found here by search, over all thresholds.
"""

import math

import torch

from quiz.lab import Knob, bound, exact, guards, main

RADIUS = Knob(2.0, [1.25, 2.0, 4.0], "radius R of the outer ring; the inner one has 1")
POINTS = 720  # on each ring


def first(x):
    """How far right a point is: rings look alike from all sides, so that a line may stand upright."""
    return x[:, 0]


def squared_distance(x):
    """x² + y², linear in the features x² and y²."""
    return x.square().sum(1)


def best_cut(outer, height):
    """Best accuracy of calling all points outer whose height is above some threshold."""
    turn = 2 * math.pi * torch.arange(POINTS) / POINTS
    ring = torch.stack([turn.cos(), turn.sin()], -1)  # (POINTS, 2)
    heights = height(torch.cat([ring, outer * ring]))
    label = torch.cat([torch.zeros(POINTS), torch.ones(POINTS)])
    above = label[heights.argsort(descending=True)]  # labels, from the highest point down
    right = above.cumsum(0) - (1 - above).cumsum(0) + POINTS  # if all points so far are called outer
    return right.max() / (2 * POINTS)


def line_accuracy(radius, height):
    """Accuracy of the best cut, against ½ + arccos(1/R)/2π, to one point of the ring."""
    most = 0.5 + math.acos(1 / radius) / (2 * math.pi)
    return bound(best_cut(radius, height), at_most=most + 1 / (2 * POINTS), reached=1 / POINTS)


def check_no_line_beats_the_tangent(rng, radius=RADIUS):
    """The best line on two rings is right on ½ + arccos(1/R)/2π of the points: 2/3 for R = 2."""
    return line_accuracy(radius, first)


@guards(check_no_line_beats_the_tangent)
def control_squared_coordinates(rng, radius=RADIUS):
    """On the squared coordinates a line is right everywhere."""
    return line_accuracy(radius, squared_distance)


def everywhere(radius, height):
    """Accuracy of the best cut, against 1."""
    return exact(best_cut(radius, height), 1.0)


def check_squares_tell_all(rng, radius=RADIUS):
    """In the features x² and y² a line is right on every point."""
    return everywhere(radius, squared_distance)


@guards(check_squares_tell_all)
def control_raw_coordinates(rng, radius=RADIUS):
    """In x and y none is."""
    return everywhere(radius, first)


if __name__ == "__main__":
    main()
