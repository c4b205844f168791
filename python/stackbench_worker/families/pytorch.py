"""PyTorch on all its devices."""
import os
import platform
import sys

from .. import allocator, devices, kernels, packages, variables
from ..errors import Unsupported, text_of
from ..family import Family
from ..threads import physical_cores

_REMEDY = "pip install torch, or name another interpreter with --python"
_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
              "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_ALLOC_CONF", "NVIDIA_TF32_OVERRIDE", "CUBLAS_WORKSPACE_CONFIG", "KMP_AFFINITY", "OMP_PROC_BIND")


def open():
    """Imports torch, runs a small product and its gradient, and finds the devices that work. Raises Unsupported."""
    torch = import_torch()
    found, unusable = devices.find(torch)
    return Family("pytorch", str(torch.__version__), software(torch, unusable), found, ops(), torch)


def import_torch():
    """torch, ready to compute. Raises Unsupported where it is absent or does not work."""
    allocator.keep_freed_memory()
    try:
        import torch
    except ModuleNotFoundError as error:
        if error.name == "torch":
            raise Unsupported(f"PyTorch is not installed for {sys.executable or 'this Python'}", _REMEDY) from None
        raise Unsupported(f"installed but unusable: {text_of(error)}", f"pip install {error.name}") from None
    except BaseException as error:  # a broken installation may raise anything, SystemExit included
        raise Unsupported(f"installed but unusable: {text_of(error)}", "reinstall PyTorch") from None
    try:
        torch.set_num_threads(physical_cores())
        with torch.enable_grad():
            weight = torch.ones(4, 4, requires_grad=True)
            (torch.ones(4, 4) @ weight).sum().backward()
        if float(weight.grad.sum()) != 64.0:
            raise RuntimeError("a small product and its gradient are wrong")
    except BaseException as error:
        raise Unsupported(f"installed but unusable: {text_of(error)}", "reinstall PyTorch") from None
    return torch


def software(torch, unusable):
    """Versions and settings that enter the fingerprint of a run."""
    facts = {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "blas": kernels.blas(),
        "cpu-capability": _ask(lambda: torch.backends.cpu.get_cpu_capability()),
        "onednn": str(_ask(lambda: torch.backends.mkldnn.is_available())).lower(),
        "cuda": getattr(torch.version, "cuda", None),
        "hip": getattr(torch.version, "hip", None),
        "xpu": getattr(torch.version, "xpu", None),
        "cudnn": _ask(lambda: torch.backends.cudnn.version() if torch.cuda.is_available() else None),
        "nccl": _ask(lambda: ".".join(map(str, torch.cuda.nccl.version())) if torch.cuda.is_available() else None),
        "freed-memory": "kept" if allocator.keep_freed_memory() else None,
        **{f"unusable {id}": reason for id, reason in unusable.items()},
        **{name: os.environ.get(name) for name in _VARIABLES},
        **packages.versions(),
        **variables.AT_START,
    }
    return {name: str(value) for name, value in facts.items() if value is not None}


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import attention, autograd, collective, compile, conv2d, gemm, linear, memory, models, paged_decode, torch_training

    return {
        "gemm": gemm.Gemm,
        "conv2d": conv2d.Conv2d,
        "linear": linear.QuantizedLinear,
        "attention": attention.Attention,
        "paged-decode": paged_decode.PagedDecode,
        "autograd": autograd.Autograd,
        "memory": memory.Memory,
        "compile": compile.Compile,
        "models": models.Models,
        "collective": collective.Collective,
        "training": torch_training.TorchTraining,
    }


def _ask(question):
    try:
        return question()
    except Exception:
        return None
