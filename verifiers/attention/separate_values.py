"""Why values are separate from keys.

Attention is a soft dictionary. A key says when an entry is wanted, its value says what comes out: two jobs,
and with separate V the content of an entry is free of how it is found. Let the keys be unit vectors and
the query c·kⱼ. The score of kⱼ is c, every other is smaller, and for large c the weights are one-hot: out
comes vⱼ.

Tie V = K and the output is a convex combination of keys. Whatever the query, it cannot leave their hull. For
any direction u of length 1, the output's component along u is at most maxⱼ u·kⱼ, so with u = v/|v|

    |v − output| ≥ |v| − maxⱼ u·kⱼ.

Two ways out exist, and an honest answer names them. If each row carries key and value side by side, K = V =
[key; value], the tied output contains the value. And a linear map after attention can turn keys into values
when the keys are linearly independent, n ≤ d_k; for more keys than that it cannot.

With V alone the query must resemble the content it is looking for. If it does not know it, it hits the right
row one time in n.
"""

import torch

from quiz.lab import Knob, bound, estimate, exact, guards, main

N = Knob(8, [4, 8, 32], "entries of the dictionary")
WIDTH, ASKED = 12, 11  # numbers in a key or value; queries
SHARP = 3000.0


def entries(rng, n, batch=5):
    """Unit keys and values that know nothing of them: (B, n, d) each."""
    keys = torch.randn(batch, n, WIDTH, generator=rng, dtype=torch.float32).double()
    values = (1.5 * torch.randn(batch, n, WIDTH, generator=rng, dtype=torch.float32)).double()
    return keys / keys.norm(dim=-1, keepdim=True), values


def attend(Q, K, V):
    """Softmax attention with sharp scores: (B, m, d), (B, n, d), (B, n, d_v) -> (B, m, d_v)."""
    return (SHARP * Q @ K.mT).softmax(-1) @ V


def some(rng, n):
    """Which entries are asked for, by their keys: some of the n, in any order, some twice: (m,)."""
    return torch.randint(n, (ASKED,), generator=rng)


def looked_up(rng, n, tied):
    """What comes out for some of the keys, against their values."""
    (keys, values), asked = entries(rng, n), some(rng, n)
    output = attend(keys[:, asked], keys, keys if tied == "keys" else values)  # (B, m, d)
    return exact(output, values[:, asked], ops=2 * n)


def check_separate_values_are_recovered(rng, n=N):
    """Asked with any of the keys, attention with separate V returns the value that goes with it."""
    return looked_up(rng, n, tied="no")


@guards(check_separate_values_are_recovered)
def control_values_tied_to_keys(rng, n=N):
    """Tie V = K: the values do not come out."""
    return looked_up(rng, n, tied="keys")


def excess_error(rng, n, tied):
    """Error of the output for a value, less the value's distance |v| − max u·k from the hull of the keys."""
    (keys, values), asked = entries(rng, n), some(rng, n)
    values[:, asked[0]] = 2 * keys[:, asked[0]]  # straight above a key: here the bound is met
    output = attend(keys[:, asked], keys, keys if tied == "keys" else values)
    wanted = values[:, asked]  # (B, m, d)
    length = wanted.norm(dim=-1)  # (B, m)
    reach = (wanted / length.unsqueeze(-1) @ keys.mT).amax(-1)  # (B, m): how far the keys go that way
    return bound((wanted - output).norm(dim=-1) - (length - reach), at_least=0, reached=0, ops=4 * WIDTH)


def check_tied_error_is_distance_from_hull(rng, n=N):
    """With V = K each value is missed by at least its distance from the hull of the keys."""
    return excess_error(rng, n, tied="keys")


@guards(check_tied_error_is_distance_from_hull)
def control_untied_error(rng, n=N):
    """With separate V the values are not missed."""
    return excess_error(rng, n, tied="no")


def side_by_side(rng, n, carried):
    """Value half of the output when K = V = [key; carried] and queries are [key; 0], against the values."""
    keys, values = entries(rng, n)
    rows = torch.cat([keys, values if carried == "values" else torch.zeros_like(values)], -1)  # (B, n, 2d)
    queries = torch.cat([keys, torch.zeros_like(values)], -1)
    return exact(attend(queries, rows, rows)[..., WIDTH:], values, ops=2 * n)


def check_key_and_value_in_one_row(rng, n=N):
    """Tying succeeds when each row carries both, K = V = [key; value]."""
    return side_by_side(rng, n, "values")


@guards(check_key_and_value_in_one_row)
def control_rows_without_values(rng, n=N):
    """It fails when the rows carry no value coordinates."""
    return side_by_side(rng, n, "nothing")


def mapped(rng, n):
    """Tied output times the best linear map from keys to values, against the values."""
    keys, values = entries(rng, n)
    best = torch.linalg.pinv(keys) @ values  # (B, d, d)
    return exact(attend(keys, keys, keys) @ best, values, ops=200 * WIDTH)


def check_output_map_rescues_few_keys(rng):
    """Tying succeeds with a linear map after it while n ≤ d_k: here 9 keys of width 12."""
    return mapped(rng, 9)


@guards(check_output_map_rescues_few_keys)
def control_output_map_for_many_keys(rng):
    """With 20 keys of width 12 no linear map after it recovers the values."""
    return mapped(rng, 20)


def hits(rng, n, known):
    """Share of queries, each a key, that match the right row best when rows are known·key + value."""
    (keys, values), asked = entries(rng, n, batch=120), some(rng, n)
    rows = known * keys + values
    return ((keys[:, asked] @ rows.mT).argmax(-1) == asked).double().mean()


def check_values_alone_hit_by_chance(rng, n=N):
    """With V alone, a query that knows nothing of the content hits the right row one time in n."""
    return estimate(lambda: hits(rng, n, known=0), predicted=1 / n, within="15%")


@guards(check_values_alone_hit_by_chance)
def control_rows_that_show_their_key(rng, n=N):
    """Let the rows show something of their key: they are hit more often than by chance."""
    return estimate(lambda: hits(rng, n, known=3), predicted=1 / n, within="15%")


def check_a_known_key_always_hits(rng, n=N):
    """Rows that show their key plainly, as 1000·key + value, are always hit: that is what keys are for."""
    return exact(hits(rng, n, known=1000), 1.0)


@guards(check_a_known_key_always_hits)
def control_rows_without_key(rng, n=N):
    """Rows that are values alone are not."""
    return exact(hits(rng, n, known=0), 1.0)


if __name__ == "__main__":
    main()
