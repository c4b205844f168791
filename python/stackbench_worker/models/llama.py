"""One decoder layer of Llama 2 (Touvron et al. 2023) with the keys and values of what came before."""
import torch
from torch import nn
from torch.nn import functional

from .layers import require_attention

_EPSILON = 1e-5


class Norm(nn.Module):
    """Root mean square norm (Zhang and Sennrich 2019)."""

    drawn = {"weight": (1.0, 0.1)}

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.square().mean(-1, keepdim=True) + _EPSILON))


class Turns(nn.Module):
    """Tables of cosines and sines by place (Su et al. 2021)."""

    drawn = {"cos": (0.0, 0.7), "sin": (0.0, 0.7)}

    def __init__(self, positions, size):
        super().__init__()
        self.register_buffer("cos", torch.empty(positions, size))
        self.register_buffer("sin", torch.empty(positions, size))

    def forward(self, x, first):
        half, end = x.shape[-1] // 2, first + x.shape[2]
        swapped = torch.cat([-x[..., half:], x[..., :half]], -1)
        return x * self.cos[first:end].to(x.dtype) + swapped * self.sin[first:end].to(x.dtype)


class Block(nn.Module):
    """New states, batch x tokens x width, and known keys and values, batch x heads x places x width of a head, to states and all keys and values."""

    def __init__(self, shape):
        super().__init__()
        require_attention()
        width = shape.width
        self.heads, self.norm0, self.norm1 = shape.heads, Norm(width), Norm(width)
        self.attention, self.rope = nn.Module(), Turns(shape.positions, width // shape.heads)
        for part in ("query", "key", "value", "output"):
            setattr(self.attention, part, nn.Linear(width, width, bias=False))
        self.gate, self.up = nn.Linear(width, shape.inner, bias=False), nn.Linear(width, shape.inner, bias=False)
        self.down = nn.Linear(shape.inner, width, bias=False)

    def forward(self, x, past_keys, past_values):
        first, normed = past_keys.shape[2], self.norm0(x)
        query, key, value = (self._split(part(normed)) for part in (self.attention.query, self.attention.key, self.attention.value))
        keys = torch.cat([past_keys.to(key.dtype), self.rope(key, first)], 2)
        values = torch.cat([past_values.to(value.dtype), value], 2)
        # Of several new tokens each sees those before it; one sees all.
        mixed = functional.scaled_dot_product_attention(self.rope(query, first), keys, values, attn_mask=self._mask(x, first))
        x = self.attention.output(mixed.transpose(1, 2).reshape(x.shape)) + x
        normed = self.norm1(x)
        return self.down(functional.silu(self.gate(normed)) * self.up(normed)) + x, keys, values

    def _mask(self, x, first):
        count = x.shape[1]
        return None if count == 1 else torch.ones(count, first + count, dtype=torch.bool, device=x.device).tril(first)

    def _split(self, x):
        batch, tokens, width = x.shape
        return x.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2)


def build(shape):
    return Block(shape)
