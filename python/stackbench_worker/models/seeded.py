"""Weights of a module, the same everywhere for a seed, and those of the ONNX model of the same name and seed: what a weight is called and how its
layer draws it are all that values follow from."""
import math

import torch

from .layers import Classifier, ConvNorm

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_CENTRE = 2 * 65535
_SUM_DEVIATION = math.sqrt(((1 << 32) - 1) / 3)  # of four numbers drawn evenly from 0 to 65535
_CHUNK = 1 << 15  # stays in a cache, and torch shares out no less among threads


def fill(module, seed):
    """Sets every parameter and statistic of a module. Raises TypeError for a layer without a rule."""
    with torch.no_grad():
        for path, part in module.named_modules():
            own = dict(part.named_parameters(recurse=False))
            if not own and not hasattr(part, "drawn"):
                continue
            for name, mean, deviation in _rules(part, own):
                tensor, key = getattr(part, name), f"{path}.{name}" if path else name
                # A matrix product by rows has its weight the other way round.
                target = tensor.t() if isinstance(part, torch.nn.Linear) and not isinstance(part, Classifier) and tensor.dim() == 2 else tensor
                target.copy_(values(key, tuple(target.shape), mean, deviation, seed))


def values(name, shape, mean, deviation, seed):
    """Sums of four even 16-bit numbers, near enough to normal, in single precision and of the given shape."""
    count = math.prod(shape)
    if not deviation:
        return torch.full(shape, mean)
    filled, state = torch.empty(count), _mix(seed & _MASK) ^ _mix(_hash(name))
    scale = torch.tensor(deviation / _SUM_DEVIATION, dtype=torch.float32)
    steps = torch.arange(1, min(count, _CHUNK) + 1).mul_(_signed(_STEP))
    for start in range(0, count, _CHUNK):
        part = filled[start:start + _CHUNK]
        bits = _mix_all(steps[:part.numel()] + _signed((state + start * _STEP) & _MASK))
        sums = bits & 0xFFFF
        for shift in (16, 32, 48):
            sums += (bits >> shift) & 0xFFFF
        torch.mul(sums.sub_(_CENTRE).float(), scale, out=part)
        part += mean
    return filled.view(shape)


# How layers draw their weights: name, mean, deviation. They keep the size of what they multiply.
def _rules(part, own):
    nn = torch.nn
    for name, (mean, deviation) in getattr(part, "drawn", {}).items():
        yield name, mean, deviation
    if hasattr(part, "drawn"):
        return
    if isinstance(part, (nn.Conv1d, nn.Conv2d)):
        inputs = part.weight[0].numel()
        yield "weight", 0.0, math.sqrt((2.0 if isinstance(part, ConvNorm) else 1.0) / inputs)
    elif isinstance(part, nn.Linear):
        yield "weight", 0.0, math.sqrt(1.0 / part.in_features)
    elif isinstance(part, (nn.Embedding, nn.EmbeddingBag)):
        yield "weight", 0.0, 0.5
    elif isinstance(part, (nn.LayerNorm, nn.GroupNorm)):
        yield "weight", 1.0, 0.1
    elif isinstance(part, nn.BatchNorm2d):
        yield "weight", part.scale, 0.1 * part.scale
        yield "bias", 0.0, 0.1 * part.scale
        yield "running_mean", 0.0, 0.1
        yield "running_var", 1.0, 0.05
        return
    elif hasattr(part, "own_deviation"):
        for name in own:
            yield name, 0.0, part.own_deviation
        return
    else:
        raise TypeError(f"no rule how to draw the weights of {type(part).__name__}")
    if own.get("bias") is not None:
        yield "bias", 0.0, 0.1


def _hash(name):
    """FNV-1a."""
    hashed = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        hashed = (hashed ^ byte) * 0x100000001B3 & _MASK
    return hashed


def _mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)


# The same of many numbers at once, which torch takes for signed ones: a shift brings copies of the sign, which are cut off.
def _mix_all(z):
    z ^= (z >> 30) & ((1 << 34) - 1)
    z *= _signed(0xBF58476D1CE4E5B9)
    z ^= (z >> 27) & ((1 << 37) - 1)
    z *= _signed(0x94D049BB133111EB)
    return z ^ ((z >> 31) & ((1 << 33) - 1))


def _signed(number):
    return number - (1 << 64) if number >> 63 else number
