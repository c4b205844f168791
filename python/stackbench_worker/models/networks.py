"""The list of networks: what is published of each, how it is built, and what it is fed with."""
import importlib
from typing import Callable, NamedTuple

from .. import seeds
from . import shapes

TOKENS = 128
_SMALL_TOKENS = 11


class Network(NamedTuple):
    """A network of one input or several. Functions take torch or make modules only when called."""

    parameters: int  #: trained values, as published
    flop: Callable  #: () -> operations forward of one input
    data_flop: Callable  #: () -> those of products with the input itself, which need no gradient of it
    module: str  #: name of the file here that has ``build(shape)``
    shape: object  #: what ``build`` takes
    inputs: Callable  #: (torch, source, batch) -> its inputs
    relative: object  #: the shape of a small relative, by which a library is checked
    small_inputs: Callable  #: the inputs of the relative
    depth: int  #: layers that errors of rounding add up over
    optimizer: str  #: sgd (momentum 0.9) or adamw: what such networks are trained with

    def build(self, shape):
        """The module, in torch's own start values."""
        return importlib.import_module(f"{__package__}.{self.module}").build(shape)


def _images(size):
    return lambda torch, source, batch: (seeds.normals(torch, source, (batch, 3, size, size), torch.float32, "cpu"),)


# Ids of tokens, which of them are seen, and the segment of each.
def _tokens(shape, tokens):
    return lambda torch, source, batch: tuple(
        torch.randint(0, limit, (batch, tokens), generator=source) for limit in (shape.vocabulary, 2, 2))


def _normals(*shapes_of):
    """Inputs of these shapes behind the batch."""
    return lambda torch, source, batch: tuple(seeds.normals(torch, source, (batch, *shape), torch.float32, "cpu") for shape in shapes_of)


def _states(shape, tokens, past):
    known = (shape.heads, past, shape.width // shape.heads)
    return _normals((tokens, shape.width), known, known)


def _choices(shape, lookups):
    return lambda torch, source, batch: (
        seeds.normals(torch, source, (batch, shapes.DLRM_NUMBERS), torch.float32, "cpu"),
        *(torch.randint(0, rows, (batch, lookups), generator=source) for rows in shape.rows))


def _latents(shape):
    return _normals((shapes.UNET_LATENTS, shape.size, shape.size), (), (shape.words, shape.text_width))


_BERT, _SMALL_BERT = shapes.Bert(), shapes.Bert(2, 192, 3, 1000, 64)
_BERT_LARGE = shapes.Bert(24, 1024, 16)
_VIT, _SMALL_VIT = shapes.Vit(), shapes.Vit(2, 192, 3, 16, 48, 100)
_WAV2VEC, _SMALL_WAV2VEC = shapes.Wav2Vec(), shapes.Wav2Vec(2, 192, 3, 32, 3200)
_WHISPER, _SMALL_WHISPER = shapes.Whisper(), shapes.Whisper(2, 192, 3, 8, 24)
_LLAMA, _SMALL_LLAMA, _LLAMA_PARAMETERS = shapes.Llama(), shapes.Llama(192, 512, 3, 64), 202_383_360
_DLRM, _SMALL_DLRM = shapes.Dlrm(), shapes.Dlrm(tuple(10 + i for i in range(26)))
_UNET, _SMALL_UNET = shapes.UNet(), shapes.UNet((16, 32, 32), 2, 4, 8, 5, 24)
_KNOWN = 512

ALL = {
    "resnet50": Network(
        25_557_032, shapes.resnet50_flop, lambda: shapes.stem_flop(64, 7), "resnet", None, _images(shapes.IMAGE), None, _images(64), 50, "sgd"),
    "mobilenetv3-large": Network(
        5_483_032, shapes.mobilenet_flop, lambda: shapes.stem_flop(16, 3), "mobilenet", None, _images(shapes.IMAGE), None, _images(64), 50, "sgd"),
    "bert-base": Network(
        109_482_240, lambda: shapes.bert_flop(_BERT, TOKENS), lambda: 0, "bert", _BERT, _tokens(_BERT, TOKENS),
        _SMALL_BERT, _tokens(_SMALL_BERT, _SMALL_TOKENS), 12, "adamw"),
    "bert-large": Network(
        335_141_888, lambda: shapes.bert_flop(_BERT_LARGE, TOKENS), lambda: 0, "bert", _BERT_LARGE, _tokens(_BERT_LARGE, TOKENS),
        _SMALL_BERT, _tokens(_SMALL_BERT, _SMALL_TOKENS), 24, "adamw"),
    "vit-b-16": Network(
        86_567_656, lambda: shapes.vit_flop(_VIT), lambda: shapes.vit_data_flop(_VIT), "vit", _VIT, _images(_VIT.size),
        _SMALL_VIT, _images(_SMALL_VIT.size), 12, "adamw"),
    "whisper-small-encoder": Network(
        87_002_112, lambda: shapes.whisper_flop(_WHISPER), lambda: shapes.whisper_data_flop(_WHISPER), "whisper", _WHISPER,
        _normals((_WHISPER.bands, _WHISPER.columns)), _SMALL_WHISPER, _normals((_SMALL_WHISPER.bands, _SMALL_WHISPER.columns)), 12, "adamw"),
    "wav2vec2-base": Network(
        94_370_816, lambda: shapes.wav2vec_flop(_WAV2VEC), lambda: shapes.wav2vec_data_flop(_WAV2VEC), "wav2vec", _WAV2VEC,
        _normals((_WAV2VEC.samples,)), _SMALL_WAV2VEC, _normals((_SMALL_WAV2VEC.samples,)), 20, "adamw"),
    "llama2-7b-block-prefill": Network(
        _LLAMA_PARAMETERS, lambda: shapes.llama_flop(_LLAMA, TOKENS, 0), lambda: 0, "llama", _LLAMA, _states(_LLAMA, TOKENS, 0),
        _SMALL_LLAMA, _states(_SMALL_LLAMA, 5, 0), 2, "adamw"),
    "llama2-7b-block-decode": Network(
        _LLAMA_PARAMETERS, lambda: shapes.llama_flop(_LLAMA, 1, _KNOWN), lambda: 0, "llama", _LLAMA, _states(_LLAMA, 1, _KNOWN),
        _SMALL_LLAMA, _states(_SMALL_LLAMA, 1, 7), 2, "adamw"),
    "sd15-unet": Network(
        859_520_964, lambda: shapes.unet_flop(_UNET), lambda: shapes.unet_data_flop(_UNET), "unet", _UNET, _latents(_UNET),
        _SMALL_UNET, _latents(_SMALL_UNET), 60, "adamw"),
    "dlrm-kaggle": Network(
        540_677_217, lambda: shapes.dlrm_flop(_DLRM), shapes.dlrm_data_flop, "dlrm", _DLRM, _choices(_DLRM, 1),
        _SMALL_DLRM, _choices(_SMALL_DLRM, 3), 8, "sgd"),
}
