"""How a GAN's two networks work against each other, and what the game is worth.

    min over G, max over D   V = E_p[log D(x)] + E_q[log(1 − D(x))]        q: what the generator G draws

At each x the best D maximises p·log D + q·log(1 − D):  p/D = q/(1 − D), hence  D* = p/(p + q). Put in,

    V(D*) = 2·JSD(p, q) − log 4         which is least, −log 4 = −1.386, if and only if q = p

so the generator that plays against the best D lessens the Jensen-Shannon divergence. For Gaussians
p = N(0, 1), q = N(μ, σ²) the logit of D* is log p − log q = log σ + (x − μ)²/2σ² − x²/2, a parabola: a D with
the features 1, x and x² can be trained to it, one without x² cannot.
"""

import math

import torch

from quiz.lab import Knob, exact, guards, main

MU = Knob(0.8, [0.5, 0.8, 1.5], "mean of the generator")
SIGMA = Knob(1.4, [0.7, 1.4, 1.8], "standard deviation of the generator")
X = torch.linspace(-14, 14, 1401, dtype=torch.float64)
STEP = 28 / 1400


def gaussian(mu, sigma):
    """Density on the grid X."""
    return torch.exp(-(((X - mu) / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))


def value(p, q, logit):
    """V of a discriminator with these logits, by quadrature."""
    return STEP * (p * -torch.log1p(torch.exp(-logit)) - q * torch.log1p(torch.exp(logit))).sum()


def trained(p, q, powers):
    """Coefficients of 1, x, x² in the logit that maximises V, by Newton's method; `powers` are used."""
    features = X[:, None] ** torch.tensor(powers)  # (points, features)
    used = torch.zeros(len(powers))
    for _ in range(40):
        D = (features @ used).sigmoid()
        slope = features.T @ (p * (1 - D) - q * D)
        bend = features.T @ (features * ((p + q) * D * (1 - D))[:, None])
        used = used + torch.linalg.solve(bend, slope)
    coefficients = torch.zeros(3)
    coefficients[list(powers)] = used
    return coefficients


def against_ratio(mu, sigma, powers):
    """The trained coefficients, against those of log p − log q."""
    got = trained(gaussian(0, 1), gaussian(mu, sigma), powers)
    want = torch.tensor(
        [math.log(sigma) + mu**2 / (2 * sigma**2), -mu / sigma**2, 1 / (2 * sigma**2) - 1 / 2]
    )
    return exact(got, want, ops=len(X))


def check_the_best_discriminator(rng, mu=MU, sigma=SIGMA):
    """Trained to the end, D is p/(p + q): its logit is log p − log q."""
    return against_ratio(mu, sigma, (0, 1, 2))


@guards(check_the_best_discriminator)
def control_a_linear_discriminator(rng, mu=MU, sigma=SIGMA):
    """A D whose logit is linear in x cannot be."""
    return against_ratio(mu, sigma, (0, 1))


def divergence(p, q):
    """Jensen-Shannon divergence by quadrature, in nats."""
    middle = (p + q) / 2
    return STEP * (torch.xlogy(p, p / middle) + torch.xlogy(q, q / middle)).sum() / 2


def worth(mu, sigma, powers):
    """V at the trained D, against 2·JSD − log 4."""
    p, q = gaussian(0, 1), gaussian(mu, sigma)
    logit = X[:, None] ** torch.arange(3) @ trained(p, q, powers)
    return exact(value(p, q, logit), 2 * divergence(p, q) - math.log(4), ops=2 * len(X))


def check_the_value_is_the_divergence(rng, mu=MU, sigma=SIGMA):
    """Against the best D the value of the game is 2·JSD(p, q) − log 4."""
    return worth(mu, sigma, (0, 1, 2))


@guards(check_the_value_is_the_divergence)
def control_a_worse_discriminator(rng, mu=MU, sigma=SIGMA):
    """Against a D with a linear logit it is less."""
    return worth(mu, sigma, (0, 1))


def equilibrium(mu, sigma):
    """V at D = p/(p + q), against −log 4."""
    p, q = gaussian(0, 1), gaussian(mu, sigma)
    return exact(value(p, q, (p / q).log()), -math.log(4), ops=2 * len(X))


def check_the_value_at_equilibrium(rng):
    """When the generator draws what the data draw, the value is −log 4 = −1.386 and not 0."""
    return equilibrium(0, 1)


@guards(check_the_value_at_equilibrium)
def control_another_generator(rng, mu=MU, sigma=SIGMA):
    """Any other q lifts it."""
    return equilibrium(mu, sigma)


if __name__ == "__main__":
    main()
