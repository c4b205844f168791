"""DeepSpeed: training with ZeRO stages 0 to 3, over processes on this machine."""
import os

from .. import devices, libraries
from ..family import Family
from . import pytorch

_REMEDY = "pip install deepspeed, or name another interpreter with --python"
_VARIABLES = ("DS_ACCELERATOR", "DS_BUILD_OPS", "NCCL_ALGO", "NCCL_PROTO")


def open():
    """Imports DeepSpeed. A step of training is done by the ranks of the first operation. Raises Unsupported."""
    libraries.find("deepspeed", "DeepSpeed", _REMEDY)
    torch = pytorch.import_torch()
    found, unusable = devices.find(torch)
    if all(device.is_cpu for device in found):
        os.environ.setdefault("DS_ACCELERATOR", "cpu")
    deepspeed = libraries.load("deepspeed", "DeepSpeed")
    version = str(deepspeed.__version__)
    facts = {**pytorch.software(torch, unusable), "deepspeed": version, **{name: os.environ[name] for name in _VARIABLES if name in os.environ}}
    return Family("deepspeed", version, facts, found, ops(), torch)


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import zero_training

    return {"training": zero_training.ZeroTraining}
