"""Why GAN training need not settle: the smallest game, min over x, max over y of x·y.

The only equilibrium is (0, 0). With step η and r² = x² + y²:

    simultaneous    x ← x − ηy,  y ← y + ηx             r grows by √(1 + η²) a step: a spiral outwards
    alternating     x ← x − ηy,  then y ← y + ηx        keeps x² + y² − ηxy: an ellipse if η < 2
    extragradient   look one step ahead, and step       r shrinks by √(1 − η² + η⁴) if η < 1: inwards
                    with the gradient found there

By hand, from (1, 0) with η = ½: simultaneous steps go to (1, ½), of length √1.25 = 1.118.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

ETA = Knob(0.5, [0.1, 0.5, 0.9], "size of a step")
STEPS = Knob(30, [10, 30, 90], "number of steps")


def simultaneous(x, y, eta):
    """Both players step from the same place."""
    return x - eta * y, y + eta * x


def alternating(x, y, eta):
    """The second player sees the first one's step."""
    x = x - eta * y
    return x, y + eta * x


def extragradient(x, y, eta):
    """Both step with the gradient of the place that a simultaneous step would reach."""
    ahead_x, ahead_y = simultaneous(x, y, eta)
    return x - eta * ahead_y, y + eta * ahead_x


def play(rng, eta, steps, step):
    """First and last place, (2,) each."""
    first = x, y = torch.randn(2, generator=rng) + 2
    for _ in range(steps):
        x, y = step(x, y, eta)
    return first, torch.stack([x, y])


def factor(rng, eta, steps, step, predicted):
    """Mean factor by which the distance from the equilibrium changes in one step."""
    first, last = play(rng, eta, steps, step)
    return exact((last.norm() / first.norm()) ** (1 / steps), predicted, ops=8 * steps)


def check_simultaneous_steps_spiral_out(rng, eta=ETA, steps=STEPS):
    """Simultaneous gradient steps multiply the distance from the equilibrium by √(1 + η²) each."""
    return factor(rng, eta, steps, simultaneous, math.sqrt(1 + eta**2))


@guards(check_simultaneous_steps_spiral_out)
def control_alternating_steps(rng, eta=ETA, steps=STEPS):
    """Alternating steps do not."""
    return factor(rng, eta, steps, alternating, math.sqrt(1 + eta**2))


def check_extragradient_spirals_in(rng, eta=ETA, steps=STEPS):
    """Extragradient steps multiply it by √(1 − η² + η⁴), which is below 1 for η < 1."""
    return factor(rng, eta, steps, extragradient, math.sqrt(1 - eta**2 + eta**4))


@guards(check_extragradient_spirals_in)
def control_no_look_ahead(rng, eta=ETA, steps=STEPS):
    """Without the look ahead it is multiplied by more than 1."""
    return factor(rng, eta, steps, simultaneous, math.sqrt(1 - eta**2 + eta**4))


def ellipse(rng, eta, steps, step):
    """x² + y² − ηxy after the last step, against before the first."""
    (x0, y0), (x, y) = play(rng, eta, steps, step)
    return exact(x**2 + y**2 - eta * x * y, x0**2 + y0**2 - eta * x0 * y0, ops=30 * steps)


def check_alternating_steps_stay_on_an_ellipse(rng, eta=ETA, steps=STEPS):
    """Alternating steps keep x² + y² − ηxy: they neither settle nor run away."""
    return ellipse(rng, eta, steps, alternating)


@guards(check_alternating_steps_stay_on_an_ellipse)
def control_simultaneous_steps(rng, eta=ETA, steps=STEPS):
    """Simultaneous steps do not keep it."""
    return ellipse(rng, eta, steps, simultaneous)


if __name__ == "__main__":
    main()
