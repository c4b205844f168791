"""Seeded inputs: made on the CPU, so that equal seeds give equal inputs on every device."""
import random

_MASK = (1 << 63) - 1


def generator(torch, seed):
    """The source of all inputs of one request."""
    return torch.Generator(device="cpu").manual_seed(seed & _MASK)


def normals(torch, source, shape, dtype, device, deviation=1.0):
    """A dense tensor of N(0, deviation^2) entries, drawn in single precision (double for doubles) and rounded to ``dtype``; integers
    are rounded to nearest and held within +-127."""
    drawn = torch.randn(*shape, generator=source, dtype=torch.float64 if dtype is torch.float64 else torch.float32)
    if deviation != 1.0:
        drawn.mul_(deviation)
    if dtype is torch.int8:
        drawn.round_().clamp_(-127, 127)
    return drawn.to(dtype).to(device)


def sampler(seed):
    """A source of the entries that are compared, independent of the inputs."""
    return random.Random((seed & _MASK) ^ 0x5EED_C0DE_5EED)
