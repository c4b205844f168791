"""Layers that several networks have."""
from torch import nn
from torch.nn import functional

from ..errors import Unsupported


class ConvNorm(nn.Conv2d):
    """Convolution without bias and the norm behind it. ``scale``: the mean weight of the norm, less than 1 where the result is added to what
    came before, or sums grow."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, scale=1.0):
        super().__init__(inputs, outputs, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.norm.scale = scale

    def forward(self, x):
        return self.norm(super().forward(x))


class Classifier(nn.Linear):
    """A last layer, whose weight lies as torch has it in the ONNX model, too."""


def require_attention():
    """Raises Unsupported for a PyTorch without scaled_dot_product_attention."""
    if not hasattr(functional, "scaled_dot_product_attention"):
        raise Unsupported("this PyTorch has no scaled_dot_product_attention", "install PyTorch 2.0 or newer")


class Attention(nn.Module):
    """Attention of all to all: to x itself, or to a context of its own width. ``mask`` is added to the scores, batch x 1 x 1 x tokens."""

    def __init__(self, width, heads, bias=True, key_bias=True, context_width=None):
        super().__init__()
        require_attention()
        self.heads, source = heads, context_width or width
        self.query, self.key = nn.Linear(width, width, bias), nn.Linear(source, width, bias and key_bias)
        self.value, self.output = nn.Linear(source, width, bias), nn.Linear(width, width)

    def forward(self, x, mask=None, context=None):
        source = x if context is None else context
        query, key, value = self._split(self.query(x)), self._split(self.key(source)), self._split(self.value(source))
        mask = mask if mask is None else mask.to(query.dtype)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return self.output(mixed.transpose(1, 2).reshape(x.shape))

    def _split(self, x):
        batch, tokens, width = x.shape
        return x.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2)
