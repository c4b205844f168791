"""The encoder of Whisper (Radford et al. 2022): half a minute of sound as columns of a spectrogram."""
import torch
from torch import nn
from torch.nn import functional

from .vit import Layer


class Encoder(nn.Module):
    """Spectrograms, batch x bands x columns, to states, batch x half the columns x width."""

    drawn = {"positions": (0.0, 0.7)}  #: sines, which are not trained

    def __init__(self, shape):
        super().__init__()
        self.conv0 = nn.Conv1d(shape.bands, shape.width, 3, padding=1)
        self.conv1 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.register_buffer("positions", torch.empty(shape.columns // 2, shape.width))
        self.layers = nn.ModuleList([Layer(shape.width, shape.heads, key_bias=False) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width, eps=1e-5)

    def forward(self, x):
        x = functional.gelu(self.conv1(functional.gelu(self.conv0(x))))
        x = x.transpose(1, 2) + self.positions
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


def build(shape):
    return Encoder(shape)
