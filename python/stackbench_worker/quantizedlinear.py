"""Linear layers of fewer bits by the libraries that people quantize with. Each is given a weight (N x K, 16 bits) and yields a call on an input (M x K).
What is here was read in the libraries' sources; none of it has run on a GPU."""
import importlib
from typing import Callable, NamedTuple, Optional

from .errors import Unsupported, first_line, is_device_lost, is_out_of_memory


class Scheme(NamedTuple):
    """``make(torch, weight, device)`` gives (what is called, the call). ``error``: root mean square of the result's error for N(0,1) inputs and a result
    of deviation 1, by what rounding to the format costs; None where nothing is rounded but the result. ``bits``: of a weight in memory."""

    package: Optional[str]
    remedy: str
    make: Callable
    error: Optional[float]
    bits: int
    is_compiled: bool = False


def _layer(torch, weight, device):
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False, dtype=weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
    return layer.to(device.id).requires_grad_(False).eval()


def _torch(torch, weight, device):
    return "torch.nn.Linear", _layer(torch, weight, device)


def _torchao(config, **arguments):
    def make(torch, weight, device):
        quantization = _module("torchao.quantization", config)
        layer = torch.nn.Sequential(_layer(torch, weight, device))  # it replaces the layers of a model
        quantization.quantize_(layer, getattr(quantization, config)(**arguments))
        return f"torchao {config}", layer

    return make


# Quantized when they move to the device; has_fp16_weights would keep the weight as it is. The layer is made in fp32, and load_state_dict would convert
# the weight to it: NF4 then yields fp32 in each call, as its quant_state says.
def _bitsandbytes(name, **arguments):
    def make(torch, weight, device):
        nn = _module("bitsandbytes.nn", name)
        layer = getattr(nn, name)(weight.shape[1], weight.shape[0], bias=False, **arguments)
        layer.weight.data = weight.clone()
        layer = layer.to(device.id).eval()
        if name == "LinearNF4":
            found = getattr(getattr(layer.weight, "quant_state", None), "dtype", None)
            if found != weight.dtype:
                raise Unsupported(f"bitsandbytes {name} yields {found} of a weight in {weight.dtype}", "install another version of bitsandbytes")
        return f"bitsandbytes {name}", layer

    return make


# The weight is quantized in the first call and kept (is_first_microbatch), the input in each.
def _transformer_engine(torch, weight, device):
    te = _module("transformer_engine.pytorch", "Linear")
    cast = getattr(te, "autocast", None) or te.fp8_autocast
    layer = te.Linear(weight.shape[1], weight.shape[0], bias=False, params_dtype=weight.dtype, device=device.id)
    with torch.no_grad():
        layer.weight.copy_(weight)
    first = [True]

    def call(x):
        with cast(enabled=True):
            result = layer(x, is_first_microbatch=first[0])
        first[0] = False
        return result

    return "transformer_engine.pytorch.Linear, FP8 autocast", call


SCHEMES = {
    # Rounding to steps of s costs s/sqrt(12): of 127 steps to the largest of a row of normals (4 deviations), 15 over a group of 128 (5.4), twice
    # where the input is rounded, too. E4M3 keeps 3 bits: 2^-4 at most, 0.026 as a mean, of both. NF4: Dettmers et al. 2023, blocks of 64.
    "torch": Scheme(None, "", _torch, None, 16),
    "torchao-int8-weight": Scheme("torchao", "pip install torchao", _torchao("Int8WeightOnlyConfig"), 0.0092, 8, is_compiled=True),
    "torchao-int4-weight": Scheme("torchao", "pip install torchao", _torchao("Int4WeightOnlyConfig", group_size=128), 0.105, 4),
    "torchao-int8": Scheme("torchao", "pip install torchao", _torchao("Int8DynamicActivationInt8WeightConfig"), 0.013, 8, is_compiled=True),
    "torchao-fp8": Scheme("torchao", "pip install torchao", _torchao("Float8DynamicActivationFloat8WeightConfig"), 0.037, 8, is_compiled=True),
    "bitsandbytes-int8": Scheme("bitsandbytes", "pip install bitsandbytes", _bitsandbytes("Linear8bitLt", has_fp16_weights=False), 0.013, 8),
    "bitsandbytes-nf4": Scheme("bitsandbytes", "pip install bitsandbytes", _bitsandbytes("LinearNF4"), 0.09, 4),
    "te-fp8": Scheme("transformer_engine.pytorch", "pip install transformer-engine[pytorch]", _transformer_engine, 0.037, 8),
}


def make(torch, name, weight, device):
    """(what is called, the call). Raises Unsupported where the library is absent, broken or refuses."""
    scheme = SCHEMES[name]
    title, call = require(name, lambda: scheme.make(torch, weight, device))
    if scheme.package is not None:
        version = getattr(importlib.import_module(scheme.package.split(".")[0]), "__version__", None)
        title = f"{title} {version}" if isinstance(version, str) else title
    return title, call


def require(name, call):
    """Runs ``call``; a refusal becomes Unsupported with the library's own words."""
    try:
        return call()
    except (RuntimeError, AssertionError, ImportError, ValueError, TypeError, AttributeError) as error:
        if is_out_of_memory(error) or is_device_lost(error):
            raise
        raise Unsupported(f"{name} refuses: {first_line(error)}") from None


def _module(name, member):
    package = name.split(".")[0]
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name in (package, name):
            remedy = next(scheme.remedy for scheme in SCHEMES.values() if scheme.package and scheme.package.split(".")[0] == package)
            raise Unsupported(f"{package} is not installed", remedy) from None
        raise Unsupported(f"{package} is installed but unusable: {first_line(error)}", f"pip install {error.name}") from None
    except BaseException as error:  # compiled for another PyTorch, or for another GPU
        raise Unsupported(f"{package} is installed but unusable: {first_line(error)}", f"reinstall {package} for this PyTorch") from None
    if not hasattr(module, member):
        raise Unsupported(f"this {package} has no {member}", f"install a newer {package}")
    return module
