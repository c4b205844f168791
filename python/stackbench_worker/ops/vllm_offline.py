"""Offline throughput of vLLM: one call is one ``LLM.generate`` over all prompts. The model has the architecture of Llama, weights that vLLM
makes itself (load_format dummy) and no tokenizer, or one of made-up words where vLLM cannot do without; prompts are unique and random, the prefix
cache is off, every request yields exactly as many tokens as asked for. What that measures is the engine; the quality of the text is none."""
import gc
import sys

from .. import vllmengine, wordtokenizer
from ..errors import CheckFailed, text_of
from ..offline import START_SECONDS, Offline


class VllmOffline(Offline):
    """``eager``: no CUDA graphs and no compilation."""

    library = "vLLM"
    types = ("bf16", "fp16", "fp32")
    llm = None

    def open(self, params):
        from vllm import SamplingParams

        self.prompts = [{"prompt_token_ids": ids} for ids in self.prompts]
        self.sampling = SamplingParams(temperature=1.0, ignore_eos=True, max_tokens=self.output, detokenize=False)
        with self.context.alive(START_SECONDS):
            self.has_tokenizer = not self._does_without_tokenizer(params)
            if self.has_tokenizer:
                wordtokenizer.write(self.folder, self.vocabulary)
                self._start(params)
        self._require_settings()
        self.told = vllmengine.settings(self.llm)

    # Version 0.10.0 starts without a tokenizer and fails at the first request.
    def _does_without_tokenizer(self, params):
        from vllm import SamplingParams

        try:
            self._start(params, skip_tokenizer_init=True)
            self.llm.generate(self.prompts[:1], SamplingParams(ignore_eos=True, max_tokens=1, detokenize=False), use_tqdm=False)
            return True
        except Exception as error:
            if "tokenizer" not in str(error).lower():
                raise
            print(f"vLLM cannot do without a tokenizer: {text_of(error)}", flush=True)
        self.end()
        return False

    def _start(self, params, **more):
        from vllm import LLM

        self.llm = LLM(
            model=self.folder, load_format="dummy", dtype=self.dtype.torch_name, seed=self.seed & 0x7FFFFFFF, enforce_eager=self.eager,
            enable_prefix_caching=False, max_model_len=self.positions, gpu_memory_utilization=params.size("memory_percent", 90) / 100, **more)

    def generate(self):
        return self.llm.generate(self.prompts, self.sampling, use_tqdm=False)

    @staticmethod
    def tokens(output):
        return output.outputs[0].token_ids

    @staticmethod
    def cached(output):
        return getattr(output, "num_cached_tokens", None)

    @property
    def backend(self):
        told = [f"{name} {text}" for name, text in self.told.items() if name != "graphs" or not self.device.is_cpu]
        words = ["a tokenizer of made-up words"] if self.has_tokenizer else []
        return ", ".join(["vLLM LLM.generate", "eager" if self.eager else "compiled", *told, "prefix cache off", "dummy weights", *words])

    # It keeps most of the device's memory, and a process group: the next one begins anew.
    def end(self):
        llm, self.llm = self.llm, None
        try:
            if llm is not None:
                _shut_down(llm)
        finally:
            del llm
            _leave_groups()

    # What an engine overrides silently would be measured under the wrong name.
    def _require_settings(self):
        config = getattr(self.llm.llm_engine, "vllm_config", None)
        if config is None:
            return
        if bool(config.model_config.enforce_eager) != self.eager:
            raise CheckFailed(f"vLLM runs with enforce_eager={config.model_config.enforce_eager}, asked for {self.eager}")
        if config.cache_config.enable_prefix_caching:
            raise CheckFailed("vLLM's prefix cache is on")


# Versions keep what holds the memory in different places: each is told to end, where it can be.
def _shut_down(llm):
    engine = getattr(llm, "llm_engine", None)
    for owner in (getattr(engine, "engine_core", None), getattr(engine, "model_executor", None)):
        end = getattr(owner, "shutdown", None)
        if end is not None:
            try:
                end()
            except Exception as error:  # the next owner is told nevertheless
                print(f"vLLM's engine does not end: {text_of(error)}", flush=True)


def _leave_groups():
    state = sys.modules.get("vllm.distributed.parallel_state")
    for name in ("destroy_model_parallel", "destroy_distributed_environment"):
        leave = getattr(state, name, None)
        if leave is not None:
            try:
                leave()
            except Exception as error:
                print(f"vLLM's {name}: {text_of(error)}", flush=True)
    gc.collect()  # engines refer to themselves
