"""Tools that libraries compile with at run time, and how they say that one is missing."""
import re

from .errors import Unsupported, first_line

# A pattern of what is raised (type and message), the tool, and where it comes from.
_KNOWN = (
    (r"ninja is required|ninja (is )?not (being )?(found|installed)|No such file or directory: 'ninja'", "ninja", "pip install ninja"),
    (r"(cannot|can't|could not) find ptxas|No such file or directory: '[^']*ptxas'", "ptxas", "reinstall Triton, or install the CUDA toolkit"),
    (r"No such file or directory: '[^']*nvcc'|CUDA_HOME (environment variable is not set|does not exist)|MissingCUDAException", "nvcc",
     "install the CUDA toolkit of this PyTorch's version and set CUDA_HOME"),
    (r"No such file or directory: '[^']*hipcc'|ROCM_HOME (environment variable is not set|does not exist)", "hipcc",
     "install ROCm's development packages and set ROCM_HOME"),
    (r"failed to find C compiler|No such file or directory: '[^']*(g\+\+|c\+\+|gcc|clang\+\+|clang|cc)'|InvalidCxxCompiler", "a C++ compiler",
     "install g++, or name a compiler in CXX"),
)

_DEEPEST = 5  # causes of causes


def missing(error):
    """Unsupported with the remedy where an error says that a tool is missing; None for all others."""
    for _ in range(_DEEPEST):
        if error is None:
            break
        text = f"{type(error).__name__}: {error}"
        for pattern, tool, remedy in _KNOWN:
            if re.search(pattern, text[:20_000], re.IGNORECASE):
                return Unsupported(f"{tool} is missing, and the library compiles at run time: {first_line(error)[:500]}", remedy)
        error = error.__cause__ or error.__context__
    return None
