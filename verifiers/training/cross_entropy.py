"""The loss a Transformer is trained with, and its gradient: prediction minus truth.

    CE(z, y) = −log softmax(z)_y        ∂CE/∂z = p − e_y        p = softmax(z), e_y one-hot

So every logit is pushed by how wrong it is, and the push never dies while the answer is wrong: for two
classes and a logit of −10 for the right one it is 0.99995. Squared error behind a sigmoid has the factor
p(1 − p) in it, and 9.1·10⁻⁵ is left: a confident mistake is not corrected.

From there backpropagation does the rest. That it does so rightly is checked the plain way: move all weights
a little along some direction, and see by how much the loss changes. A weight that is used twice, such as a
table of embeddings that is the output matrix as well, gets the sum of both gradients.
"""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from quiz.lab import Knob, exact, guards, main

V = Knob(11, [5, 11, 50], "tokens of the vocabulary")
LOGIT = Knob(-10.0, [-10.0, -5.0, -2.0], "logit of the right class")
POSITIONS, D, HEADS, FFN, T, BATCH = 6, 8, 2, 12, 5, 3
TRIALS, STEP = 7, 1e-5


def gradient(rng, v, predicted):
    """∂CE/∂z by autograd, summed over positions, against predicted(z, one-hot targets): (positions, v)."""
    z = (3 * torch.randn(POSITIONS, v, generator=rng)).requires_grad_()
    y = torch.randint(v, (POSITIONS,), generator=rng)
    (got,) = torch.autograd.grad(cross_entropy(z, y, reduction="sum"), z)
    return exact(got, predicted(z.detach(), torch.eye(v)[y]), ops=2 * v)


def check_gradient_is_p_minus_y(rng, v=V):
    """The gradient of softmax cross-entropy by the logits is softmax(z) less the one-hot target."""
    return gradient(rng, v, lambda z, target: z.softmax(-1) - target)


@guards(check_gradient_is_p_minus_y)
def control_z_minus_y(rng, v=V):
    """It is not the logits less the target, as it would be for squared error."""
    return gradient(rng, v, lambda z, target: z - target)


def push(logit, loss):
    """How strongly a logit is pushed towards the right class, 1, against 1 − σ(z)."""
    z = torch.tensor(logit, requires_grad=True)
    (got,) = torch.autograd.grad(loss(z, torch.ones(())), z)
    return exact(-got, torch.tensor(-logit).sigmoid(), ops=10)


def squared_error(z, target):
    """Squared error behind a sigmoid."""
    return (z.sigmoid() - target).square()


def check_a_confident_mistake_is_pushed_back(rng, logit=LOGIT):
    """With cross-entropy the push is 1 − σ(z): 0.99995 at z = −10."""
    return push(logit, binary_cross_entropy_with_logits)


@guards(check_a_confident_mistake_is_pushed_back)
def control_squared_error(rng, logit=LOGIT):
    """With squared error next to nothing is left of it."""
    return push(logit, squared_error)


class Tiny(nn.Module):
    """A Transformer of one block whose embeddings are its output matrix, too."""

    def __init__(self, v, see):
        super().__init__()
        self.table = nn.Parameter(torch.randn(v, D))
        self.block = nn.TransformerEncoderLayer(D, HEADS, FFN, dropout=0)
        self.see = see  # what the input's share in the table's gradient goes through

    def forward(self, tokens, targets):
        """Cross-entropy for tokens and targets (T, B)."""
        hidden = self.block(self.see(self.table)[tokens])  # (T, B, d)
        return cross_entropy((hidden @ self.table.mT).flatten(0, 1), targets.flatten())


@torch.no_grad()
def moved(model, way, step, batch):
    """The loss with all weights moved by step·way; the model is left as it was."""
    for w, towards in zip(model.parameters(), way, strict=True):
        w.add_(step * towards)
    loss = model(*batch)
    for w, towards in zip(model.parameters(), way, strict=True):
        w.sub_(step * towards)
    return loss


def along_directions(rng, v, see):
    """Finite differences along random directions of all weights against gradient·direction: (trials,)."""
    model, batch = Tiny(v, see), torch.randint(v, (2, T, BATCH), generator=rng)
    slopes = torch.autograd.grad(model(*batch), list(model.parameters()))
    got, want = [], []
    for _ in range(TRIALS):
        way = [0.1 * torch.randn(slope.shape, generator=rng) for slope in slopes]
        got.append((moved(model, way, STEP, batch) - moved(model, way, -STEP, batch)) / (2 * STEP))
        want.append(sum((slope * towards).sum() for slope, towards in zip(slopes, way, strict=True)))
    # the rounding errors of a few hundred operations, divided by the step
    return exact(torch.stack(got), torch.stack(want), ops=round(200 / STEP), scale=1.0)


def check_autograd_is_the_finite_difference(rng, v=V):
    """Backpropagation through a Transformer gives what moving all weights by ±10⁻⁵ gives, to rounding."""
    return along_directions(rng, v, lambda table: table)


@guards(check_autograd_is_the_finite_difference)
def control_embeddings_left_out(rng, v=V):
    """If the table gets its gradient as output matrix alone, and not as embeddings, it does not."""
    return along_directions(rng, v, torch.Tensor.detach)


if __name__ == "__main__":
    main()
