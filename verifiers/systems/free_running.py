"""Why a dance model is weaned from true frames step by step.

A dancer goes round a circle of radius 1, by a fixed angle a frame: s' = R·s. Frames are seen with noise of
deviation σ. The model x' = W·x is fed, by turns, one true frame and then p of its own outputs (held fixed,
so that the gradient does not run back through them), and learns the next frame from each.

Teacher forcing is p = 0. It regresses on noisy frames, and noise in what one regresses on weakens the fit:

    W = a·R      a = ρ = 1/(1 + 2σ²)            σ = 0.3: 0.85

One frame ahead that is the best guess. Fed back on itself for 40 frames it is 0.85⁴⁰ = 0.0013: the dance
freezes. Own outputs start from the same noise, but after k steps carry a^k of it. The fit then balances

    Σₖ (ρ·aᵏ − a²ᵏ⁺¹) = 0, k = 0 … p            so that  a·(1 + a^(p+1)) = ρ·(1 + a)          p = 15: 0.98

Why step by step? With a wrong angle, own outputs are soon out of phase with the frames they are compared
with, and pull W to nothing. From teacher forcing's W, whose angle is right, the same training goes well.
"""

import torch

from quiz.lab import Knob, guards, main, trained

NOISE = Knob(0.3, [0.2, 0.3, 0.4], "deviation of the noise in a coordinate of a frame")
TURN = Knob(0.5, [0.3, 0.5, 0.7], "angle from frame to frame")
OWN = Knob(15, [7, 11, 15], "own outputs after each true frame, at the end of training")
RUNS, FRAMES, STEPS = 40, 240, 160
HORIZON = 40


def dances(rng, segments, length, noise, turn):
    """Poses and what is seen of them, (runs, segments, length, 2) each."""
    phase = 2 * torch.pi * torch.rand(RUNS, segments, 1, generator=rng) + turn * torch.arange(length)
    poses = torch.stack([phase.cos(), phase.sin()], -1)
    return poses, poses + noise * torch.randn(poses.shape, generator=rng)


def learn(rng, plan, noise, turn):
    """W of each run, (runs, 2, 2), after a step of descent for each entry p of the plan."""
    W = 0.1 * torch.randn(RUNS, 2, 2, generator=rng)
    for p in plan:
        _, seen = dances(rng, FRAMES // (p + 1), p + 2, noise, turn)
        fed = [seen[:, :, 0]]  # one true frame, then p of its own
        for _ in range(p):
            fed.append(fed[-1] @ W.mT)
        x = torch.stack(fed, 2).flatten(1, 2)  # (runs, frames, 2)
        off = seen[:, :, 1:].flatten(1, 2) - x @ W.mT
        W = W + 0.4 / (1 + p) ** 0.75 * off.mT @ x / x.shape[1]  # longer runs, smaller steps
    return W


def forced(own):
    """Teacher forcing to the end."""
    return [0] * STEPS


def weaned(own):
    """From no own output to `own`, bit by bit."""
    return [(own + 1) * step // STEPS for step in range(STEPS)]


def at_once(own):
    """All own outputs from the first step."""
    return [own] * STEPS


def forced_then_at_once(own):
    """Teacher forcing for a quarter, then all own outputs."""
    return [0] * (STEPS // 4) + [own] * (STEPS - STEPS // 4)


def free_run(rng, W, noise, turn):
    """Distance from the true pose when W runs on its own outputs, (runs, HORIZON)."""
    poses, seen = dances(rng, 20, HORIZON + 1, noise, turn)
    x, errors = seen[:, :, 0], []
    for frame in range(1, HORIZON + 1):
        x = x @ W.mT
        errors.append((x - poses[:, :, frame]).norm(dim=-1).mean(1))
    return torch.stack(errors, 1)


def kept(own, noise):
    """The a at which the fit rests, by bisection of a·(1 + a^(p+1)) − ρ·(1 + a)."""
    rho, low, high = 1 / (1 + 2 * noise**2), 0.0, 1 - 1e-9
    for _ in range(60):
        a = (low + high) / 2
        low, high = (a, high) if a * (1 + a ** (own + 1)) < rho * (1 + a) else (low, a)
    return low


def strength(rng, plan, own, noise, turn):
    """a of the trained W = a·R, against that where a fit with `own` outputs rests; within 2.5 %."""
    a = learn(rng, plan, noise, turn).det().abs().sqrt()
    want = kept(own, noise)
    return trained(a, at_least=0.975 * want, at_most=1.025 * want)


def check_teacher_forcing_shrinks(rng, noise=NOISE, turn=TURN):
    """Teacher forcing on noisy frames learns a map that shrinks a pose by 1/(1 + 2σ²) a frame."""
    return strength(rng, forced(0), 0, noise, turn)


@guards(check_teacher_forcing_shrinks)
def control_weaned(rng, noise=NOISE, turn=TURN, own=OWN):
    """The curriculum's does not shrink as much."""
    return strength(rng, weaned(own), 0, noise, turn)


def check_own_outputs_shrink_less(rng, noise=NOISE, turn=TURN, own=OWN):
    """With p own outputs after each true frame it shrinks by a, where a·(1 + a^(p+1)) = ρ·(1 + a)."""
    return strength(rng, weaned(own), own, noise, turn)


@guards(check_own_outputs_shrink_less)
def control_forced(rng, noise=NOISE, turn=TURN, own=OWN):
    """Teacher forcing shrinks more."""
    return strength(rng, forced(own), own, noise, turn)


def gain(rng, worse, better, noise, turn, by):
    """By how much the mean error over 40 frames falls from one plan to the other, for each run."""
    curves = [free_run(rng, learn(rng, plan, noise, turn), noise, turn) for plan in (worse, better)]
    frames = range(1, HORIZON + 1)
    evidence = trained(curves[0].mean(1) - curves[1].mean(1), at_least=by)
    before, after = (curve.mean(0) for curve in curves)
    return evidence.plot(one=(frames, before), other=(frames, after), x="frame", y="distance from the pose")


def check_weaning_keeps_the_dance_alive(rng, noise=NOISE, turn=TURN, own=OWN):
    """Over 40 frames of its own the mean error is lower by at least 0.2 than after teacher forcing."""
    return gain(rng, forced(own), weaned(own), noise, turn, by=0.2)


@guards(check_weaning_keeps_the_dance_alive)
def control_no_noise(rng, turn=TURN, own=OWN):
    """Without noise there is nothing to gain."""
    return gain(rng, forced(own), weaned(own), 0.0, turn, by=0.2)


@guards(check_weaning_keeps_the_dance_alive)
def control_no_own_outputs(rng, noise=NOISE, turn=TURN):
    """A curriculum that never feeds own outputs is teacher forcing, and gains nothing."""
    return gain(rng, forced(0), weaned(0), noise, turn, by=0.2)


def check_all_at_once_fails(rng, turn=TURN, own=OWN):
    """Own outputs from the first step on leave an error larger by 0.5, even without any noise."""
    return gain(rng, at_once(own), weaned(own), 0.0, turn, by=0.5)


@guards(check_all_at_once_fails)
def control_at_once_from_good_weights(rng, turn=TURN, own=OWN):
    """From the weights of teacher forcing they do not."""
    return gain(rng, forced_then_at_once(own), weaned(own), 0.0, turn, by=0.5)


if __name__ == "__main__":
    main()
