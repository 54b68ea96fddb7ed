"""Why a dance model is weaned from true frames step by step.

A dancer goes round a circle of radius 1, by a fixed angle a frame. Frames are seen with noise of deviation
σ. The model x' = W·x is fed, by turns, one true frame and then p of its own outputs, held fixed.

Teacher forcing is p = 0. Noise in its inputs weakens the fit to W = a·R, R the rotation, a = ρ = 1/(1 +
2σ²), 0.85 at σ = 0.3. One frame ahead that is the best guess. Fed back for 40 frames it leaves 0.85⁴⁰ =
0.0013: the dance freezes. An own output k steps on spreads the loss ρ over k + 1 steps, a^(k+1) = ρ.
Together they rest at a·(1 + a^(p+1)) = ρ·(1 + a): 0.98 for p = 15. Why step by step? With a wrong angle own
outputs are soon out of phase with their targets, and pull W to nothing; from teacher forcing's W the same
training goes well.
"""

import torch

from quiz.lab import Knob, guards, main, once, trained

NOISE = Knob(0.3, [0.2, 0.3, 0.4], "deviation of the noise in a coordinate of a frame")
TURN = Knob(0.5, [0.4, 0.5, 0.7], "angle from frame to frame")
OWN = Knob(15, [11, 15, 20], "own outputs after each true frame, at the end of training")
RUNS, FRAMES, STEPS, HORIZON = 40, 240, 100, 41  # horizon: 40 frames after a given one


def dances(rng, noise, turn, *, segments, length):
    """Poses and what is seen of them, (runs, segments, length, 2) each."""
    phase = 6.283 * torch.rand(RUNS, segments, 1, generator=rng) + turn * torch.arange(length)
    poses = torch.stack([phase.cos(), phase.sin()], -1)
    return poses, poses + noise * torch.randn(poses.shape, generator=rng, dtype=torch.float32)


@once
def learn(rng, plan, noise, turn):
    """W of each run, (runs, 2, 2), after a step of descent for each entry p of the plan."""
    W = 0.1 * torch.randn(RUNS, 2, 2, generator=rng)
    for p in plan:
        seen = dances(rng, noise, turn, segments=FRAMES // (p + 1), length=p + 2)[1]
        fed = [seen[:, :, 0]]  # one true frame, then p of its own
        for _ in range(p):
            fed.append(fed[-1] @ W.mT)
        x = torch.stack(fed, 2).flatten(1, 2)  # (runs, frames, 2)
        off = seen[:, :, 1:].flatten(1, 2) - x @ W.mT
        W = W + 0.4 / (1 + p) ** 0.75 * off.mT @ x / x.shape[1]  # longer runs, smaller steps
    return W


def weaned(own):
    """From no own output to `own`, bit by bit."""
    return tuple((own + 1) * step // STEPS for step in range(STEPS))


def at_once(own):
    """All own outputs from the first step; with none, teacher forcing."""
    return (own,) * STEPS


def free_run(rng, W, noise, turn):
    """Distance from the true pose when W runs on its own outputs, (runs, HORIZON − 1)."""
    poses, seen = dances(rng, noise, turn, segments=20, length=HORIZON)
    x, errors = seen[:, :, 0], []
    for pose in poses[:, :, 1:].unbind(2):  # (runs, 20, 2) each
        x = x @ W.mT
        errors.append((x - pose).norm(dim=-1).mean(1))
    return torch.stack(errors, 1)


def kept(own, noise):
    """The a at which the fit rests: where a·(1 + a^(p+1)) meets ρ·(1 + a), on a grid."""
    rho, a = 1 / (1 + 2 * noise**2), torch.linspace(0, 0.9999, 10_000)
    return float(a[(a * (1 + a ** (own + 1)) - rho * (1 + a)).abs().argmin()])


def strength(rng, plan, own, noise, turn):
    """a of the trained W = a·R, against that where a fit with `own` outputs rests; within 2.5 %."""
    a, want = learn(rng, plan, noise, turn).det().sqrt(), kept(own, noise)
    return trained(a, at_least=0.975 * want, at_most=1.025 * want)


def check_teacher_forcing_shrinks(rng, noise=NOISE, turn=TURN):
    """Teacher forcing on noisy frames learns a map that shrinks a pose by 1/(1 + 2σ²) a frame."""
    return strength(rng, at_once(0), 0, noise, turn)


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
    return strength(rng, at_once(0), own, noise, turn)


def gain(rng, better, noise, turn):
    """By how much the mean error over 40 frames falls from teacher forcing to another plan, for each run."""
    curves = [free_run(rng, learn(rng, plan, noise, turn), noise, turn) for plan in (at_once(0), better)]
    evidence = trained(curves[0].mean(1) - curves[1].mean(1), at_least=0.2)
    frames, (before, after) = range(1, HORIZON), (curve.mean(0) for curve in curves)
    return evidence.plot(
        forced=(frames, before), weaned=(frames, after), x="frame", y="distance from the pose"
    )


def check_weaning_keeps_the_dance_alive(rng, noise=NOISE, turn=TURN, own=OWN):
    """Over 40 frames of its own the mean error is lower by at least 0.2 than after teacher forcing."""
    return gain(rng, weaned(own), noise, turn)


@guards(check_weaning_keeps_the_dance_alive)
def control_no_noise(rng, turn=TURN, own=OWN):
    """Without noise there is nothing to gain."""
    return gain(rng, weaned(own), 0.0, turn)


@guards(check_weaning_keeps_the_dance_alive)
def control_no_own_outputs(rng, noise=NOISE, turn=TURN):
    """A curriculum that never feeds own outputs is teacher forcing, and gains nothing."""
    return gain(rng, weaned(0), noise, turn)


def error(rng, plan, noise, turn):
    """The mean error over 40 frames of its own, for each run; a pose that stands at the centre has 1."""
    return free_run(rng, learn(rng, plan, noise, turn), noise, turn).mean(1)


def check_teacher_forcing_freezes(rng, noise=NOISE, turn=TURN):
    """After teacher forcing the mean error over 40 frames is above 0.6; a pose that stands still has 1."""
    return trained(error(rng, at_once(0), noise, turn), at_least=0.6, at_most=1.05)


def check_all_at_once_freezes(rng, turn=TURN, own=OWN):
    """After own outputs from the first step on it is, too, even without any noise."""
    return trained(error(rng, at_once(own), 0.0, turn), at_least=0.6, at_most=1.05)


@guards(check_teacher_forcing_freezes, check_all_at_once_freezes)
def control_own_outputs_from_good_weights(rng, turn=TURN, own=OWN):
    """Own outputs all at once, but from weights that teacher forcing found without noise, leave less."""
    runs = error(rng, at_once(0)[: STEPS // 4] + at_once(own), 0.0, turn)
    return trained(runs, at_least=0.6, at_most=1.05)


def check_forcing_is_right_without_noise(rng, turn=TURN):
    """On frames without noise teacher forcing learns the dance: the error stays below 0.001."""
    return trained(error(rng, at_once(0), 0.0, turn), at_most=0.001)


@guards(check_forcing_is_right_without_noise)
def control_noisy_frames(rng, noise=NOISE, turn=TURN):
    """On noisy ones it does not."""
    return trained(error(rng, at_once(0), noise, turn), at_most=0.001)


if __name__ == "__main__":
    main()
