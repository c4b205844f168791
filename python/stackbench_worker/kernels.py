"""Which kernels a call really runs, as the libraries themselves report them."""
import contextlib
import ctypes
import os
import re
import sys
import tempfile
import threading

_MKL = re.compile(r"^MKL_VERBOSE ([A-Z_0-9]+)\(", re.MULTILINE)
_BLAS = re.compile(r"/(lib(?:openblas|mkl_rt|mkl_core|blis|atlas|cblas|blas|Accelerate)[^/]*\.(?:so|dylib)[^/\s]*)$", re.MULTILINE)
_MOST = 4
_LONGEST = 120


def describe(torch, device, operation, call):
    """The operation's name with the kernels of one call: ``torch.mm: oneDNN matmul brg_matmul:avx512_core_bf16``."""
    names = _of_cpu(torch, call) if device.is_cpu else of_device(torch, call)
    if names:
        return f"{operation}: {', '.join(names[:_MOST])}{', ...' if len(names) > _MOST else ''}"
    if not device.is_cpu:
        return f"{operation} (kernels not reported by this build)"
    library = blas()
    return f"{operation}: ATen or BLAS kernel, not oneDNN" + (f" ({library})" if library else "")


def names_of_output(text):
    """Distinct kernels of oneDNN's and MKL's verbose output, in the order of their first call."""
    names = [f"MKL {name}" for name in _MKL.findall(text)]
    for line in text.splitlines():
        fields = line.split(",")
        # onednn_verbose,v1,primitive,exec,cpu,<kind>,<implementation>,...; before version 3.5 without v1 and primitive
        if fields[0] in ("onednn_verbose", "dnnl_verbose") and "exec" in fields[:-3]:
            at = fields.index("exec")
            names.append(f"oneDNN {fields[at + 2]} {fields[at + 3]}".rstrip())
    return list(dict.fromkeys(names))


def of_device(torch, call):
    """Names of the kernels on the device, longest first; of its copies where these are all; empty where they are not reported."""
    totals = {}
    for event in events(torch, call, on_device=True):
        if str(getattr(event, "device_type", "")).rsplit(".", 1)[-1] not in ("CPU", ""):
            name = _short(event.name)
            totals[name] = totals.get(name, 0.0) + (event.time_range.end - event.time_range.start)
    computing = [name for name in totals if not name.startswith(("Memset", "Memcpy"))]
    return sorted(computing or totals, key=lambda name: -totals[name])


# Without arguments: what stands in the first parentheses that no template's angle brackets enclose. Two long names that begin alike stay two.
def _short(name):
    depth = 0
    for index, character in enumerate(name):
        depth += (character == "<") - (character == ">")
        if character == "(" and depth <= 0 and index > 0 and not name.startswith("(anonymous", index):
            name = name[:index].rstrip()
            break
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST // 2]}...{name[-_LONGEST // 2:]}"


def aten_ops(torch, call):
    """Names of the ATen operations of a call, without ``aten::``, in order; empty where the profiler does not work."""
    return [event.name[6:] for event in events(torch, call) if event.name.startswith("aten::")]


def events(torch, call, on_device=False):
    """What torch's profiler sees of one call; nothing where it does not work."""
    try:
        with muted_warnings(), _profiler(torch, on_device) as profile:
            call()
            if on_device:
                for name in ("cuda", "xpu"):
                    module = getattr(torch, name, None)
                    if module is not None and module.is_available():
                        module.synchronize()
        return list(profile.events() if callable(getattr(profile, "events", None)) else profile.function_events)
    except (RuntimeError, AttributeError, AssertionError, TypeError) as error:
        print(f"the profiler does not work: {error}", file=sys.stderr)
        return []


def blas():
    """The BLAS that is loaded, by the name of its file: reference BLAS is 70 times slower than others. None where unknown."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:
            found = _BLAS.findall(file.read())
    except OSError:
        return None
    names = {os.path.basename(name) for name in found}
    return ", ".join(sorted(names)) or None


@contextlib.contextmanager
def muted_warnings():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _profiler(torch, on_device):
    profiler = getattr(torch, "profiler", None)
    if profiler is not None:
        wanted = [profiler.ProfilerActivity.CPU]
        if on_device:
            wanted += [getattr(profiler.ProfilerActivity, name) for name in ("CUDA", "XPU") if hasattr(profiler.ProfilerActivity, name)
                       and getattr(torch, name.lower()).is_available()]
        return profiler.profile(activities=wanted)
    return torch.autograd.profiler.profile()


def _of_cpu(torch, call):
    switches = [getattr(module, name, None) for module, name in (
        (getattr(torch._C, "_verbose", None), "mkldnn_set_verbose"), (getattr(torch._C, "_verbose", None), "mkl_set_verbose"))]
    switches = [switch for switch in switches if switch is not None]

    def traced():
        for switch in switches:
            switch(1)
        try:
            call()
        finally:
            for switch in switches:
                switch(0)

    return names_of_output(output_of(traced)) if switches else []


def output_of(call):
    """What native code prints to fd 1 while ``call`` runs."""
    flush = _c_flush()
    flush()
    with tempfile.TemporaryFile() as file, _OUTPUT_LOCK:
        kept = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            call()
        finally:
            flush()
            os.dup2(kept, 1)
            os.close(kept)
        file.seek(0)
        return file.read().decode("utf-8", "replace")


_OUTPUT_LOCK = threading.Lock()


def _c_flush():
    try:
        library = ctypes.CDLL(None)
        return lambda: library.fflush(None)
    except (OSError, AttributeError, TypeError):
        return lambda: None
