"""Can you trust a blog's reference list? What can be checked without leaving the desk.

    arXiv:YYMM.NNNNN   year and month of the first version: 1706.03762 is of June 2017. Numbers have five
                       digits since January 2015, four before
    ISBN-13            the digits, weighted 1, 3, 1, 3, …, sum to a multiple of 10
    NIPS volume        one a year, volume 1 for 1988: volume = year − 1987
    a work             stands in a list once

OURS are works that this bank cites, with the year of their first version. THEIRS is the list of one of the
documents that the questions come from, as printed there: ten of its eleven entries have no identifier, one
work stands in it twice with two years, and its volume fits only the wrong one of them.
"""

import re
from collections import Counter

import torch

from quiz.lab import exact, guards, main

# first author, year of the first version, identifier, title, volume of NIPS (0: appeared elsewhere)
OURS = (
    ("Vaswani", 2017, "arXiv:1706.03762", "Attention is all you need", 30),
    ("LeCun", 2015, "doi:10.1038/nature14539", "Deep learning", 0),
    ("Goodfellow", 2016, "isbn:9780262035613", "Deep learning", 0),
    ("Cho", 2014, "arXiv:1406.1078", "Learning phrase representations using RNN encoder-decoder", 0),
    ("Kim", 2014, "arXiv:1408.5882", "Convolutional neural networks for sentence classification", 0),
    ("Graves", 2013, "arXiv:1303.5778", "Speech recognition with deep recurrent neural networks", 0),
    ("Chollet", 2016, "arXiv:1610.02357", "Xception", 0),
    ("Szegedy", 2014, "arXiv:1409.4842", "Going deeper with convolutions", 0),
    ("Devlin", 2018, "arXiv:1810.04805", "BERT", 0),
    ("Sutskever", 2014, "arXiv:1409.3215", "Sequence to sequence learning with neural networks", 27),
    ("Goodfellow", 2014, "arXiv:1406.2661", "Generative adversarial networks", 27),
    ("Bengio", 2015, "arXiv:1506.03099", "Scheduled sampling for sequence prediction", 28),
    ("He", 2015, "arXiv:1512.03385", "Deep residual learning for image recognition", 0),
    ("Dai", 2019, "arXiv:1901.02860", "Transformer-XL", 0),
)
THEIRS = (
    ("Vaswani", 2017, "", "Attention is all you need", 31),
    ("Vaswani", 2018, "", "Attention is all you need", 31),
    ("LeCun", 2015, "", "Deep learning", 0),
    ("Radford", 2020, "", "Language models are unsupervised multitask learners", 0),
    ("Kim", 2014, "", "Convolutional neural networks for fast text classification", 0),
    ("Cho", 2014, "arXiv:1406.1078", "Learning phrase representations using RNN encoder-decoder", 0),
    ("Bengio", 2012, "", "Deep learning", 0),
    ("Goodfellow", 2016, "", "Deep learning", 0),
    ("Graves", 2014, "", "Speech recognition with deep recurrent neural networks", 0),
    ("Chollet", 2017, "", "Xception", 0),
    ("Szegedy", 2015, "", "Going deeper with convolutions", 0),
)
ARXIV = re.compile(r"arXiv:(\d\d)(\d\d)\.(\d+)")


def well_formed(identifier):
    """Whether an identifier could exist: its pattern, and what can be computed from its digits."""
    if arxiv := ARXIV.fullmatch(identifier):
        year, month, number = arxiv.groups()
        return 1 <= int(month) <= 12 and len(number) == (5 if int(year) >= 15 else 4)
    if isbn := re.fullmatch(r"isbn:(\d{13})", identifier):
        return sum((1, 3)[place % 2] * int(digit) for place, digit in enumerate(isbn[1])) % 10 == 0
    return bool(re.fullmatch(r"doi:10\.\d{4,9}/\S+", identifier))


def faulty(entries):
    """How many entries have no identifier that could exist, against none."""
    return exact(sum(not well_formed(identifier) for _, _, identifier, _, _ in entries), 0)


def check_identifiers_are_well_formed(rng):
    """Each of our references has an arXiv number, DOI or ISBN that is well formed."""
    return faulty(OURS)


@guards(check_identifiers_are_well_formed)
def control_their_identifiers(rng):
    """Ten of their eleven have none."""
    return faulty(THEIRS)


@guards(check_identifiers_are_well_formed)
def control_slips_of_the_pen(rng):
    """Four of ours with a slip in them: month 13, a digit too few, two digits swapped, doi:11."""
    slips = ("arXiv:1713.03762", "arXiv:1706.0376", "isbn:9780262035631", "doi:11.1038/nature14539")
    return faulty([("", 0, slip, "", 0) for slip in slips])


def repeated(entries):
    """How many pairs of first author and title stand in a list more than once, against none."""
    times = Counter((author, title) for author, _, _, title, _ in entries)
    return exact(sum(count > 1 for count in times.values()), 0)


def check_each_work_once(rng):
    """No work stands twice in our list."""
    return repeated(OURS)


@guards(check_each_work_once)
def control_their_two_years(rng):
    """Theirs has one twice, under two years."""
    return repeated(THEIRS)


def years(entries):
    """Years printed beside works with an arXiv number, against the years in the numbers.

    The number is looked up in our list where an entry has none.
    """
    known = {(author, title): identifier for author, _, identifier, title, _ in OURS}
    found = [(year, ARXIV.match(known.get((author, title), ""))) for author, year, _, title, _ in entries]
    pairs = torch.tensor([(year, 2000 + int(arxiv[1])) for year, arxiv in found if arxiv])
    return exact(*pairs.unbind(1))


def check_years_are_in_the_numbers(rng):
    """The years of our list are those that the arXiv numbers begin with."""
    return years(OURS)


@guards(check_years_are_in_the_numbers)
def control_2018_for_june_2017(rng):
    """Theirs has 2018 for a paper whose number says June 2017."""
    return years(THEIRS[:2])


def volumes(entries):
    """Volumes of NIPS, against year − 1987."""
    pairs = torch.tensor([(volume, year - 1987) for _, year, _, _, volume in entries if volume])
    return exact(*pairs.unbind(1))


def check_volumes_fit_years(rng):
    """The volumes of NIPS in our list are the years less 1987: 30 for 2017."""
    return volumes(OURS)


@guards(check_volumes_fit_years)
def control_volume_31_in_2017(rng):
    """Theirs has volume 31 for 2017."""
    return volumes(THEIRS[:1])


if __name__ == "__main__":
    main()
