"""Sizes of the networks and the floating-point operations that follow from them, for one input: two for each product of a convolution or matrix
product that is added up, those with padding included. Needs no torch."""
from typing import NamedTuple

CLASSES = 1000
IMAGE = 224
RESNET50_BLOCKS = (3, 4, 6, 3)
# Kernel, expanded width, width, squeezes, swishes, stride: Howard et al. 2019, table 1.
MOBILENET_BLOCKS = (
    (3, 16, 16, False, False, 1), (3, 64, 24, False, False, 2), (3, 72, 24, False, False, 1),
    (5, 72, 40, True, False, 2), (5, 120, 40, True, False, 1), (5, 120, 40, True, False, 1),
    (3, 240, 80, False, True, 2), (3, 200, 80, False, True, 1), (3, 184, 80, False, True, 1), (3, 184, 80, False, True, 1),
    (3, 480, 112, True, True, 1), (3, 672, 112, True, True, 1),
    (5, 672, 160, True, True, 2), (5, 960, 160, True, True, 1), (5, 960, 160, True, True, 1),
)
MOBILENET_HIDDEN = 1280


class Bert(NamedTuple):
    """Devlin et al. 2018, table of section 3."""

    layers: int = 12
    width: int = 768
    heads: int = 12
    vocabulary: int = 30522
    positions: int = 512


class Vit(NamedTuple):
    """Dosovitskiy et al. 2020, table 1: ViT-Base with patches of 16."""

    layers: int = 12
    width: int = 768
    heads: int = 12
    patch: int = 16
    size: int = IMAGE
    classes: int = CLASSES


def squeezed(width):
    """A quarter of a block's width, made divisible by eight."""
    near = max(8, int(width / 4 + 4) // 8 * 8)
    return near + 8 if near < 0.9 * width / 4 else near


def resnet50_flop():
    total, size, before = _conv(3, 64, 7, IMAGE // 2), IMAGE // 4, 64
    for stage, blocks in enumerate(RESNET50_BLOCKS):
        width = 64 << stage
        for block in range(blocks):
            smaller = size // 2 if stage and not block else size
            total += _conv(before, width, 1, size) + _conv(width, width, 3, smaller) + _conv(width, 4 * width, 1, smaller)
            total += 0 if before == 4 * width else _conv(before, 4 * width, 1, smaller)
            size, before = smaller, 4 * width
    return total + 2 * before * CLASSES


def mobilenet_flop():
    size, before = IMAGE // 2, 16
    total = _conv(3, before, 3, size)
    for kernel, expanded, width, squeezes, _, stride in MOBILENET_BLOCKS:
        total += 0 if expanded == before else _conv(before, expanded, 1, size)
        size //= stride
        total += _conv(1, expanded, kernel, size) + (4 * expanded * squeezed(expanded) if squeezes else 0) + _conv(expanded, width, 1, size)
        before = width
    return total + _conv(before, 6 * before, 1, size) + 2 * 6 * before * MOBILENET_HIDDEN + 2 * MOBILENET_HIDDEN * CLASSES


def bert_flop(shape, tokens):
    return _encoder(shape, tokens) + 2 * shape.width**2


def vit_flop(shape):
    return vit_data_flop(shape) + _encoder(shape, (shape.size // shape.patch) ** 2 + 1) + 2 * shape.width * shape.classes


def vit_data_flop(shape):
    """Of the product with the image itself."""
    return _conv(3, shape.width, shape.patch, shape.size // shape.patch)


def stem_flop(width, kernel):
    """Of the convolution of the image itself, which halves it."""
    return _conv(3, width, kernel, IMAGE // 2)


def _encoder(shape, tokens):
    return shape.layers * (24 * tokens * shape.width**2 + 4 * tokens**2 * shape.width)


# Each input of an output belongs to its group, so that a depthwise convolution has one.
def _conv(inputs, outputs, kernel, size):
    return 2 * inputs * outputs * kernel**2 * size**2
