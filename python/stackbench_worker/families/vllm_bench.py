"""vLLM by its own benchmark program, beside the family vllm, which drives it as a library."""
from .. import libraries
from . import vllm


def open():
    """As the family vllm: what it computes on is what its program computes on. Raises Unsupported."""
    family = vllm.open()
    libraries.find("vllm.benchmarks.latency", "vLLM with 'vllm bench'", "pip install --upgrade vllm, or use engine vllm")
    family.name, family.ops = "vllm-bench", ops()
    return family


def ops():
    """The operations by their names in the protocol: one line each."""
    from ..ops import vllm_bench

    return {"vllm-offline": vllm_bench.VllmBench}
