"""How big BERT-base is: 12 layers, 109,482,240 parameters.

    embeddings   30,522 words, 512 places, 2 segments, 768 wide, and a LayerNorm     23,837,184
    layers       12 · (12d² + 13d) at d = 768: 7,087,872 each                        85,054,464
    pooler       one d×d matrix and bias on [CLS], for sentence labels                  590,592

"12 × 6 encoders" is a rumour: with 72 layers it would be 535 million. Twelve is the number of layers, and
also that of heads. A layer is torch's encoder layer, counted here on its own parameters; the sum is what the
published checkpoint has. With 6 layers of the same width (DistilBERT also drops segments and pooler) it is
66,955,008.
"""

import torch
from torch import nn

from quiz.lab import Knob, exact, guards, main

LAYERS = Knob(12, [3, 6, 12, 24], "encoder layers")
D, HEADS, HIDDEN, WORDS, PLACES, SEGMENTS = 768, 12, 3072, 30_522, 512, 2


class Bert(nn.Module):
    """BERT's parts, with BERT-base's sizes."""

    def __init__(self, layers, pooler):
        super().__init__()
        empty = [torch.empty(rows, D) for rows in (WORDS, PLACES, SEGMENTS)]  # drawing on "meta" is slow
        self.tables = nn.ModuleList([nn.Embedding.from_pretrained(table, freeze=False) for table in empty])
        self.norm = nn.LayerNorm(D)
        self.layers = nn.ModuleList([nn.TransformerEncoderLayer(D, HEADS, HIDDEN) for _ in range(layers)])
        self.pooler = nn.Linear(D, D) if pooler else None


def size(layers, *, pooler=True):
    """Numbers in its parameters; on the device "meta", where a tensor has a shape and no content."""
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in Bert(layers, pooler).parameters())


def published(layers):
    """The size, against that of the published checkpoint."""
    return exact(size(layers), 109_482_240)


def check_twelve_layers_are_bert_base(rng):
    """With 12 layers there are 109,482,240 parameters, those of the published BERT-base."""
    return published(12)


@guards(check_twelve_layers_are_bert_base)
def control_twelve_times_six(rng):
    """With 12 × 6 layers there are 535 million."""
    return published(72)


def formula(layers, *, pooler=True):
    """The size, against tables, layers and pooler by formula."""
    tables = (WORDS + PLACES + SEGMENTS) * D + 2 * D
    return exact(size(layers, pooler=pooler), tables + layers * (12 * D**2 + 13 * D) + D**2 + D)


def check_size_by_layers(rng, layers=LAYERS):
    """Parameters grow by 12d² + 13d a layer, 7,087,872 at d = 768, on top of tables and pooler."""
    return formula(layers)


@guards(check_size_by_layers)
def control_without_pooler(rng, layers=LAYERS):
    """Without the pooler there are d² + d fewer."""
    return formula(layers, pooler=False)


if __name__ == "__main__":
    main()
