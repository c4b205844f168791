"""SGLang, offline: no HTTP server, no network, no model to download."""
import os

from .. import devices, libraries
from ..errors import Unsupported
from ..family import Family
from . import pytorch

_REMEDY = "pip install sglang, or name another interpreter with --python"


def open():
    """Imports SGLang with all its ways to the network closed. The first generate is the first step that can fail. Raises Unsupported."""
    libraries.find("sglang", "SGLang", _REMEDY)
    torch = pytorch.import_torch()
    os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "DO_NOT_TRACK": "1"})
    sglang = libraries.load("sglang", "SGLang")
    libraries.load("sglang.srt.entrypoints.engine", "SGLang")
    found, unusable = devices.find(torch)
    on_cpu = os.environ.get("SGLANG_USE_CPU_ENGINE") == "1"  # its own word for a build that computes on the CPU
    usable = [device for device in found if device.is_cpu == on_cpu][:1]  # its engine takes the first that is visible
    if not usable:
        raise Unsupported("SGLang needs a GPU", "run on a machine with a GPU; a build of SGLang for the CPU needs SGLANG_USE_CPU_ENGINE=1")
    version = str(sglang.__version__)
    return Family("sglang", version, {**pytorch.software(torch, unusable), "sglang": version}, usable, ops(), torch)


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import sglang_offline

    return {"sglang-offline": sglang_offline.SglangOffline}
