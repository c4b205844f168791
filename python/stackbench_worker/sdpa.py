"""Ways to call scaled dot-product attention with exactly one kernel, newest interface first; what an installed torch has is probed."""
import contextlib
import warnings

from .errors import Unsupported, first_line, is_device_lost, is_out_of_memory

_NAMES = {"math": "MATH", "flash": "FLASH_ATTENTION", "efficient": "EFFICIENT_ATTENTION", "cudnn": "CUDNN_ATTENTION"}
_OLD_FLAGS = {"math": "enable_math", "flash": "enable_flash", "efficient": "enable_mem_efficient"}


class Kernel:
    """``call(query, key, value, causal, grouped)`` with one kernel allowed; ``pinned`` is a context for many calls of ``raw``."""

    def __init__(self, torch, name):
        self._torch = torch
        self.name = name
        function = getattr(torch.nn.functional, "scaled_dot_product_attention", None)
        if function is not None:
            self.title = "torch.nn.functional.scaled_dot_product_attention"
            self.raw = lambda q, k, v, causal, **more: function(q, k, v, None, 0.0, causal, **more)
            self.pinned = _pin(torch, name)
        else:
            self.title, self.raw = _private(torch, name)
            self.pinned = contextlib.nullcontext

    def takes_groups(self, query, key, value, causal):
        """Whether it serves several query heads with one key head. Other refusals show when it is called with equal heads."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with self.pinned():
                    self.raw(query, key, value, causal, enable_gqa=True)
            return True
        except (TypeError, RuntimeError) as error:
            if is_out_of_memory(error) or is_device_lost(error):
                raise
            return False

    def require(self, call):
        """Runs ``call``; a refusal becomes Unsupported with torch's own reasons."""
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                with self.pinned():
                    return call()
            except (RuntimeError, NotImplementedError) as error:
                if is_out_of_memory(error) or is_device_lost(error):
                    raise
                reasons = [first_line(warning.message).split(" (Triggered")[0] for warning in told]
                raise Unsupported(f"torch refuses the {self.name} kernel: {'; '.join([first_line(error), *dict.fromkeys(reasons)])}"[:2000]) from None


def _pin(torch, name):
    attention = getattr(torch.nn, "attention", None)
    if attention is None:
        with contextlib.suppress(ImportError):
            import torch.nn.attention as attention
    if attention is not None and hasattr(attention, "sdpa_kernel"):
        backend = getattr(attention.SDPBackend, _NAMES[name], None)
        if backend is None:
            raise Unsupported(f"this PyTorch has no {name} kernel", "install a newer PyTorch")
        return lambda: attention.sdpa_kernel(backend)
    flags = getattr(torch.backends.cuda, "sdp_kernel", None)
    if flags is None or name not in _OLD_FLAGS:
        raise Unsupported(f"this PyTorch cannot be told to use the {name} kernel alone", "install a newer PyTorch")

    @contextlib.contextmanager
    def pinned():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with flags(**{flag: flag == _OLD_FLAGS[name] for flag in _OLD_FLAGS.values()}):
                yield

    return pinned


# Before 2.0 there is no public function: the composition is a private operation, and fused kernels cannot be chosen.
def _private(torch, name):
    if name == "math":
        with contextlib.suppress(AttributeError, RuntimeError):
            composed = torch.ops.aten._scaled_dot_product_attention_math
            return "torch.ops.aten._scaled_dot_product_attention_math", lambda q, k, v, causal: composed(q, k, v, is_causal=causal)[0]
        function = getattr(torch.nn.functional, "_scaled_dot_product_attention", None)
        if function is not None:
            return "torch.nn.functional._scaled_dot_product_attention", lambda q, k, v, causal: function(q, k, v, is_causal=causal)[0]
    raise Unsupported(f"this PyTorch has no {name} kernel that can be called alone", "install PyTorch 2.0 or newer")
