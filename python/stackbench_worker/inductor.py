"""torch.compile with inductor, so that the time of a first call is that of compiling."""
import contextlib
import os
import shutil
import time

from .errors import Unsupported, first_line, is_device_lost, is_out_of_memory
from .freshcaches import FreshCaches

_COMPILE_SECONDS = 1500.0


class Compiled:
    """A module compiled as one graph for the shapes of its first call, with empty caches until ``close``. Raises Unsupported."""

    def __init__(self, torch, device, context, module):
        self._torch, self._device, self._context = torch, device, context
        if not hasattr(torch, "compile"):
            raise Unsupported("this PyTorch has no torch.compile", "install PyTorch 2.0 or newer")
        if not device.is_cpu:
            try:
                import triton  # noqa: F401
            except Exception as error:
                raise Unsupported(f"inductor needs Triton for GPUs: {first_line(error)}", "pip install triton") from None
        elif not any(shutil.which(name) for name in (os.environ.get("CXX", "g++"), "g++", "clang++", "c++", "cl")):
            raise Unsupported("inductor needs a C++ compiler, and there is none", "apt install g++")
        self._caches = FreshCaches()
        os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
        try:
            self._forget()
            if device.is_cpu:
                with contextlib.suppress(ImportError, AttributeError):  # what is compiled once a process to know the processor is no time of the model
                    from torch._inductor.cpu_vec_isa import pick_vec_isa

                    with context.alive():
                        pick_vec_isa()
            self.call = torch.compile(module, backend="inductor", fullgraph=True, dynamic=False)
        except BaseException as error:
            self._caches.close()
            if not isinstance(error, Exception) or is_out_of_memory(error):
                raise
            raise _refusal(error) from None

    @property
    def backend(self):
        return f"torch.compile inductor, full graph, {'C++' if self._device.is_cpu else 'Triton'} kernels"

    def first(self, run):
        """Calls twice; the first call less the second is the time to compile, in seconds. Raises Unsupported."""
        start = time.perf_counter()
        try:
            with self._context.alive(_COMPILE_SECONDS):
                run()
                self._device.synchronize()
        except Exception as error:
            if is_out_of_memory(error) or is_device_lost(error):
                raise
            raise _refusal(error) from None
        first = time.perf_counter() - start
        start = time.perf_counter()
        run()
        self._device.synchronize()
        seconds = max(first - (time.perf_counter() - start), 0.0)
        require_compiled(self._torch)
        return seconds

    def close(self):
        self.call = None
        with contextlib.suppress(Exception):
            self._torch._dynamo.reset()
        self._caches.close()

    def _forget(self):
        import torch._inductor.config as config

        forget(self._torch)
        _forget_compiled()
        for switch, value in (("compile_threads", 1), ("fx_graph_cache", False), ("force_disable_caches", True)):
            if hasattr(config, switch):
                setattr(config, switch, value)


def forget(torch):
    """Drops what was compiled, so that no limit of recompiling is near, and counts from zero."""
    import torch._dynamo
    import torch._dynamo.utils

    torch._dynamo.reset()
    torch._dynamo.utils.counters.clear()


def require_compiled(torch):
    """Raises where the graph broke, or nothing was compiled since ``forget``: fullgraph=True raises at a break itself, not in every version."""
    counters = torch._dynamo.utils.counters
    if sum(counters.get("graph_break", {}).values()):
        raise RuntimeError(f"the graph breaks: {dict(counters['graph_break'])}")
    if not counters.get("stats", {}).get("unique_graphs", 0):
        raise Unsupported("torch.compile compiled nothing: it is switched off", "unset TORCHDYNAMO_DISABLE and TORCH_COMPILE_DISABLE")


def _refusal(error):
    text = f"{type(error).__name__}: {first_line(error)}"
    compiler = "ompiler" in str(error) or "CppCompileError" in text
    return Unsupported(f"torch.compile does not work here: {text}", "install a C++ compiler and the headers of this Python" if compiler else None)


# What was compiled in this process is found in its memory, too; newer versions name the function anew.
def _forget_compiled():
    import torch._inductor.utils as utils

    for name in ("clear_caches", "clear_inductor_caches"):
        if hasattr(utils, name):
            getattr(utils, name)()
            return
