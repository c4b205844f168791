"""The C library's allocator. By its own rule glibc gives large blocks back to the kernel until the process has freed one as large: an
operation that allocates its output pays for page faults at every call or not, depending on what ran before it in the process. Here they
are kept from the start, as they are in a process that has run for a while."""
import ctypes
import sys

_TRIM_THRESHOLD = -1  # M_TRIM_THRESHOLD, malloc.h
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD
_LARGEST_MMAP_THRESHOLD = 32 << 20  # glibc refuses more on 64-bit machines
_KEPT_BYTES = 1 << 30


def keep_freed_memory():
    """Whether the C library has such a setting and took it."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False  # musl has none, and no such rule
    return mallopt(_MMAP_THRESHOLD, _LARGEST_MMAP_THRESHOLD) != 0 and mallopt(_TRIM_THRESHOLD, _KEPT_BYTES) != 0


def trim():
    """Gives freed memory back to the kernel."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass
