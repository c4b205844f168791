"""Decoding from a paged cache, by each library's own function: a token of every sequence against keys and values that lie in pages. ``query``: B x Hq x D;
``keys`` and ``values``: pages x P x Hkv x D; ``table`` (int32): B x pages of each; ``length``: tokens in the cache, of every sequence. What is here was
read in the libraries' sources; none of it has run on a GPU."""
import importlib
import inspect
from typing import Callable, NamedTuple, Optional

from . import attentionlibraries


class Paged(NamedTuple):
    """``bind(module, cache)`` gives the call, whose result is B x Hq x D; ``pages``: sizes of a page must be multiples of it."""

    module: Optional[str]
    function: str
    remedy: str
    bind: Callable
    pages: int = 1
    how: Callable = lambda module, cache: ""  # what the title says beside the function


class Cache(NamedTuple):
    query: object
    keys: object
    values: object
    table: object
    length: int


# Pages are copied together, then the usual products: what a stack without a paged kernel does.
def _gather(torch, cache):
    batch, heads, width = cache.query.shape
    groups = cache.keys.shape[2]
    query, scale, table = cache.query.view(batch, groups, heads // groups, width), width**-0.5, cache.table.long()  # old versions want long indices

    def dense(pages):
        return pages[table].flatten(1, 2)[:, :cache.length].transpose(1, 2)  # B x Hkv x S x D

    def call():
        scores = torch.matmul(query, dense(cache.keys).transpose(2, 3)).mul_(scale)
        return torch.matmul(scores.softmax(-1), dense(cache.values)).view(batch, heads, width)

    return call


def _lengths(cache):
    import torch

    return torch.full((cache.query.shape[0],), cache.length, dtype=torch.int32, device=cache.query.device)


def _flash(table):
    def bind(module, cache):
        function, lengths, query = module.flash_attn_with_kvcache, _lengths(cache), cache.query.unsqueeze(1)
        pages = {table: cache.table}
        return lambda: function(query, cache.keys, cache.values, cache_seqlens=lengths, causal=True, **pages).squeeze(1)

    return bind


def _flash_4(module, cache):
    function, lengths, query = module.flash_attn_varlen_func, _lengths(cache), cache.query.unsqueeze(1)
    longest, splits = cache.table.shape[1] * cache.keys.shape[1], _splits(module, cache)
    more = {} if splits is None else {"num_splits": splits}

    def call():
        result = function(query, cache.keys, cache.values, max_seqlen_q=1, max_seqlen_k=longest, seqused_k=lengths, page_table=cache.table, causal=False,
                          **more)
        return (result[0] if isinstance(result, tuple) else result).squeeze(1)

    return call


# By its default a sequence is read by one block; 0 lets it choose, where its kernels can split: on compute capability 10 and 11. None: it has no such
# argument.
def _splits(module, cache):
    if "num_splits" not in inspect.signature(module.flash_attn_varlen_func).parameters:
        return None
    import torch

    device = cache.query.device
    return 0 if device.type == "cuda" and torch.cuda.get_device_capability(device)[0] in (10, 11) else 1


def _how_flash_4(module, cache):
    splits = _splits(module, cache)
    return "" if splits is None else f", num_splits={splits}"


def _flashinfer(module, cache):
    import torch

    batch, heads, width = cache.query.shape
    size, groups = cache.keys.shape[1:3]
    used = -(-cache.length // size)
    starts = torch.arange(batch + 1, dtype=torch.int32, device=cache.query.device) * used
    last = torch.full((batch,), cache.length - (used - 1) * size, dtype=torch.int32, device=cache.query.device)
    workspace = torch.zeros(attentionlibraries.WORKSPACE_BYTES, dtype=torch.uint8, device=cache.query.device)
    # Its documentation recommends tensor cores where several query heads share a key head.
    wrapper = module.BatchDecodeWithPagedKVCacheWrapper(workspace, "NHD", use_tensor_cores=heads // groups >= 4)
    wrapper.plan(starts, cache.table[:, :used].flatten().contiguous(), last, heads, groups, width, size, q_data_type=cache.query.dtype,
                 data_type=cache.keys.dtype)
    return lambda: wrapper.run(cache.query, (cache.keys, cache.values))


KERNELS = {
    "gather": Paged(None, "", "", _gather),
    "flash-attn": Paged("flash_attn", "flash_attn_with_kvcache", "pip install flash-attn", _flash("block_table"), pages=256),
    "flash-attn-3": Paged("flash_attn_interface", "flash_attn_with_kvcache", "build flash-attention's folder hopper for this PyTorch",
                          _flash("page_table")),
    "flash-attn-4": Paged("flash_attn.cute", "flash_attn_varlen_func", "pip install flash-attn-4", _flash_4, how=_how_flash_4),
    "flashinfer": Paged("flashinfer", "BatchDecodeWithPagedKVCacheWrapper", "pip install flashinfer-python", _flashinfer),
}


def bind(torch, name, cache):
    """(what is called, the call). Raises Unsupported where the library is absent, broken or refuses."""
    kernel = KERNELS[name]
    if kernel.module is None:
        return "torch: pages gathered, matmul, softmax, matmul", kernel.bind(torch, cache)
    module = attentionlibraries.module_of(kernel)
    version = attentionlibraries.version(module) or attentionlibraries.version(importlib.import_module(kernel.module.split(".")[0]))
    call = attentionlibraries.require(name, lambda: kernel.bind(module, cache))
    return f"{kernel.module}.{kernel.function}" + (f" {version}" if version else "") + kernel.how(module, cache), call
