"""Small parameters of operations, for tests, what makes a case of them, and the library they need."""
from stackbench_worker.devices import Device
from stackbench_worker.family import Context
from stackbench_worker.loop import Loop
from stackbench_worker.params import Params

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


def case(op, params, seed=1):
    return op(Params(params), Device("cpu", "cpu"), seed, Context(torch, 1))


def prepared(op, params, seed=1):
    """The case after its first call, checked as the loop does it."""
    made = case(op, params, seed)
    return made, Loop._first_call(made, made.device)
