"""Triton: kernels of our own, compiled by the user's Triton, beside PyTorch's of the same work."""
from .. import devices, interpretation, libraries
from ..errors import Unsupported
from ..family import Family
from . import pytorch

_REMEDY = "pip install triton (pytorch-triton-rocm for AMD), or name another interpreter with --python"


def open():
    """Imports torch and Triton and adds two vectors. Raises Unsupported."""
    torch = pytorch.import_torch()
    found, unusable = devices.find(torch)
    from ..ops import triton_kernels

    usable = [device for device in found if device.is_cpu == interpretation.is_on()]
    if not usable:
        raise Unsupported(
            "triton needs a GPU", "run on a machine with a GPU, with a PyTorch built for it; TRITON_INTERPRET=1 checks results on the CPU, without a rate")
    libraries.find("triton", "Triton", _REMEDY)
    triton = libraries.load("triton", "Triton")
    step(torch, triton_kernels, usable[0])
    version = str(triton.__version__)
    return Family("triton", version, {**pytorch.software(torch, unusable), "triton": version}, usable, ops(), torch)


def step(torch, case, device):
    """One small kernel, compiled and run. Whatever it raises makes the installation unusable."""
    from ..family import Context
    from ..params import Params

    device.select()
    probe = case.TritonKernel(Params({"kernel": "vector-add", "implementation": "triton", "count": 1000, "dtype": "fp32"}), device, 1, Context(torch))
    try:
        probe.first()
        check = probe.check()
    finally:
        probe.close()
    if not check.passed:
        raise RuntimeError(f"a small kernel is wrong: {check.note}")


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import triton_kernels

    return {"triton": triton_kernels.TritonKernel}
