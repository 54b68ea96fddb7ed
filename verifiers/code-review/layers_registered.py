"""Why counting parameters does not find a layer that is never called.

A module registers what is assigned to its attributes: modules, parameters, and nn.ModuleList for lists. From
then on `parameters()`, `state_dict()` and the optimizer know it, whether or not `forward` ever calls it.

    one attention layer    4 matrices of d·d, and 4 biases of d:   4d² + 4d numbers

The opposite bug exists, too: layers in a plain Python list are called, and not registered. So a count says
what is registered, and gradients say what is used.
"""

from torch import nn

from quiz.lab import Knob, exact, guards, main

LAYERS = Knob(3, [1, 3, 6], "number of layers")
D, HEADS = 6, 3


class Encoder(nn.Module):
    """Layers of self-attention."""

    def __init__(self, width, heads, num_layers):
        super().__init__()
        self.layers = nn.ModuleList()
        for _ in range(num_layers):
            self.layers.append(nn.MultiheadAttention(width, heads))

    def forward(self, x):
        """The encoded (n, batch, width), and the outputs of the layers."""
        return x, list(self.layers)


class Unregistered(Encoder):
    """The layers in a plain list, where torch does not look for them."""

    def __init__(self, width, heads, num_layers):
        super().__init__(width, heads, num_layers)
        listed = list(self.layers)
        del self.layers
        self.layers = listed


def counted(rng, model, layers):
    """How many numbers model.parameters() holds, against the (4d² + 4d) of an attention layer, L times."""
    encoder = model(D, HEADS, layers)
    return exact(sum(parameter.numel() for parameter in encoder.parameters()), layers * (4 * D**2 + 4 * D))


def check_parameters_are_counted_all_the_same(rng, layers=LAYERS):
    """The layers are registered: model.parameters() has 4d² + 4d numbers for each, called or not."""
    return counted(rng, Encoder, layers)


@guards(check_parameters_are_counted_all_the_same)
def control_plain_list(rng, layers=LAYERS):
    """Kept in a plain list they are not registered and not counted."""
    return counted(rng, Unregistered, layers)


if __name__ == "__main__":
    main()
