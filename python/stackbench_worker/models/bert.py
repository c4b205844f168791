"""BERT (Devlin et al. 2018): embeddings, encoder and pooler, without a head for a task and without dropout."""
import torch
from torch import nn
from torch.nn import functional

from .layers import Attention

_HIDDEN_SCORE = -10000.0  # its exponential is nothing
_SEGMENTS = 2


class Embeddings(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.words, self.segments = nn.Embedding(shape.vocabulary, shape.width), nn.Embedding(_SEGMENTS, shape.width)
        self.positions, self.norm = nn.Embedding(shape.positions, shape.width), nn.LayerNorm(shape.width, eps=1e-5)

    def forward(self, ids, segments):
        return self.norm(self.words(ids) + self.segments(segments) + self.positions.weight[:ids.shape[1]])


class Layer(nn.Module):
    """Normalised after each of its two parts."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = Attention(width, heads)
        self.attention.norm = nn.LayerNorm(width, eps=1e-5)
        self.up, self.down, self.norm = nn.Linear(width, 4 * width), nn.Linear(4 * width, width), nn.LayerNorm(width, eps=1e-5)

    def forward(self, x, mask):
        x = self.attention.norm(self.attention(x, mask) + x)
        return self.norm(self.down(functional.gelu(self.up(x))) + x)


class Bert(nn.Module):
    """Ids, which of them are seen (1) and segments, batch x tokens each, to states, batch x tokens x width, and a pooled one, batch x width."""

    def __init__(self, shape):
        super().__init__()
        self.embeddings = Embeddings(shape)
        self.layers = nn.ModuleList([Layer(shape.width, shape.heads) for _ in range(shape.layers)])
        self.pooler = nn.Linear(shape.width, shape.width)

    def forward(self, ids, seen, segments):
        x = self.embeddings(ids, segments)
        mask = ((1 - seen).to(x.dtype) * _HIDDEN_SCORE)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x, torch.tanh(self.pooler(x[:, 0]))


def build(shape):
    return Bert(shape)
