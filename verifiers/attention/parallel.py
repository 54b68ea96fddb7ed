"""Where the Transformer is parallel, and why an RNN cannot be.

However many processors there are, a computation takes at least as long as its longest chain of operations
that wait for one another. Autograd's graph shows that chain: walk back from the output.

An RNN, h_t = tanh(x_t U + h_{t−1} W), adds a product, a sum and a tanh for every token: 3 more links each.
Stacking layers hardly lengthens it, as layer 2 may take token t while layer 1 takes t + 1.
Attention computes every position from the inputs alone: the chain is as long for 1,000 tokens as for one.
It grows with the layers, each of which waits for the one below.

On a short sequence the waiting decides, and not the work: at any length attention needs more than twice the
operations of a plain RNN (with its projections 8nd² + 4n²d against 4nd²), and at
n = 32, d = 16 it still takes a fraction of the time. As n grows, so does its n² work, and the tables turn.
"""

from time import perf_counter

import torch

from quiz.lab import Knob, exact, guards, main, order, slope

N = Knob(9, [4, 9, 32], "length of the sequence")
LAYERS = Knob(2, [1, 2, 4], "stacked layers")
LENGTHS, DEPTHS = [4, 8, 16, 32], [1, 2, 3, 5]
RNN_STEP = 3  # product with the state, sum, tanh
ATTENTION_LAYER = 6  # projection to keys, transpose, QKᵀ, scale, softmax, product with the values


def draw(rng, n, d, layers=1):
    """A sequence (n, d) and the weights of each layer (layers, 3, d, d)."""
    return torch.randn(n, d, generator=rng), torch.randn(layers, 3, d, d, generator=rng) / d**0.5


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


def seconds(model, x, stack):
    """Wall time of one forward pass; reading the number waits for the device."""
    start = perf_counter()
    model(x, stack).sum().item()
    return perf_counter() - start


def race(rng, slower, faster, n, d):
    """Whether `slower` takes at least twice as long; run in turn, so that a busy machine delays both."""
    x, stack = draw(rng, n, d)
    return order(lambda: seconds(slower, x, stack), lambda: seconds(faster, x, stack), times=2)


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
    """All queries at once give what each query gives on its own."""
    x, stack = draw(rng, n, 6, layers)
    return exact(attention(x, stack), query_by_query(x, stack), ops=layers * (4 * 6 + 2 * n), scale=10)


@guards(check_no_query_needs_another)
def control_a_state_needs_the_one_before(rng, n=N, layers=LAYERS):
    """States of an RNN computed each on its own are not those of the sequence."""
    x, stack = draw(rng, n, 6, layers)
    return exact(rnn(x, stack), token_by_token(x, stack), ops=layers * (4 * 6 + 2 * n), scale=10)


def check_rnn_is_slower_on_a_short_sequence(rng):
    """At n = 32, d = 16 the RNN takes at least twice as long as attention."""
    return race(rng, rnn, attention, n=32, d=16)


@guards(check_rnn_is_slower_on_a_short_sequence)
def control_attention_query_by_query(rng):
    """Attention that takes its queries one by one is no faster than that, though its result is the same."""
    return race(rng, rnn, query_by_query, n=32, d=16)


if __name__ == "__main__":
    main()
