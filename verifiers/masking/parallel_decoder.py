"""Where the decoder is parallel: in training, not in generation.

Training knows the whole target. Under the causal mask outᵢ depends on the inputs up to i only, so that one
pass over n inputs gives at every position what going step by step gives there. Without the mask it does not.

Generation does not know its next input: token i + 1 is read off outᵢ. That takes n passes, one after the
other, and a KV cache does not change this. It saves work. The keys and values of old tokens stay as they are,
so a pass need only compute its newest token.

    n tokens          passes     tokens computed
    training          1          n
    no cache          n          1 + 2 + … + n
    KV cache          n          n
"""

import torch
from torch.nn.functional import linear, scaled_dot_product_attention

from quiz.lab import Knob, exact, guards, main

N = Knob(10, [5, 10, 32], "tokens to generate")
LAYERS = Knob(2, [1, 2, 4], "layers on top of each other")
D, V, LONGEST = 6, 11, 64


class Decoder:
    """Causal layers with a KV cache, and a count of what they compute."""

    def __init__(self, rng, layers):
        self.embed, self.position = (torch.randn(rows, D, generator=rng) for rows in (V, LONGEST))
        self.stack = torch.linalg.qr(torch.randn(layers, 3, D, D, generator=rng)).Q  # W_Q, W_K, W_V of each
        self.passes = self.tokens = 0
        self.forget()

    def forget(self):
        """Empty the cache: no keys and values in any layer."""
        self.past, self.cache = 0, [torch.zeros(2, 0, D) for _ in self.stack]

    def run(self, new, causal=True):
        """Logits (k, V) of k new tokens that come after those in the cache."""
        x = torch.add(self.embed[new], self.position[self.past :][: len(new)])  # (k, d)
        for layer, w in enumerate(self.stack):
            q, *kv = x @ w  # (k, d) each
            k, v = self.cache[layer] = torch.cat([self.cache[layer], torch.stack(kv)], 1)
            seen = torch.ones(len(q), len(k), dtype=torch.bool).tril(self.past if causal else len(k))
            x = torch.add(x, scaled_dot_product_attention(q, k, v, attn_mask=seen))
        self.past += len(new)
        self.tokens += len(new)
        self.passes += 1
        return linear(x, self.embed)


def with_cache(decoder, tokens):
    """Logits of the next token, from the newest token and the cache."""
    return decoder.run(tokens[-1:])[-1]


def without_cache(decoder, tokens):
    """Logits of the next token, from all tokens again."""
    decoder.forget()
    return decoder.run(tokens)[-1]


def newest_alone(decoder, tokens):
    """Logits of the next token, from the newest token and nothing else."""
    decoder.forget()
    return decoder.run(tokens[-1:])[-1]


def generate(decoder, n, step):
    """What n steps feed in, (n,), and their logits, (n, V); each step appends the likeliest token."""
    tokens, logits = torch.tensor([0]), []
    for _ in range(n):
        logits.append(step(decoder, tokens))
        tokens = torch.cat([tokens, logits[-1].topk(1).indices])
    return tokens[:-1], torch.stack(logits)


def one_pass(rng, causal, *, n, layers):
    """One pass over tokens that the decoder has generated, against the logits it generated them by."""
    decoder = Decoder(rng, layers)
    inputs, logits = generate(decoder, n, with_cache)
    decoder.forget()
    return exact(decoder.run(inputs, causal), logits, ops=layers * (4 * D + 2 * n + 20) + 2 * D, scale=10)


def check_one_pass_equals_stepwise(rng, n=N, layers=LAYERS):
    """One masked pass over all inputs gives the logits of generation step by step with a KV cache."""
    return one_pass(rng, True, n=n, layers=layers)


@guards(check_one_pass_equals_stepwise)
def control_unmasked_pass(rng, n=N, layers=LAYERS):
    """One pass without the mask does not."""
    return one_pass(rng, False, n=n, layers=layers)


def same_logits(rng, step, *, n, layers):
    """Logits of generation by `step`, against those without a cache."""
    decoder = Decoder(rng, layers)
    _, want = generate(decoder, n, without_cache)
    decoder.forget()
    return exact(generate(decoder, n, step)[1], want, ops=layers * (4 * D + 2 * n + 20) + 2 * D, scale=10)


def check_cache_changes_no_logit(rng, n=N, layers=LAYERS):
    """With a KV cache the logits are those of computing everything again at every step."""
    return same_logits(rng, with_cache, n=n, layers=layers)


@guards(check_cache_changes_no_logit)
def control_forgetful_cache(rng, n=N, layers=LAYERS):
    """With the newest token alone and an empty cache they are not."""
    return same_logits(rng, newest_alone, n=n, layers=layers)


def work(rng, task):
    """A decoder that has done its task, with its counts."""
    decoder = Decoder(rng, 2)
    task(decoder)
    return decoder


def check_generation_takes_n_passes(rng, n=N):
    """n tokens take n passes with a KV cache too, each of which waits for the token of the last."""
    return exact(work(rng, lambda decoder: generate(decoder, n, with_cache)).passes, n)


@guards(check_generation_takes_n_passes)
def control_training_takes_one(rng, n=N):
    """Training, which knows all n inputs, takes one."""
    return exact(work(rng, lambda decoder: decoder.run(torch.arange(n) % V)).passes, n)


def check_cache_computes_each_token_once(rng, n=N):
    """With a KV cache n tokens are computed in all."""
    return exact(work(rng, lambda decoder: generate(decoder, n, with_cache)).tokens, n)


@guards(check_cache_computes_each_token_once)
def control_tokens_without_cache(rng, n=N):
    """Without it there are more."""
    return exact(work(rng, lambda decoder: generate(decoder, n, without_cache)).tokens, n)


def check_without_cache_tokens_grow_as_n2(rng, n=N):
    """Without a cache n(n + 1)/2 tokens are computed in all."""
    return exact(work(rng, lambda decoder: generate(decoder, n, without_cache)).tokens, n * (n + 1) // 2)


@guards(check_without_cache_tokens_grow_as_n2)
def control_tokens_with_cache(rng, n=N):
    """With one there are fewer."""
    return exact(work(rng, lambda decoder: generate(decoder, n, with_cache)).tokens, n * (n + 1) // 2)


if __name__ == "__main__":
    main()
