"""What one more merge buys: a larger vocabulary, a shorter text.

Each merge adds one symbol to the vocabulary. It also shortens the text by as many symbols as the pair occurs
(if its two symbols differ), each pair becoming one. For

    low_ × 5, lower_ × 2, newest_ × 6, widest_ × 3

with 95 characters, 11 of them different, the first merges occur 9, 9, 9, 7, 7, 6, 6, 6, 5 and 3 times. So
after ten merges there are 21 symbols in the vocabulary and 95 − 67 = 28 in the text: 1.75 tokens a word,
where it was 5.9.

The most frequent pair first is a greedy rule: it shortens the text most now. A symbol stays in the vocabulary
even when later merges have swallowed all its occurrences, like es, est and lo.

What is not in the alphabet stays unknown whatever is merged. With the 256 bytes of UTF-8 as alphabet nothing
is.
"""

from collections import Counter
from itertools import pairwise

from quiz.lab import Knob, exact, guards, main

MERGES = Knob(10, [5, 10, 12], "merges learnt")
WORDS = {"low_": 5, "lower_": 2, "newest_": 6, "widest_": 3}
TEXT = "naïve 模型 — 日本語 😀"
BY_HAND = (9, 9, 9, 7, 7, 6, 6, 6, 5, 3, 3, 3)  # how often each merge occurs


def merge(symbols, pair):
    """`symbols` with `pair` joined wherever it occurs, from left to right."""
    merged = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return tuple(merged)


def stages(merges, choose=max):
    """The text before and after each merge, as words cut into symbols with counts; and the vocabulary."""
    cut = {tuple(word): times for word, times in WORDS.items()}
    vocabulary = {letter for word in WORDS for letter in word}
    texts = [cut]
    for _ in range(merges):
        counts = Counter()
        for symbols, times in cut.items():
            counts.update(dict.fromkeys(pairwise(symbols), times))  # no pair is twice in a word here
        pair = choose(counts, key=counts.get)
        cut = {merge(word, pair): times for word, times in cut.items()}
        vocabulary.add("".join(pair))
        texts.append(cut)
    return texts, vocabulary


def tokens(text):
    """How many symbols a text has."""
    return sum(len(symbols) * times for symbols, times in text.items())


def lengths(merges, choose):
    """The length of the text before and after each merge, against 95 less the counts by hand."""
    texts, _ = stages(merges, choose)
    got, want = [tokens(text) for text in texts], [95 - sum(BY_HAND[:n]) for n in range(merges + 1)]
    evidence = exact(got, want)
    return evidence.plot(x="merges", y="tokens", measured=(range(merges + 1), got))


def check_each_merge_shortens_the_text_by_its_count(rng):
    """Each merge shortens the text by as many tokens as its pair occurs."""
    return lengths(len(BY_HAND), max)


@guards(check_each_merge_shortens_the_text_by_its_count)
def control_rarest_pair_first(rng):
    """Merging the rarest pair shortens it less."""
    return lengths(len(BY_HAND), min)


def per_word(merges, choose=max):
    """Tokens per word after `merges`, against the count by hand."""
    texts, _ = stages(merges, choose)
    words = sum(WORDS.values())
    return exact(tokens(texts[-1]) / words, (95 - sum(BY_HAND[:merges])) / words, ops=2)


def check_tokens_per_word(rng, merges=MERGES):
    """After ten merges a word of the text takes 1.75 tokens on average, where it took 5.9 characters."""
    return per_word(merges)


@guards(check_tokens_per_word)
def control_tokens_per_word_rarest_first(rng, merges=MERGES):
    """With the rarest pair first it takes more."""
    return per_word(merges, min)


def vocabulary_size(merges, still_used):
    """Symbols in the vocabulary after `merges`, or only those still in the text, against 11 + merges."""
    texts, vocabulary = stages(merges)
    in_text = {symbol for word in texts[-1] for symbol in word}
    return exact(len(in_text if still_used else vocabulary), 11 + merges)


def check_vocabulary_is_alphabet_and_merges(rng, merges=MERGES):
    """The vocabulary is the alphabet, here 11 characters, and one symbol for each merge."""
    return vocabulary_size(merges, still_used=False)


@guards(check_vocabulary_is_alphabet_and_merges)
def control_symbols_still_in_use(rng, merges=MERGES):
    """The symbols that still occur in the text are fewer."""
    return vocabulary_size(merges, still_used=True)


def known_share(alphabet, units):
    """How many of the units of TEXT are in the alphabet, against all."""
    return exact(sum(unit in alphabet for unit in units), len(units))


def check_bytes_cover_every_text(rng):
    """With the 256 bytes as alphabet no text has anything unknown."""
    return known_share(range(256), TEXT.encode())


@guards(check_bytes_cover_every_text)
def control_characters_do_not(rng):
    """With all 128 characters of ASCII as alphabet it has."""
    return known_share(set(map(chr, range(128))), TEXT)


if __name__ == "__main__":
    main()
