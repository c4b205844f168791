"""wav2vec 2.0 (Baevski et al. 2020): convolutions of sound samples, then an encoder whose places a convolution tells."""
from torch import nn
from torch.nn import functional

from .bert import Layer
from .shapes import WAV2VEC_CONVOLUTIONS, WAV2VEC_PLACE_GROUPS, WAV2VEC_PLACE_KERNEL


class Features(nn.Module):
    def __init__(self, shape):
        super().__init__()
        inputs = 1
        for i, (kernel, stride) in enumerate(WAV2VEC_CONVOLUTIONS):
            setattr(self, f"conv{i}", nn.Conv1d(inputs, shape.channels, kernel, stride, bias=False))
            inputs = shape.channels
        self.conv0.norm = nn.GroupNorm(shape.channels, shape.channels, eps=1e-5)
        self.norm, self.projection = nn.LayerNorm(shape.channels, eps=1e-5), nn.Linear(shape.channels, shape.width)

    def forward(self, x):
        x = functional.gelu(self.conv0.norm(self.conv0(x[:, None])))
        for i in range(1, len(WAV2VEC_CONVOLUTIONS)):
            x = functional.gelu(getattr(self, f"conv{i}")(x))
        return self.projection(self.norm(x.transpose(1, 2)))


class Wav2Vec(nn.Module):
    """Sounds, batch x samples, to states, batch x places x width."""

    def __init__(self, shape):
        super().__init__()
        self.features = Features(shape)
        self.places = nn.Conv1d(shape.width, shape.width, WAV2VEC_PLACE_KERNEL, groups=WAV2VEC_PLACE_GROUPS)
        self.norm = nn.LayerNorm(shape.width, eps=1e-5)
        self.layers = nn.ModuleList([Layer(shape.width, shape.heads) for _ in range(shape.layers)])

    def forward(self, x):
        x = self.features(x)
        padded = functional.pad(x.transpose(1, 2), (WAV2VEC_PLACE_KERNEL // 2, WAV2VEC_PLACE_KERNEL // 2 - 1))
        places = self.places(padded)
        x = self.norm(x + functional.gelu(places).transpose(1, 2))
        for layer in self.layers:
            x = layer(x, None)
        return x


def build(shape):
    return Wav2Vec(shape)
