"""Megatron-core: its own transformer block, on one GPU, or with its own layers on the CPU."""
from .. import devices, libraries
from ..family import Family
from . import pytorch

_REMEDY = "pip install megatron-core, or name another interpreter with --python"


def open():
    """Imports megatron.core's block. Raises Unsupported."""
    libraries.find("megatron.core", "Megatron-core", _REMEDY)
    torch = pytorch.import_torch()
    found, unusable = devices.find(torch)
    usable = [device for device in found if device.is_cuda or device.is_cpu]
    core = libraries.load("megatron.core", "Megatron-core")
    libraries.load("megatron.core.transformer.transformer_block", "Megatron-core")
    version = str(getattr(core, "__version__", "unknown"))
    return Family("megatron", version, {**pytorch.software(torch, unusable), "megatron-core": version}, usable, ops(), torch)


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import megatron_block

    return {"megatron": megatron_block.MegatronBlock}
