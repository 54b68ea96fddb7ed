"""Why no linear model tells two rings apart, and what a feature is worth.

Two rings round the origin, of radius 1 and R; the label says which one a point is on. A linear model draws a
line. The best one touches the inner ring and cuts off of the outer one the share

    arccos(1/R)/π        so its accuracy is        ½ + arccos(1/R)/2π        2/3 for R = 2

However the line is fitted, and to however many examples, it gets no further. Somebody who knows about rings
hands the model x² and y² instead: x² + y² is linear in them, and a line is right everywhere. That is
feature engineering, and deep learning is the attempt to do without (`rings.py`).

Found here by search: all lines in 90 directions.
"""

import math

import torch

from quiz.lab import Knob, bound, guards, main

RADIUS = Knob(2.0, [1.25, 2.0, 4.0], "radius R of the outer ring; the inner one has 1")
POINTS, WAYS = 720, 90  # points on each ring, directions of the line


def best_line(outer, features):
    """Best accuracy of any line w·features > c on two rings: w in WAYS directions, c anywhere."""
    turn = 2 * math.pi * torch.arange(POINTS) / POINTS
    ring = torch.stack([turn.cos(), turn.sin()], -1)  # (POINTS, 2)
    x = features(torch.cat([ring, outer * ring]))
    label = torch.arange(2 * POINTS) >= POINTS
    way = 2 * math.pi * torch.arange(WAYS) / WAYS
    heights = x @ torch.stack([way.cos(), way.sin()])  # (2·POINTS, WAYS)
    above = label[heights.argsort(0, descending=True)].double()  # labels, from the highest point down
    right = above.cumsum(0) - (1 - above).cumsum(0) + POINTS  # if all points so far are called outer
    return (right / (2 * POINTS)).max()


def raw(x):
    """The two coordinates as they are."""
    return x


def squares(x):
    """The feature that somebody who knows about rings would make."""
    return x**2


def line_accuracy(radius, features):
    """Accuracy of the best line, against ½ + arccos(1/R)/2π and no more than two points short of it."""
    most = 0.5 + math.acos(1 / radius) / (2 * math.pi)
    return bound(best_line(radius, features), at_most=most + 2 / POINTS, reached=4 / POINTS)


def check_no_line_beats_the_tangent(rng, radius=RADIUS):
    """The best line on two rings is right on ½ + arccos(1/R)/2π of the points: 2/3 for R = 2."""
    return line_accuracy(radius, raw)


@guards(check_no_line_beats_the_tangent)
def control_squared_coordinates(rng, radius=RADIUS):
    """In the squared coordinates a line is right everywhere."""
    return line_accuracy(radius, squares)


if __name__ == "__main__":
    main()
