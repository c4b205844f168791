"""DLRM (Naumov et al. 2019): sums of rows of large tables, products of all pairs of them, and two networks of layers."""
import torch
from torch import nn

from .layers import Classifier
from .shapes import DLRM_BOTTOM, DLRM_NUMBERS, DLRM_TOP


class Dlrm(nn.Module):
    """Numbers, batch x 13, and chosen rows of each table, batch x lookups each, to probabilities, batch x 1."""

    def __init__(self, shape):
        super().__init__()
        count = len(shape.rows) + 1
        self.tables = nn.ModuleList([nn.EmbeddingBag(rows, shape.width, mode="sum") for rows in shape.rows])
        self.bottom = self._layers(DLRM_NUMBERS, (*DLRM_BOTTOM, shape.width))
        self.top = self._layers(shape.width + count * (count - 1) // 2, DLRM_TOP)
        self.register_buffer("pairs", torch.tensor([i * count + j for i in range(count) for j in range(i)]), persistent=False)

    def forward(self, dense, *indices):
        for layer in self.bottom:
            dense = torch.relu(layer(dense))
        vectors = torch.stack([dense, *(table(chosen).to(dense.dtype) for table, chosen in zip(self.tables, indices))], 1)
        products = (vectors @ vectors.transpose(1, 2)).flatten(1)[:, self.pairs]
        x = torch.cat([dense, products.to(dense.dtype)], 1)
        for layer in self.top[:-1]:
            x = torch.relu(layer(x))
        return torch.sigmoid(self.top[-1](x))

    @staticmethod
    def _layers(inputs, widths):
        return nn.ModuleList([Classifier(before, width) for before, width in zip((inputs, *widths), widths)])


def build(shape):
    return Dlrm(shape)
