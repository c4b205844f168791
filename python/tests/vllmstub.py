"""vllm as far as it is used, for tests, and what makes a case of it."""
import json
import os
import sys
import types
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.family import Context
from stackbench_worker.ops.vllm_offline import VllmOffline
from stackbench_worker.params import Params

VALUES = {"hidden": 64, "intermediate": 128, "layers": 2, "heads": 4, "kv_heads": 2, "vocabulary": 100, "prompts": 8, "input": 5, "output": 6, "dtype": "bf16"}


def tokenizer_files(folder):
    """Words of the tokenizer beside the model, without which vLLM does not start."""
    with open(os.path.join(folder, "tokenizer.json"), encoding="ascii") as file:
        return len(json.load(file)["model"]["vocab"])


class Named:
    """A setting or a backend of vLLM, by name."""

    def __init__(self, name):
        self.name = name

    def get_name(self):
        return self.name


class Stub(types.ModuleType):
    """vllm as far as it is used, with its real signatures: an unknown keyword is a TypeError."""

    def __init__(self, **faults):
        super().__init__("vllm")
        self.__version__ = "0.0.stub"
        stub = self
        self.faults, self.opened, self.generated = faults, [], []

        class SamplingParams:
            def __init__(self, *, n=1, temperature=1.0, top_p=1.0, seed=None, stop=None, ignore_eos=False, max_tokens=16, min_tokens=0, detokenize=True):
                self.ignore_eos, self.max_tokens, self.detokenize = ignore_eos, max_tokens, detokenize

        class LLM:
            def __init__(self, model, *, tokenizer=None, skip_tokenizer_init=False, trust_remote_code=False, tensor_parallel_size=1, dtype="auto",
                         quantization=None, seed=None, gpu_memory_utilization=0.9, enforce_eager=False, load_format="auto", max_model_len=None,
                         max_num_seqs=None, enable_prefix_caching=None):
                with open(os.path.join(model, "config.json"), encoding="ascii") as file:
                    stub.opened.append({**{k: v for k, v in locals().items() if k not in ("self", "file")}, "config": json.load(file)})
                config = types.SimpleNamespace(
                    model_config=types.SimpleNamespace(enforce_eager=faults.get("eager", enforce_eager)),
                    cache_config=types.SimpleNamespace(enable_prefix_caching=faults.get("cache", enable_prefix_caching)))
                if faults.get("tokenizer") == "at start" and skip_tokenizer_init:
                    raise ValueError("Unable to get tokenizer because `skip_tokenizer_init=True`")
                self.words = tokenizer_files(model) if not skip_tokenizer_init else None
                self.without = skip_tokenizer_init
                if "told" in faults:
                    config.compilation_config = faults["told"]
                core = types.SimpleNamespace(shutdown=lambda: stub.end("engine_core"))
                executor = types.SimpleNamespace(shutdown=lambda: stub.end("model_executor"))
                self.llm_engine = types.SimpleNamespace(**({"model_executor": executor} if faults.get("old") else {"vllm_config": config, "engine_core": core}))

            def generate(self, prompts, sampling_params=None, *, use_tqdm=True, lora_request=None, priority=None):
                if faults.get("tokenizer") == "at requests" and self.without:  # as version 0.10.0
                    raise AttributeError("'NoneType' object has no attribute 'get_lora_tokenizer'")
                stub.generated.append(prompts)
                count = sampling_params.max_tokens - (faults.get("missing", 0) if len(stub.generated) > faults.get("good_calls", 0) else 0)
                token = (lambda i: 7) if faults.get("constant") else (lambda i: i + faults.get("shift", 0))
                return [
                    types.SimpleNamespace(outputs=[types.SimpleNamespace(token_ids=tuple(token(i + n) for i in range(count)))], num_cached_tokens=faults.get("cached"))
                    for n in range(len(prompts) - faults.get("lost", 0))]

        self.LLM, self.SamplingParams = LLM, SamplingParams
        self.ended = []
        self.state = types.ModuleType("vllm.distributed.parallel_state")
        self.state.destroy_model_parallel = lambda: self.end("model_parallel")
        self.state.destroy_distributed_environment = lambda: self.end("distributed_environment")

    def end(self, what):
        self.ended.append(what)
        if self.faults.get("stubborn") == what:
            raise RuntimeError("it does not end")


def case(stub, seed=1, **values):
    with mock.patch.dict(sys.modules, {"vllm": stub}):
        return VllmOffline(Params({**VALUES, **values}), Device("cuda:0", "cuda"), seed, Context(None))
