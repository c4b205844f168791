"""ViT (Dosovitskiy et al. 2020): an image as a sequence of patches."""
import torch
from torch import nn
from torch.nn import functional

from .layers import Attention, Classifier


class Layer(nn.Module):
    """Normalised before each of its two parts."""

    def __init__(self, width, heads, key_bias=True):
        super().__init__()
        self.norm0, self.norm1 = nn.LayerNorm(width, eps=1e-5), nn.LayerNorm(width, eps=1e-5)
        self.attention = Attention(width, heads, key_bias=key_bias)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = self.attention(self.norm0(x)) + x
        return self.down(functional.gelu(self.up(self.norm1(x)))) + x


class Vit(nn.Module):
    """Images, batch x 3 x size x size, to scores of classes."""

    own_deviation = 0.02  #: of the weights that belong to no layer

    def __init__(self, shape):
        super().__init__()
        self.patches = nn.Conv2d(3, shape.width, shape.patch, shape.patch)
        self.class_token = nn.Parameter(torch.empty(1, 1, shape.width))
        self.positions = nn.Parameter(torch.empty(1, (shape.size // shape.patch) ** 2 + 1, shape.width))
        self.layers = nn.Sequential(*[Layer(shape.width, shape.heads) for _ in range(shape.layers)])
        self.norm, self.classifier = nn.LayerNorm(shape.width, eps=1e-5), Classifier(shape.width, shape.classes)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        return self.classifier(self.norm(self.layers(x))[:, 0])


def build(shape):
    return Vit(shape)
