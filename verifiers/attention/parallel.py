"""Where the Transformer is parallel, and why an RNN cannot be.

However many processors there are, a computation takes at least as long as its longest chain of operations
that wait for one another. Autograd's graph shows that chain: walk back from the output.

An RNN, h_t = tanh(x_t U + h_{t−1} W), adds a product, a sum and a tanh for every token: 3 more links each.
Stacking layers hardly lengthens it, as layer 2 may take token t while layer 1 takes t + 1.
Attention computes every position from the inputs alone: the chain is as long for 1,000 tokens as for one.
It grows with the layers, each of which waits for the one below.
"""

import torch
from torch.nn import functional

from quiz.lab import Knob, exact, guards, main, slope

N = Knob(9, [4, 9, 32], "length of the sequence")
LAYERS = Knob(2, [1, 2, 4], "stacked layers")
LENGTHS, DEPTHS = [4, 8, 16, 32], [1, 2, 3, 5]
RNN_STEP = 3  # product with the state, sum, tanh
ATTENTION_LAYER = 6  # projection to keys, transpose, QKᵀ, scale, softmax, product with the values


def draw(rng, n, d, layers):
    """A sequence (n, d) and three rotations for each layer, (layers, 3, d, d): they keep its size."""
    rotations, _ = torch.linalg.qr(torch.randn(layers, 3, d, d, generator=rng))
    return torch.randn(n, d, generator=rng), rotations


def attend(queries, x, w):
    """Attention of some rows, (m, d), to all rows of x, (n, d)."""
    q, k, v = queries @ w[0], x @ w[1], x @ w[2]
    return (q @ k.mT / q.shape[-1] ** 0.5).softmax(-1) @ v


def attention(x, stack):
    """Layers of self-attention, one on top of the other: (n, d) to (n, d)."""
    for w in stack:
        x = attend(x, x, w)
    return x


def query_by_query(x, stack):
    """The same, each query on its own."""
    for w in stack:
        x = torch.cat([attend(query, x, w) for query in x.split(1)])
    return x


def rnn(x, stack):
    """Layers of an RNN, one on top of the other: the states, (n, d)."""
    tokens = x.split(1)  # n times (1, d)
    for u, w, _ in stack:
        state, states = torch.zeros_like(tokens[0]), []
        for token in tokens:
            state = (token @ u + state @ w).tanh()
            states.append(state)
        tokens = states
    return torch.cat(tokens)


def token_by_token(x, stack):
    """The same RNN, each token on its own: none waits for the state before it."""
    return torch.cat([rnn(token, stack) for token in x.split(1)])


def chain(rng, model, n, layers):
    """Links in the longest chain of autograd's graph from the output back to the input."""
    x, stack = draw(rng, n, 6, layers)
    front, links = {model(x.requires_grad_(), stack).grad_fn}, 0
    while front:  # all nodes that some path of this many links leads to
        front = {node for behind in front for node, _ in behind.next_functions if node}
        links += 1
    return links


def check_attention_chain_is_flat(rng, layers=LAYERS):
    """Attention: the longest chain of dependent operations has slope 0 in the length of the sequence."""
    return slope(LENGTHS, [chain(rng, attention, n, layers) for n in LENGTHS], 0, 1e-9, log="none")


@guards(check_attention_chain_is_flat)
def control_rnn_chain_is_not(rng, layers=LAYERS):
    """The chain of an RNN gets longer with every token."""
    return slope(LENGTHS, [chain(rng, rnn, n, layers) for n in LENGTHS], 0, 1e-9, log="none")


def check_rnn_chain_grows_by_3_a_token(rng, layers=LAYERS):
    """RNN: every further token makes the chain longer by 3: product, sum, tanh."""
    return slope(LENGTHS, [chain(rng, rnn, n, layers) for n in LENGTHS], RNN_STEP, 1e-9, log="none")


@guards(check_rnn_chain_grows_by_3_a_token)
def control_without_waiting(rng, layers=LAYERS):
    """An RNN whose tokens do not wait for the state before them has a flat chain."""
    return slope(
        LENGTHS, [chain(rng, token_by_token, n, layers) for n in LENGTHS], RNN_STEP, 1e-9, log="none"
    )


def check_attention_chain_grows_with_layers(rng, n=N):
    """Attention: every further layer waits for the one below and makes the chain longer by 6."""
    chains = [chain(rng, attention, n, layers) for layers in DEPTHS]
    return slope(DEPTHS, chains, ATTENTION_LAYER, 1e-9, log="none")


@guards(check_attention_chain_grows_with_layers)
def control_rnn_layers_overlap(rng, n=N):
    """RNN layers overlap in a wave along the tokens: a further layer adds only one step."""
    return slope(DEPTHS, [chain(rng, rnn, n, layers) for layers in DEPTHS], ATTENTION_LAYER, 1e-9, log="none")


def check_no_query_needs_another(rng, n=N, layers=LAYERS):
    """Each query on its own, all queries at once, and torch's attention give the same."""
    x, stack = draw(rng, n, d=6, layers=layers)
    want = x
    for w in stack:
        q, k, v = (want @ w).unsqueeze(1)  # each (1, n, 6)
        want = functional.scaled_dot_product_attention(q, k, v)[0]
    got = torch.stack([query_by_query(x, stack), attention(x, stack)])
    return exact(got, want.expand_as(got), ops=layers * (4 * 6 + 2 * n), scale=10)


@guards(check_no_query_needs_another)
def control_queries_that_see_only_themselves(rng, n=N, layers=LAYERS):
    """The keys and values of the other tokens are needed: a token wholly on its own gives something else."""
    x, stack = draw(rng, n, d=6, layers=layers)
    alone = torch.cat([attention(token, stack) for token in x.split(1)])
    return exact(alone, attention(x, stack), ops=layers * (4 * 6 + 2 * n), scale=10)


def check_the_rnn_is_torchs(rng, n=N, layers=LAYERS):
    """The RNN measured here is torch's own, without bias."""
    module = torch.nn.RNN(6, 6, layers, bias=False)
    stack = [(w_input.mT, w_state.mT, None) for w_input, w_state in module.all_weights]
    x = torch.randn(n, 6, generator=rng)
    return exact(rnn(x, stack), module(x)[0], ops=layers * n * 12)


@guards(check_the_rnn_is_torchs)
def control_states_that_do_not_wait(rng, n=N, layers=LAYERS):
    """States computed each on its own, without the one before, are not the RNN's."""
    module = torch.nn.RNN(6, 6, layers, bias=False)
    stack = [(w_input.mT, w_state.mT, None) for w_input, w_state in module.all_weights]
    x = torch.randn(n, 6, generator=rng)
    return exact(token_by_token(x, stack), module(x)[0], ops=layers * n * 12)


if __name__ == "__main__":
    main()
