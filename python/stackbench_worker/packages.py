"""Versions of the packages whose kernels an operation may run, from their metadata: nothing is imported."""
import importlib.metadata

# The name of a fact, and the distributions that bring it: the first that is installed counts.
_FAMILIES = {
    "flash-attn": ("flash-attn",), "flash-attn-3": ("flash-attn-3", "flashattn-hopper"), "flash-attn-4": ("flash-attn-4",), "xformers": ("xformers",),
    "flashinfer": ("flashinfer-python", "flashinfer"), "aiter": ("amd-aiter", "aiter"), "transformer-engine": ("transformer-engine",),
    "sgl-kernel": ("sglang-kernel", "sgl-kernel"), "fbgemm-gpu": ("fbgemm-gpu-genai", "fbgemm-gpu"),
    "torchao": ("torchao",), "bitsandbytes": ("bitsandbytes",), "triton": ("triton", "pytorch-triton", "pytorch-triton-rocm", "pytorch-triton-xpu"),
}


def versions():
    """Those that are installed, by the names of facts."""
    found = {}
    for fact, names in _FAMILIES.items():
        for name in names:
            try:
                version = importlib.metadata.version(name)
            except Exception:  # absent, or metadata that nobody can read
                continue
            if isinstance(version, str):
                found[fact] = version
                break
    return found
