"""vLLM, offline: no server, no network, no model to download."""
import os

from .. import devices, libraries
from ..errors import Unsupported
from ..family import Family
from . import pytorch

_REMEDY = "pip install vllm, or name another interpreter with --python"
_VARIABLES = ("VLLM_ATTENTION_BACKEND", "VLLM_ENABLE_V1_MULTIPROCESSING", "VLLM_USE_V1", "VLLM_ROCM_USE_AITER", "VLLM_CPU_KVCACHE_SPACE")


def open():
    """Imports vLLM with all its ways to the network closed. The first generate is the first step that can fail. Raises Unsupported."""
    libraries.find("vllm", "vLLM", _REMEDY)
    torch = pytorch.import_torch()
    os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"})
    # In this process the engine ends with the worker, and shares the context of the device with the probe.
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    vllm = libraries.load("vllm", "vLLM")
    platform = libraries.load("vllm.platforms", "vLLM").current_platform
    found, unusable = devices.find(torch)
    usable = [device for device in found if device.id.split(":")[0] == platform.device_type][:1]  # vLLM takes the first that is visible
    if not usable:
        raise Unsupported(
            f"this vLLM computes on '{platform.device_type or 'nothing'}', of which there is none here",
            "install a vLLM built for a device of this machine")
    version = str(vllm.__version__)
    facts = {**pytorch.software(torch, unusable), "vllm": version, **{name: os.environ[name] for name in _VARIABLES if name in os.environ}}
    return Family("vllm", version, facts, usable, ops(), torch)


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import vllm_offline

    return {"vllm-offline": vllm_offline.VllmOffline}
