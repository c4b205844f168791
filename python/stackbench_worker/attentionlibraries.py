"""Attention of libraries beside torch: each by its own module and function, never by a dispatcher that may take another. Tensors are dense
B x S x H x D. What is here was read in the libraries' sources; none of it has run on a GPU."""
import importlib
from typing import Callable, NamedTuple, Optional

from .errors import Unsupported, first_line, is_device_lost, is_out_of_memory

WORKSPACE_BYTES = 128 << 20  #: what flashinfer's documentation recommends


class Library(NamedTuple):
    """``bind(module, inputs, causal, window)`` gives the call on prepared inputs; ``window``: keys a query sees, itself included, or None."""

    module: str
    function: str
    remedy: str
    bind: Callable
    has_backward: bool = True
    has_window: bool = True


def _flash(module, inputs, causal, window):
    function = module.flash_attn_func
    more = {} if window is None else {"window_size": (window - 1, 0)}
    return lambda: function(*inputs, causal=causal, **more)


# Newer interfaces answer with the logarithms of the sums, too.
def _flash_of_tuple(module, inputs, causal, window):
    call = _flash(module, inputs, causal, window)

    def first():
        result = call()
        return result[0] if isinstance(result, tuple) else result

    return first


# A key head for several query heads is a dimension of its own (B x S x G x H x D): views, nothing is copied.
def _xformers(module, inputs, causal, window):
    function, bias = module.memory_efficient_attention, module.LowerTriangularMask() if causal else None
    query, key, value = inputs
    batch, queries, heads, width = query.shape
    groups = key.shape[2]
    if groups == heads:
        return lambda: function(query, key, value, attn_bias=bias)
    shape = (batch, key.shape[1], groups, heads // groups, width)
    query = query.view(batch, queries, groups, heads // groups, width)
    key, value = (tensor.unsqueeze(3).expand(shape) for tensor in (key, value))
    return lambda: function(query, key, value, attn_bias=bias).reshape(batch, queries, heads, width)


def _flashinfer(module, inputs, causal, window):
    import torch

    query, key, value = inputs
    batch, queries, heads, width = query.shape
    keys, groups = key.shape[1:3]
    starts = torch.arange(batch + 1, dtype=torch.int32, device=query.device)
    wrapper = module.BatchPrefillWithRaggedKVCacheWrapper(torch.empty(WORKSPACE_BYTES, dtype=torch.uint8, device=query.device), "NHD")
    wrapper.plan(starts * queries, starts * keys, heads, groups, width, causal=causal, window_left=-1 if window is None else window - 1,
                 q_data_type=query.dtype)
    query, key, value = query.view(-1, heads, width), key.view(-1, groups, width), value.view(-1, groups, width)
    return lambda: wrapper.run(query, key, value).view(batch, queries, heads, width)


LIBRARIES = {
    "flash-attn": Library("flash_attn", "flash_attn_func", "pip install flash-attn", _flash),
    "flash-attn-3": Library("flash_attn_interface", "flash_attn_func", "build flash-attention's folder hopper for this PyTorch", _flash_of_tuple),
    "flash-attn-4": Library("flash_attn.cute", "flash_attn_func", "pip install flash-attn-4", _flash_of_tuple),
    "aiter": Library("aiter", "flash_attn_func", "pip install amd-aiter", _flash_of_tuple),
    "xformers": Library("xformers.ops", "memory_efficient_attention", "pip install xformers", _xformers, has_window=False),
    "flashinfer": Library("flashinfer", "BatchPrefillWithRaggedKVCacheWrapper", "pip install flashinfer-python", _flashinfer, has_backward=False),
}


def load(name):
    """(the library, its module). Raises Unsupported where it is absent, broken, or has no such function."""
    return LIBRARIES[name], module_of(LIBRARIES[name])


def module_of(library):
    """Of anything with ``module``, ``function`` and ``remedy``. Raises Unsupported as ``load``."""
    package = library.module.split(".")[0]
    try:
        module = importlib.import_module(library.module)
    except ModuleNotFoundError as error:
        if error.name in (package, library.module):
            raise Unsupported(f"module {library.module} is not installed", library.remedy) from None
        raise Unsupported(f"{library.module} is installed but unusable: {first_line(error)}", f"pip install {error.name}") from None
    except BaseException as error:  # compiled for another PyTorch, or for another GPU
        raise Unsupported(f"{library.module} is installed but unusable: {first_line(error)}", f"reinstall it for this PyTorch: {library.remedy}") from None
    if not hasattr(module, library.function):  # a package of that name may hold another version's part alone
        raise Unsupported(f"module {library.module} has no {library.function}", library.remedy)
    return module


def require(name, call):
    """Runs ``call``; a refusal becomes Unsupported with the library's own words."""
    try:
        return call()
    except (RuntimeError, AssertionError, NotImplementedError, ValueError, TypeError) as error:
        if is_out_of_memory(error) or is_device_lost(error):
            raise
        raise Unsupported(f"{name} refuses: {first_line(error)}") from None


def version(module) -> Optional[str]:
    """As the module tells it."""
    found = getattr(module, "__version__", None)
    return found if isinstance(found, str) else None
