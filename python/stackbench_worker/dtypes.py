"""Element types by the names of the workloads, and what they round."""
from .errors import Unsupported


class DType:
    """``roundoff``: largest relative error of rounding to it; ``sum_roundoff``: of the type sums are kept in."""

    def __init__(self, name, torch_name, size, roundoff, sum_roundoff):
        self.name = name
        self.torch_name = torch_name
        self.size = size
        self.roundoff = roundoff
        self.sum_roundoff = sum_roundoff

    def of(self, torch):
        """torch's own type. Raises Unsupported where this torch has none."""
        dtype = getattr(torch, self.torch_name, None)
        if dtype is None:
            raise Unsupported(f"this PyTorch has no type {self.torch_name}", "install a newer PyTorch")
        return dtype


_ALL = {
    dtype.name: dtype
    for dtype in (
        DType("fp64", "float64", 8, 2.0**-53, 2.0**-53),
        DType("fp32", "float32", 4, 2.0**-24, 2.0**-24),
        DType("tf32", "float32", 4, 2.0**-11, 2.0**-24),
        DType("bf16", "bfloat16", 2, 2.0**-8, 2.0**-24),
        DType("fp16", "float16", 2, 2.0**-11, 2.0**-24),
        # Products are summed in fewer bits than fp32 has by the matrix units of some devices; results are bf16.
        DType("fp8", "float8_e4m3fn", 1, 2.0**-8, 2.0**-14),
        DType("int8", "int8", 1, 0.0, 0.0),
    )
}


def read(params, *allowed):
    """The type that parameter ``dtype`` names. Raises Unsupported."""
    name = params.text("dtype")
    if name not in allowed:
        raise Unsupported(f"type '{name}' is not to be had; types: {', '.join(allowed)}")
    return _ALL[name]
