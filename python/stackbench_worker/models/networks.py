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


_BERT, _SMALL_BERT = shapes.Bert(), shapes.Bert(2, 192, 3, 1000, 64)
_BERT_LARGE = shapes.Bert(24, 1024, 16)
_VIT, _SMALL_VIT = shapes.Vit(), shapes.Vit(2, 192, 3, 16, 48, 100)

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
}
