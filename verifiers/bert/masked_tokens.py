"""How BERT makes its own exercise: 15 % of the tokens, 80/10/10.

15 % of the tokens are chosen, and have to be guessed. Of the chosen,

    80 %   become [MASK]           12 %  of all tokens
    10 %   become a random word    1.5 % (which is the old one again with probability 1/V)
    10 %   stay as they are        1.5 %

Why not [MASK] always? Downstream no input has a [MASK], and what the network puts out at a real word would
never have been trained. So a fifth of the chosen show a real word. And why two kinds of those? A word shown
at a chosen position is right with probability

    (0.1 + 0.1/V) / 0.2 = (1 + 1/V)/2

about one half: the network must weigh what it is shown against the context. If all of these were kept it
could copy; if all were random, what is shown would be worth nothing.
"""

import torch

from quiz.lab import Knob, estimate, exact, guards, main, once, turns

RATE = Knob(0.15, [0.15, 0.25, 0.4], "share of the tokens that is chosen")
V = Knob(5, [5, 40, 1000], "words of the vocabulary")
TOKENS = 20_000  # behind one replicate
BERT = (0.8, 0.1)  # shares of [MASK] and of random words among the chosen; the rest stay
ALWAYS_MASK, NEARLY_ALWAYS, ONLY_RANDOM, MOSTLY_KEPT = (1.0, 0.0), (0.98, 0.01), (0.8, 0.2), (0.8, 0.01)


@once
def corrupt(rng, turn, rate, v, shares):
    """Of a fresh text, which tokens are chosen, show [MASK], show another word than they had; (TOKENS,)."""
    text = torch.randint(v, (TOKENS,), generator=rng)
    chosen = torch.rand(TOKENS, generator=rng) < rate
    lot = torch.rand(TOKENS, generator=rng)
    masked, replaced = shares
    inputs = torch.where(chosen & (lot < masked), v, text)  # word number v is [MASK]
    swapped = chosen & (lot >= masked) & (lot < masked + replaced)
    inputs = torch.where(swapped, torch.randint(v, (TOKENS,), generator=rng), inputs)
    return chosen, inputs == v, (inputs != v) & (inputs != text)


def masks(rng, rate, v, shares):
    """Share of all tokens that shows [MASK], against 0.8 of those chosen."""

    def share(rng, turn):
        return corrupt(rng, turn, rate, v, shares)[1].double().mean()

    return estimate(turns(share, rng), 0.8 * rate, "6%")


def check_twelve_percent_become_mask(rng, rate=RATE, v=V):
    """At a rate of 15 %, 12 % of all tokens become [MASK]: four fifths of those chosen."""
    return masks(rng, rate, v, BERT)


@guards(check_twelve_percent_become_mask)
def control_always_mask(rng, rate=RATE, v=V):
    """If all that are chosen become [MASK], it is 15 %."""
    return masks(rng, rate, v, ALWAYS_MASK)


def other_words(rng, rate, v, shares):
    """Share of all tokens that shows another word, against a tenth of those chosen, less 1/V of them."""

    def share(rng, turn):
        return corrupt(rng, turn, rate, v, shares)[2].double().mean()

    return estimate(turns(share, rng), 0.1 * rate * (1 - 1 / v), "18%")


def check_random_words(rng, rate=RATE, v=V):
    """A tenth of the chosen become a random word, which is another one with probability 1 − 1/V."""
    return other_words(rng, rate, v, BERT)


@guards(check_random_words)
def control_twice_as_many(rng, rate=RATE, v=V):
    """If none stay, twice as many do."""
    return other_words(rng, rate, v, ONLY_RANDOM)


def shown(rng, turn, rate, v, shares):
    """Share of the chosen that shows a word, and of those the share that is right."""
    chosen, masked, other = corrupt(rng, turn, rate, v, shares)
    word = chosen & ~masked
    return word.sum() / chosen.sum(), 1 - other.sum() / word.sum()


def words_shown(rng, rate, v, shares):
    """Share of the chosen that shows a word, against a fifth."""
    return estimate(turns(lambda rng, turn: shown(rng, turn, rate, v, shares)[0], rng), 0.2, "8%")


def check_a_fifth_show_a_word(rng, rate=RATE, v=V):
    """A fifth of the chosen show a real word, as all inputs do at fine-tuning."""
    return words_shown(rng, rate, v, BERT)


@guards(check_a_fifth_show_a_word)
def control_nearly_always_mask(rng, rate=RATE, v=V):
    """With [MASK] nearly always, hardly any do."""
    return words_shown(rng, rate, v, NEARLY_ALWAYS)


def clean_tokens(rng, rate, v, shares):
    """Share of the chosen that shows a word, against none."""
    return exact(shown(rng, 1, rate, v, shares)[0], 0.0, scale=1.0)


def check_always_mask_shows_no_word(rng, rate=RATE, v=V):
    """With [MASK] always, no chosen token shows a word: what fine-tuning needs is never trained."""
    return clean_tokens(rng, rate, v, ALWAYS_MASK)


@guards(check_always_mask_shows_no_word)
def control_eighty_ten_ten(rng, rate=RATE, v=V):
    """With 80/10/10 some do."""
    return clean_tokens(rng, rate, v, BERT)


def right_words(rng, rate, v, shares):
    """How often a word shown at a chosen position is right, against (1 + 1/V)/2."""
    return estimate(turns(lambda rng, turn: shown(rng, turn, rate, v, shares)[1], rng), (1 + 1 / v) / 2, "8%")


def check_half_of_those_are_right(rng, rate=RATE, v=V):
    """A word shown at a chosen position is right with probability (1 + 1/V)/2: about half the time."""
    return right_words(rng, rate, v, BERT)


@guards(check_half_of_those_are_right)
def control_mostly_kept(rng, rate=RATE, v=V):
    """If nearly all of them are kept, it is nearly always right: copying would do."""
    return right_words(rng, rate, v, MOSTLY_KEPT)


@guards(check_half_of_those_are_right)
def control_only_random(rng, rate=RATE, v=V):
    """With random words only it is right once in V times."""
    return right_words(rng, rate, v, ONLY_RANDOM)


if __name__ == "__main__":
    main()
