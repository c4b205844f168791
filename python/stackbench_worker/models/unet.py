"""The denoising U-Net of Stable Diffusion 1 (Rombach et al. 2022)."""
import torch
from torch import nn
from torch.nn import functional

from .layers import Attention
from .shapes import UNET_BLOCKS, UNET_LATENTS


class Time(nn.Sequential):
    """The step as waves of several lengths, then two matrices; every block takes it with an activation before."""

    drawn = {"rates": (0.0, 0.5)}

    def __init__(self, width):
        super().__init__(nn.Linear(width, 4 * width), nn.Linear(4 * width, 4 * width))
        self.register_buffer("rates", torch.empty(width // 2))

    def forward(self, step):
        phases = step[:, None] * self.rates
        x = torch.cat([torch.cos(phases), torch.sin(phases)], 1)
        return functional.silu(self[1](functional.silu(self[0](x))))


class Transformer(nn.Module):
    """Attention to the image and to the text, at every place of an image."""

    def __init__(self, width, shape):
        super().__init__()
        self.norm = nn.GroupNorm(shape.groups, width, eps=1e-6)
        self.add_module("in", nn.Conv2d(width, width, 1))
        self.norm0, self.norm1, self.norm2 = (nn.LayerNorm(width, eps=1e-5) for _ in range(3))
        self.add_module("self", Attention(width, shape.heads, bias=False))
        self.cross = Attention(width, shape.heads, bias=False, context_width=shape.text_width)
        self.up, self.down, self.out = nn.Linear(width, 8 * width), nn.Linear(4 * width, width), nn.Conv2d(width, width, 1)

    def forward(self, x, text):
        y = getattr(self, "in")(self.norm(x)).flatten(2).transpose(1, 2)
        y = getattr(self, "self")(self.norm0(y)) + y
        y = self.cross(self.norm1(y), context=text) + y
        value, gate = self.up(self.norm2(y)).chunk(2, -1)
        y = self.down(value * functional.gelu(gate)) + y
        return self.out(y.transpose(1, 2).reshape(x.shape)) + x


class Block(nn.Module):
    def __init__(self, inputs, width, attends, shape):
        super().__init__()
        self.norm0, self.norm1 = nn.GroupNorm(shape.groups, inputs, eps=1e-5), nn.GroupNorm(shape.groups, width, eps=1e-5)
        self.conv0, self.conv1 = nn.Conv2d(inputs, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        self.time, self.shortcut = nn.Linear(4 * shape.widths[0], width), None if inputs == width else nn.Conv2d(inputs, width, 1)
        self.attention = Transformer(width, shape) if attends else None

    def forward(self, x, time, text):
        y = self.conv0(functional.silu(self.norm0(x))) + self.time(time)[:, :, None, None]
        x = self.conv1(functional.silu(self.norm1(y))) + (x if self.shortcut is None else self.shortcut(x))
        return x if self.attention is None else self.attention(x, text)


class Level(nn.Module):
    """Blocks of a size, then a convolution to the next one: ``smaller``, ``larger`` or none."""

    def __init__(self, inputs, width, attends, shape, change=None):
        super().__init__()
        self.blocks = nn.ModuleList([Block(before, width, attends, shape) for before in inputs])
        if change:
            self.add_module(change, nn.Conv2d(width, width, 3, 2 if change == "smaller" else 1, padding=1))


class UNet(nn.Module):
    """Latents, batch x 4 x size x size, steps, batch, and texts, batch x words x width, to noise, as the latents."""

    def __init__(self, shape):
        super().__init__()
        widths, last = shape.widths, len(shape.widths) - 1
        self.time, self.conv_in = Time(widths[0]), nn.Conv2d(UNET_LATENTS, widths[0], 3, padding=1)
        self.levels, width, skipped = last + 1, widths[0], [widths[0]]
        for level, to in enumerate(widths):
            change = "smaller" if level < last else None
            setattr(self, f"down{level}", Level([width] + [to] * (UNET_BLOCKS - 1), to, level < last, shape, change))
            skipped += [to] * (UNET_BLOCKS + (level < last))
            width = to
        self.middle = nn.ModuleList([Block(width, width, attends, shape) for attends in (True, False)])
        for level in range(last, -1, -1):
            to, inputs = widths[level], []
            for _ in range(UNET_BLOCKS + 1):
                inputs.append(width + skipped.pop())
                width = to
            setattr(self, f"up{level}", Level(inputs, to, level < last, shape, "larger" if level else None))
        self.norm_out, self.conv_out = nn.GroupNorm(shape.groups, width, eps=1e-5), nn.Conv2d(width, UNET_LATENTS, 3, padding=1)

    def forward(self, x, step, text):
        time, x = self.time(step), self.conv_in(x)
        skipped = [x]
        for level in range(self.levels):
            down = getattr(self, f"down{level}")
            for block in down.blocks:
                x = block(x, time, text)
                skipped.append(x)
            if level < self.levels - 1:
                x = down.smaller(x)
                skipped.append(x)
        for block in self.middle:
            x = block(x, time, text)
        for level in range(self.levels - 1, -1, -1):
            up = getattr(self, f"up{level}")
            for block in up.blocks:
                x = block(torch.cat([x, skipped.pop()], 1), time, text)
            if level:
                x = up.larger(functional.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.conv_out(functional.silu(self.norm_out(x)))


def build(shape):
    return UNet(shape)
