"""Small parameters of operations, for tests, and the library they need."""
try:
    import torch
except Exception as error:  # any reason is one
    torch, WHY = None, f"no usable PyTorch in this interpreter: {type(error).__name__}: {error}"
else:
    WHY = ""

GEMM = {"m": 48, "n": 40, "k": 72, "dtype": "fp32", "layout": "nn"}
CONV = {"n": 2, "c": 6, "h": 13, "w": 11, "k": 8, "r": 3, "s": 2, "stride": 2, "pad": 1, "dtype": "fp32", "layout": "nchw"}
ATTENTION = {"b": 2, "hq": 4, "hkv": 4, "sq": 40, "sk": 40, "d": 16, "causal": False, "dtype": "fp32", "kernel": "math"}
MLP = {"model": "mlp", "batch": 8, "width": 32, "hidden": 48, "dtype": "fp32"}
