"""What shape a lane has in the image, and why a cubic in image coordinates is not it.

On a flat road a lane may be taken for a cubic, X = k₃Z³ + k₂Z² + k₁Z + k₀, with Z the distance ahead. A
camera at height H, pitched down by φ, sees the ground point (X, Z) at the depth z = H·sin φ + Z·cos φ and

    v = F (H·cos φ − Z·sin φ)/z        row, counted downwards        u = F·X/z        column

Z and 1/z are fractions of v with one and the same denominator: with the horizon at f = −F·tan φ, 1/z is (v −
f)·cos φ/(F·H) and Z = A/(v − f) − B. A cubic in Z, times v − f, leaves

    u = k/(v − f)² + m/(v − f) + n + b·v − b′

which LSTR predicts for each lane. k, m and f come from the road and the camera, so that all lanes of an image
share them; a lane further to the right differs in b and b′ alone.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

PITCH = Knob(0.06, [0.0, 0.06, 0.15], "pitch of the camera, radians, downwards")
BEND = Knob(2e-5, [-4e-5, 2e-5, 6e-5], "cubic coefficient of the road")
FOCAL, HEIGHT, ROWS = 1.3, 1.5, 40
AHEAD = torch.linspace(6, 60, ROWS, dtype=torch.float64)  # metres
LINEAR, SQUARE = 0.04, -3e-3  # coefficients of the road
OFFSETS = [-5.4, -1.8, 1.9]  # where the lanes begin, metres to the right


def seen(pitch, bend, offset):
    """Columns u and rows v (ROWS,) of a lane, by turning each of its points into the camera's coordinates."""
    x = AHEAD[:, None] ** torch.arange(4) @ torch.tensor([offset, LINEAR, SQUARE, bend])
    points = torch.stack([x, torch.full_like(x, HEIGHT), AHEAD])  # right, down, ahead of the camera
    turn = torch.eye(3)
    turn[1:, 1:] = torch.tensor([[math.cos(pitch), -math.sin(pitch)], [math.sin(pitch), math.cos(pitch)]])
    right, down, depth = turn @ points
    return FOCAL * right / depth, FOCAL * down / depth


def projected_cubic(v, pitch):
    """Columns of LSTR's model for the rows v: (ROWS, 4), for k, m, n − b′ and b."""
    s = v + FOCAL * math.tan(pitch)  # v − f
    return torch.stack([s**-2, 1 / s, torch.ones_like(v), v], 1)


def image_cubic(v, pitch):
    """Columns of a cubic in the image, as many numbers: (ROWS, 4)."""
    return v[:, None] ** torch.arange(4)


def fitted(u, columns):
    """The four numbers that fit u best, by least squares."""
    return torch.linalg.lstsq(columns, u).solution


def drawn_again(pitch, bend, model, assumed):
    """Lanes (3, ROWS) drawn with numbers fitted for an assumed pitch, against as they are."""
    lanes, fits = [], []
    for offset in OFFSETS:
        u, v = seen(pitch, bend, offset)
        columns = model(v, assumed)
        lanes.append(u)
        fits.append(columns @ fitted(u, columns))
    evidence = exact(torch.stack(fits), torch.stack(lanes), ops=4 * ROWS, scale=1)
    lines = {f"predicted_lane_{i}": (u, -v) for i, u in enumerate(lanes)}
    return evidence.plot(x="column", y="row, upwards", fit=(torch.cat(fits), -v.repeat(3)), **lines)


def check_the_projected_cubic_fits(rng, pitch=PITCH, bend=BEND):
    """u = k/(v − f)² + m/(v − f) + n − b′ + b·v draws a cubic lane of a flat road to rounding."""
    return drawn_again(pitch, bend, projected_cubic, pitch)


@guards(check_the_projected_cubic_fits)
def control_a_cubic_in_the_image(rng, pitch=PITCH, bend=BEND):
    """A cubic in v has as many numbers and misses the lane."""
    return drawn_again(pitch, bend, image_cubic, pitch)


@guards(check_the_projected_cubic_fits)
def control_another_horizon(rng, pitch=PITCH, bend=BEND):
    """With the horizon elsewhere the projected cubic misses it, too: f is not free."""
    return drawn_again(pitch, bend, projected_cubic, pitch + 0.03)


def shared(pitch, bend, last):
    """k and m (3, 2) of three lanes, the last with a cubic coefficient of its own, against geometry."""
    numbers = []
    for offset, cubic in zip(OFFSETS, (bend, bend, last), strict=True):
        u, v = seen(pitch, cubic, offset)
        numbers.append(fitted(u, projected_cubic(v, pitch))[:2])
    a, b = FOCAL * HEIGHT / math.cos(pitch) ** 2, HEIGHT * math.tan(pitch)  # Z = a/(v − f) − b
    k, m = bend * a**3, (SQUARE - 3 * bend * b) * a**2
    want = torch.tensor([k, m]) * math.cos(pitch) / HEIGHT
    return exact(torch.stack(numbers), want.expand(3, 2), ops=400 * ROWS, scale=0.01)


def check_lanes_share_k_and_m(rng, pitch=PITCH, bend=BEND):
    """Lanes a constant distance apart have the same k and m, which follow from road and camera."""
    return shared(pitch, bend, bend)


@guards(check_lanes_share_k_and_m)
def control_a_lane_that_turns_off(rng, pitch=PITCH, bend=BEND):
    """A lane that bends otherwise than its neighbours has its own."""
    return shared(pitch, bend, bend / 2)


def meeting_row(pitch, bend, last):
    """Where the distance of the outer lanes in the image, drawn on as a line, is 0; against the horizon."""
    left, v = seen(pitch, bend, OFFSETS[0])
    right, _ = seen(pitch, last, OFFSETS[-1])
    apart = right - left  # (ROWS,)
    growth = apart.diff() / v.diff()
    horizon = torch.full((ROWS - 1,), -FOCAL * math.tan(pitch))
    return exact(v[1:] - apart[1:] / growth, horizon, ops=400, scale=1)


def check_lanes_meet_at_the_horizon(rng, pitch=PITCH, bend=BEND):
    """The distance of two lanes in the image is a line in v that is 0 at v = −F·tan φ, the horizon."""
    return meeting_row(pitch, bend, bend)


@guards(check_lanes_meet_at_the_horizon)
def control_lanes_that_part(rng, pitch=PITCH, bend=BEND):
    """Lanes whose distance on the road changes do not meet there."""
    return meeting_row(pitch, bend, bend + 2e-5)


if __name__ == "__main__":
    main()
