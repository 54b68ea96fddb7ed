"""How a decoder ends: it writes an end token, and whoever runs it stops there.

Nothing in the shapes says how long the output is to be. The decoder has to know it, from the memory, and to
say it. A translator by hand, in which source token x asks for x words:

    encoder   c ← c + x
    decoder   if c > ½: write a word, c ← c − 1;  else write the end token

The source 3, 0, 2 gives c = 5, hence five words and the end token: six tokens for three. The source 0, 0, 0
gives the end token alone.
"""

import torch

from quiz.lab import Knob, exact, guards, main

N = Knob(9, [1, 9, 30], "length of the source")
END, WORD = 1, 2  # tokens
SOURCES, MOST = 8, 4  # sources drawn; a source token is less than MOST


def written(source, limit, stops):
    """How many tokens the translator by hand writes, the end token included: (n,) -> number."""
    memory, length = source.sum(), 0
    for _ in range(limit):
        token = WORD if memory > 0.5 else END
        memory, length = memory - 1, length + 1
        if stops(token):
            break
    return length


def stopping(rng, n, stops):
    """Lengths written for a batch of sources against one word for each asked for, and the end token."""
    sources = torch.randint(MOST, (SOURCES, n), generator=rng)
    sources[0] = MOST - 1  # the one that asks for most
    got = [written(source, limit=(MOST - 1) * n + 1, stops=stops) for source in sources.double()]
    return exact(torch.tensor(got), torch.tensor([sum(source) + 1 for source in sources.tolist()]))


def check_the_end_token_stops_it(rng, n=N):
    """The decoder itself says when to stop: the translator by hand writes Σx words and the end token."""
    return stopping(rng, n, lambda token: token == END)


@guards(check_the_end_token_stops_it)
def control_nobody_listens_to_it(rng, n=N):
    """If the loop ignores the end token, it writes until the limit."""
    return stopping(rng, n, lambda token: False)


if __name__ == "__main__":
    main()
