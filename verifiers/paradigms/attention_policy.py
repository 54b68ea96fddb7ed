"""A Transformer's attention as the policy: rewards train it, attention solves the task.

Reinforcement learning is a way of learning, attention a kind of network. They answer different questions,
and so go together. The task is recall: the input shows three pairs of a key and a value in random order,
then asks for one of the keys. The policy answers with one of V values; the reward is 1 if it is the right
one, else 0. Nobody tells it which one would have been.

    policy      scores = query·W·keysᵀ,  softmax,  mixed values,  logits over the V answers; draw one
    learning    step along (R − b)·∇log π(answer), with b the mean reward of the batch

Guessing earns 1/V. If the reward is a coin flip, it stays there: the network alone learns nothing.
"""

import torch

from quiz.lab import Knob, guards, main, once, trained

V = Knob(4, [3, 4, 5], "values to choose from")
PAIRS, KEYS, RUNS, BATCH, STEPS, RATE = 3, 5, 24, 48, 80, 3.0


def questions(rng, v, count):
    """Keys (R, count, n) without repetition, values (R, count, n), and which pair is asked for (R, count)."""
    keys = torch.rand(RUNS, count, KEYS, generator=rng).argsort(-1)[..., :PAIRS]
    values = torch.randint(v, (RUNS, count, PAIRS), generator=rng)
    return keys, values, torch.randint(PAIRS, (RUNS, count), generator=rng)


def policy(weights, v, keys, values, asked):
    """Log-probabilities of the V answers, (R, count, V)."""
    compare, answer = weights  # (R, KEYS, KEYS), (R, V, V)
    one_hot = torch.eye(KEYS)
    query = one_hot[keys.gather(-1, asked[..., None])]  # (R, count, 1, KEYS)
    scores = query @ compare[:, None] @ one_hot[keys].mT  # (R, count, 1, n)
    mixed = scores.softmax(-1) @ torch.eye(v)[values]  # (R, count, 1, V)
    return (mixed @ answer[:, None]).squeeze(-2).log_softmax(-1)


def right(reward_rng, answers, truth):
    """1 for the right answer, else 0."""
    return (answers == truth).double()


def at_random(reward_rng, answers, truth):
    """A coin flip, whatever the answer."""
    return torch.rand(answers.shape, generator=reward_rng).lt(0.5).double()


@once
def success(rng, v, reward_of, steps=STEPS):
    """Probability of the right answer on fresh questions, for each of RUNS trained policies, (R,)."""
    weights = [torch.zeros(RUNS, KEYS, KEYS), 0.3 * torch.randn(RUNS, v, v, generator=rng)]
    for _ in range(steps):
        weights = [w.detach().requires_grad_() for w in weights]
        keys, values, asked = questions(rng, v, BATCH)
        log_p = policy(weights, v, keys, values, asked)
        answers = torch.multinomial(log_p.detach().exp().flatten(0, 1), 1, generator=rng).view(RUNS, BATCH)
        reward = reward_of(rng, answers, values.gather(-1, asked[..., None]).squeeze(-1))
        gain = (reward - reward.mean(1, keepdim=True)) * log_p.gather(-1, answers[..., None]).squeeze(-1)
        slopes = torch.autograd.grad(gain.mean(1).sum(), weights)
        weights = [w + RATE * slope for w, slope in zip(weights, slopes, strict=True)]
    keys, values, asked = questions(rng, v, 300)
    log_p = policy(weights, v, keys, values, asked).detach()
    truth = values.gather(-1, asked[..., None])
    return log_p.gather(-1, truth).exp().squeeze(-1).mean(1)


def check_it_learns_to_recall(rng, v=V):
    """Trained by rewards alone, an attention policy gives the right value with probability above 0.9."""
    return trained(success(rng, v, right), at_least=0.9)


@guards(check_it_learns_to_recall)
def control_reward_at_random(rng, v=V):
    """With rewards that do not depend on the answer it does not."""
    return trained(success(rng, v, at_random), at_least=0.9)


def check_without_reward_it_stays_at_chance(rng, v=V):
    """With rewards at random it stays at chance, within 0.08 of 1/V."""
    return trained(success(rng, v, at_random), at_least=1 / v - 0.08, at_most=1 / v + 0.08)


@guards(check_without_reward_it_stays_at_chance)
def control_with_reward(rng, v=V):
    """With the right reward it does not."""
    return trained(success(rng, v, right), at_least=1 / v - 0.08, at_most=1 / v + 0.08)


if __name__ == "__main__":
    main()
