"""The same work as op vllm-offline by the user's own ``vllm bench latency``: one process a measurement, whose JSON has the time of every call. Its
prompts are random numbers below 10,000, the same in each call."""
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

from .. import checks, dtypes, llamamodel, wordtokenizer
from ..clocks import Taken
from ..errors import CheckFailed, Unsupported
from ..family import Case

_SECONDS = 1700.0
_VOCABULARY = 10_000  # of its prompts
_LAST_WORDS = 2000  # characters


def arguments(params, torch_name, folder, seed, calls, output):
    """Of ``vllm``: calls are those that are timed; one before them is not."""
    length = params.size("input") + params.size("output")
    return [
        "bench", "latency", "--model", folder, "--load-format", "dummy", "--dtype", torch_name, "--seed", str(seed & 0x7FFFFFFF),
        "--max-model-len", str(length), "--gpu-memory-utilization", str(params.size("memory_percent", 90) / 100), "--no-enable-prefix-caching",
        "--batch-size", str(params.size("prompts")), "--input-len", str(params.size("input")), "--output-len", str(params.size("output")),
        "--num-iters-warmup", "1", "--num-iters", str(calls), "--disable-detokenize", "--output-json", output,
        *(["--enforce-eager"] if params.flag("eager") else [])]


def latencies(document, calls):
    """Seconds of each call. Raises CheckFailed for a document that is none of ``vllm bench latency``."""
    found = document.get("latencies") if isinstance(document, dict) else None
    if not isinstance(found, list) or len(found) != calls:
        raise CheckFailed(f"vllm bench latency was asked for {calls} calls and tells of {len(found) if isinstance(found, list) else 'none'}")
    if not all(isinstance(value, float) and math.isfinite(value) and value > 0 for value in found):
        raise CheckFailed(f"vllm bench latency tells times that are none: {found[:5]}")
    return found


class VllmBench(Case):
    """Parameters as those of op vllm-offline of the family vllm."""

    uses_triton = True  # on a CPU, too, where it has one for it

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.dtype = dtypes.read(params, "bf16", "fp16", "fp32")
        if params.size("vocabulary") < _VOCABULARY:
            raise Unsupported(f"vllm bench latency makes prompts of {_VOCABULARY} ids", "use a model with as many")
        program = shutil.which("vllm")
        self.command = [program] if program else [sys.executable, "-m", "vllm.entrypoints.cli.main"]
        self.bytes = llamamodel.parameters(params) * self.dtype.size
        self.clock = _Program(self)
        self.folder = tempfile.mkdtemp(prefix="stackbench-model-")
        llamamodel.write_config(self.folder, params, self.dtype.torch_name, params.size("input") + params.size("output"))
        wordtokenizer.write(self.folder, params.size("vocabulary"))

    def first(self):
        self.seconds = self.measure(1)

    def check(self):
        """It has no reference, and tells no tokens: only that its times are some."""
        return checks.Check(0.0, 0.0)

    @property
    def backend(self):
        return f"vllm bench latency, {'eager' if self.params.flag('eager') else 'compiled'}, prefix cache off, dummy weights"

    def sample(self, clock, iterations, samples, tick):
        return clock.sample(None, iterations, samples, tick)

    def measure(self, calls):
        """Seconds of so many calls in a process of their own. Raises RuntimeError with its last words."""
        output = os.path.join(self.folder, "latency.json")
        if os.path.exists(output):
            os.remove(output)
        with self.context.alive(_SECONDS):
            done = subprocess.run(
                [*self.command, *arguments(self.params, self.dtype.torch_name, self.folder, self.seed, calls, output)], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_SECONDS)
        words = done.stdout.decode("utf-8", "replace")
        print(words, file=sys.stderr)
        if done.returncode != 0 or not os.path.exists(output):
            raise RuntimeError(f"vllm bench latency ended with exit code {done.returncode}: {words[-_LAST_WORDS:]}")
        with open(output, encoding="utf-8") as file:
            return latencies(json.load(file), calls)

    def extra(self):
        prompts = self.params.size("prompts")
        return {"output-tokens": [float(prompts * self.params.size("output"))], "prompt-tokens": [float(prompts * self.params.size("input"))]}

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class _Program:
    """All samples of a measurement are calls of one process."""

    def __init__(self, case):
        self._case = case

    def sample(self, run, iterations, samples, tick):
        begin = time.perf_counter()
        found = self._case.measure(iterations * samples)
        seconds = [sum(found[at:at + iterations]) / iterations for at in range(0, len(found), iterations)]
        tick(samples)
        return Taken(seconds, "host", begin, time.perf_counter())
