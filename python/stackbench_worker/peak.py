"""Memory one call needs beyond what is held before it, its fresh result included."""
import gc
import sys

from . import allocator


def of(device, call, fresh_bytes):
    """In bytes; None where it cannot be told. ``fresh_bytes``: what the call allocates for certain: less cannot be true."""
    needed = _of_process(call) if device.is_cpu else _of_device(device, call)
    return float(needed) if needed is not None and needed >= fresh_bytes else None


def _of_device(device, call):
    module = device.module
    if not hasattr(module, "max_memory_allocated"):
        return None
    gc.collect()
    module.synchronize(device.index)
    module.reset_peak_memory_stats(device.index)
    before = module.memory_allocated(device.index)
    call()
    module.synchronize(device.index)
    return module.max_memory_allocated(device.index) - before


# The allocator keeps freed memory, which a call would find and reuse: it is given back before. Linux only.
def _of_process(call):
    if not sys.platform.startswith("linux"):
        return None
    gc.collect()
    allocator.trim()
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        before = _high_water()
        call()
        return _high_water() - before
    except OSError as error:
        print(f"peak memory is not measured: {error}", file=sys.stderr)
        return None


def _high_water():
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise OSError("the kernel reports no high-water mark")
