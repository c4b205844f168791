"""Offline throughput of SGLang: one call is one ``Engine.generate`` over all prompts. Model and prompts are those of op vllm-offline: Llama's
architecture, weights that SGLang makes itself (load_format dummy), no tokenizer, no reuse of prefixes (disable_radix_cache)."""
import gc
import inspect

from ..errors import CheckFailed, Unsupported
from ..offline import START_SECONDS, Offline

_SPARE_POSITIONS = 64  # its scheduler cuts off answers that would fill the last positions
_GRAPH_LIMITS = ("cuda_graph_max_bs_decode", "cuda_graph_max_bs")  # newer versions have the first; larger batches run without graphs
_OPTIONAL = ("disable_piecewise_cuda_graph", "log_level", *_GRAPH_LIMITS)  # not of every version, and the result is the same work without


def arguments(params, folder, torch_dtype, seed, device, context_length):
    """Of ``sglang.Engine``: fields of its ServerArgs."""
    eager = params.flag("eager")
    return {
        "model_path": folder, "load_format": "dummy", "skip_tokenizer_init": True, "dtype": torch_dtype, "random_seed": seed & 0x7FFFFFFF,
        "context_length": context_length, "mem_fraction_static": params.size("memory_percent", 90) / 100, "disable_radix_cache": True,
        "disable_cuda_graph": eager, "disable_piecewise_cuda_graph": eager, "device": device, "log_level": "error",
        **dict.fromkeys(_GRAPH_LIMITS, params.size("prompts")),  # it would choose by the memory of the GPU, 24 on small ones
    }


def known(wanted, server_args):
    """The arguments that this version has. Raises Unsupported where one is missing that decides what is measured."""
    fields = set(inspect.signature(server_args).parameters)
    limits = [name for name in _GRAPH_LIMITS if name in fields]
    wanted = {name: value for name, value in wanted.items() if name not in _GRAPH_LIMITS or name in limits[:1]}
    missing = [name for name in wanted if name not in fields and name not in _OPTIONAL]
    if missing:
        raise Unsupported(f"this SGLang has no argument {', '.join(missing)}", "install another version of SGLang")
    return {name: value for name, value in wanted.items() if name in fields}


class SglangOffline(Offline):
    """``eager``: no CUDA graphs."""

    library = "SGLang"
    types = ("bf16", "fp16")
    engine = None

    @property
    def positions(self):
        return super().positions + _SPARE_POSITIONS

    def open(self, params):
        self.sampling = {"temperature": 1.0, "max_new_tokens": self.output, "ignore_eos": True}
        with self.context.alive(START_SECONDS):
            self._start(params)
        self.told = self._require_settings()

    def _start(self, params):
        from sglang.srt.entrypoints.engine import Engine
        from sglang.srt.server_args import ServerArgs

        wanted = arguments(params, self.folder, self.dtype.torch_name, self.seed, self.device.id.split(":")[0], self.positions)
        self.engine = Engine(**known(wanted, ServerArgs))

    def generate(self):
        return self.engine.generate(input_ids=self.prompts, sampling_params=self.sampling)

    # Versions before 0.4.7 or so call them token_ids.
    @staticmethod
    def tokens(output):
        ids = output.get("output_ids", output.get("token_ids"))
        if ids is None:
            raise CheckFailed("SGLang tells no tokens")
        return ids

    @staticmethod
    def cached(output):
        return output.get("meta_info", {}).get("cached_tokens")

    def end(self):
        engine, self.engine = self.engine, None
        try:
            if engine is not None:
                engine.shutdown()
        finally:
            del engine
            gc.collect()

    @property
    def backend(self):
        return ", ".join(["SGLang Engine.generate", *([] if self.device.is_cpu else [self._graphs()]), *self.told, "radix cache off", "dummy weights"])

    # What an engine overrides silently would be measured under the wrong name. Its words for the backend.
    def _require_settings(self):
        told = self.engine.get_server_info()
        if not told.get("disable_radix_cache", True):
            raise CheckFailed("SGLang's radix cache is on")
        if not self.device.is_cpu and bool(told.get("disable_cuda_graph", self.eager)) != self.eager:
            raise CheckFailed(f"SGLang runs with disable_cuda_graph={told['disable_cuda_graph']}, asked for {self.eager}")
        self.graph_limit = _graph_limit(told)
        backends = [told.get(f"{phase}_attention_backend") or told.get("attention_backend") for phase in ("prefill", "decode")]
        named = [name for name in dict.fromkeys(backends) if name]
        return [f"attention {'/'.join(named)}"] if named else []

    def _graphs(self):
        if self.eager:
            return "no device graphs"
        if self.graph_limit is None:
            return "device graphs asked for"
        if self.graph_limit < self.count:
            return f"no device graphs for {self.count} requests at once, only for {self.graph_limit}"
        return "device graphs"


# The largest batch that it captured; None where it does not say.
def _graph_limit(told):
    largest = [told.get(name) for name in _GRAPH_LIMITS]
    largest += [max(sizes) for sizes in (told.get("cuda_graph_bs_decode"), told.get("cuda_graph_bs")) if sizes]
    known = [limit for limit in largest if isinstance(limit, int)]
    return min(known) if known else None
