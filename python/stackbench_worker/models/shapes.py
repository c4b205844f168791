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


WAV2VEC_CONVOLUTIONS = ((10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2))  # kernel, stride: Baevski et al. 2020, section 4.1
WAV2VEC_PLACE_KERNEL, WAV2VEC_PLACE_GROUPS = 128, 16


class Wav2Vec(NamedTuple):
    """Baevski et al. 2020: the base model, and 10 s of sound."""

    layers: int = 12
    width: int = 768
    heads: int = 12
    channels: int = 512
    samples: int = 160_000


class Whisper(NamedTuple):
    """Radford et al. 2022, table 1: the encoder of the small model."""

    layers: int = 12
    width: int = 768
    heads: int = 12
    bands: int = 80
    columns: int = 3000


class Llama(NamedTuple):
    """Touvron et al. 2023: a layer of Llama 2 7B."""

    width: int = 4096
    inner: int = 11008
    heads: int = 32
    positions: int = 4096


DLRM_NUMBERS, DLRM_BOTTOM, DLRM_TOP = 13, (512, 256, 64), (512, 256, 1)


class Dlrm(NamedTuple):
    """Naumov et al. 2019, for the Criteo Kaggle data: rows of the tables and their width."""

    rows: tuple = (
        1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194, 27, 14992, 5461306, 10, 5652, 2173, 4, 7046547, 18, 15,
        286181, 105, 142572)
    width: int = 16


UNET_BLOCKS, UNET_LATENTS = 2, 4


class UNet(NamedTuple):
    """Rombach et al. 2022: Stable Diffusion 1 and an image of 512x512. All widths but the last have attention."""

    widths: tuple = (320, 640, 1280, 1280)
    heads: int = 8
    groups: int = 32
    size: int = 64
    words: int = 77
    text_width: int = 768


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


def whisper_flop(shape):
    return whisper_data_flop(shape) + 2 * 3 * shape.width**2 * shape.columns // 2 + _encoder(shape, shape.columns // 2)


def whisper_data_flop(shape):
    return 2 * 3 * shape.bands * shape.width * shape.columns


def wav2vec_flop(shape):
    total, places, before = 0, shape.samples, 1
    for kernel, stride in WAV2VEC_CONVOLUTIONS:
        places = (places - kernel) // stride + 1
        total, before = total + 2 * places * before * shape.channels * kernel, shape.channels
    total += 2 * places * shape.channels * shape.width
    total += 2 * places * shape.width**2 // WAV2VEC_PLACE_GROUPS * WAV2VEC_PLACE_KERNEL
    return total + _encoder(shape, places)


def wav2vec_data_flop(shape):
    kernel, stride = WAV2VEC_CONVOLUTIONS[0]
    return 2 * ((shape.samples - kernel) // stride + 1) * shape.channels * kernel


def llama_flop(shape, tokens, past):
    return tokens * (2 * (4 * shape.width**2 + 3 * shape.width * shape.inner) + 4 * shape.width * (past + tokens))


def dlrm_flop(shape):
    count = len(shape.rows) + 1
    layers = _layers(DLRM_NUMBERS, (*DLRM_BOTTOM, shape.width)) + _layers(shape.width + count * (count - 1) // 2, DLRM_TOP)
    return layers + 2 * count**2 * shape.width


def dlrm_data_flop():
    return _layers(DLRM_NUMBERS, DLRM_BOTTOM[:1])


def unet_flop(shape):
    wide = 4 * shape.widths[0]
    total, size, width = _layers(shape.widths[0], (wide, wide)) + _conv(UNET_LATENTS, shape.widths[0], 3, shape.size), shape.size, shape.widths[0]
    last, skipped = len(shape.widths) - 1, [width]
    for level, to in enumerate(shape.widths):
        for _ in range(UNET_BLOCKS):
            total, width = total + _unet_block(shape, width, to, size, level < last), to
            skipped.append(to)
        if level < last:
            size //= 2
            total += _conv(width, width, 3, size)
            skipped.append(width)
    total += _unet_block(shape, width, width, size, True) + _unet_block(shape, width, width, size, False)
    for level in range(last, -1, -1):
        for _ in range(UNET_BLOCKS + 1):
            total, width = total + _unet_block(shape, width + skipped.pop(), shape.widths[level], size, level < last), shape.widths[level]
        if level:
            size *= 2
            total += _conv(width, width, 3, size)
    return total + _conv(width, UNET_LATENTS, 3, size)


def unet_data_flop(shape):
    """Of the latents, the waves of the step, and keys and values of the text in each of the blocks with attention."""
    total, last = _conv(UNET_LATENTS, shape.widths[0], 3, shape.size) + 2 * 4 * shape.widths[0]**2, len(shape.widths) - 1
    attending = [width for width in shape.widths[:last] for _ in range(2 * UNET_BLOCKS + 1)] + [shape.widths[last]]
    return total + sum(2 * 2 * shape.words * shape.text_width * width for width in attending)


def _unet_block(shape, before, width, size, attends):
    total = _conv(before, width, 3, size) + _conv(width, width, 3, size) + 2 * 4 * shape.widths[0] * width
    total += 0 if before == width else _conv(before, width, 1, size)
    if not attends:
        return total
    places = size**2
    # In, out, four matrices of the image and two of the text, eight and four times the width between, and two products of each attention.
    total += 2 * _conv(width, width, 1, size) + 2 * (6 + 12) * places * width**2 + 2 * 2 * shape.words * shape.text_width * width
    return total + 4 * places * (places + shape.words) * width


def _layers(inputs, widths):
    return sum(2 * before * width for before, width in zip((inputs, *widths), widths))


def stem_flop(width, kernel):
    """Of the convolution of the image itself, which halves it."""
    return _conv(3, width, kernel, IMAGE // 2)


def _encoder(shape, tokens):
    return shape.layers * (24 * tokens * shape.width**2 + 4 * tokens**2 * shape.width)


# Each input of an output belongs to its group, so that a depthwise convolution has one.
def _conv(inputs, outputs, kernel, size):
    return 2 * inputs * outputs * kernel**2 * size**2
