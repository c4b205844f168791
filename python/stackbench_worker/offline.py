"""What engines that generate offline have in common: one call is one ``generate`` over all prompts of a model in a folder of its own, with weights
that the engine makes itself. Every request yields exactly as many tokens as asked for, and none comes from a cache."""
import shutil
import tempfile

from . import checks, dtypes, llamamodel
from .clocks import HostClock
from .errors import CheckFailed
from .family import Case

START_SECONDS = 1700.0  # loads, compiles, captures graphs, sizes its cache


class Offline(Case):
    """Parameters hidden, intermediate, layers, heads, kv_heads, vocabulary, prompts, input, output (tokens of each), dtype, eager,
    memory_percent (of the device, for weights and cache)."""

    clock = HostClock()  # generate returns when the last token is there
    uses_triton = True  # on a CPU, too, where it has one for it

    library = None  # its name
    types = ()  # names of the dtypes it takes

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.outputs = None
        self.dtype = dtypes.read(params, *self.types)
        self.count, self.input, self.output = params.size("prompts"), params.size("input"), params.size("output")
        self.vocabulary, self.eager = params.size("vocabulary"), params.flag("eager")
        self.bytes = llamamodel.parameters(params) * self.dtype.size
        self.folder = tempfile.mkdtemp(prefix="stackbench-model-")
        try:
            llamamodel.write_config(self.folder, params, self.dtype.torch_name, self.positions)
            self.prompts = llamamodel.prompts(params, seed)
            self.open(params)
        except BaseException:
            self.close()
            raise

    @property
    def positions(self):
        """Tokens of the longest sequence that the engine must take."""
        return self.input + self.output

    def open(self, params):
        """Starts the engine with the model of ``folder``, and requires the settings that decide what is measured."""
        raise NotImplementedError

    def generate(self):
        """The answers to ``prompts``."""
        raise NotImplementedError

    def end(self):
        """Ends the engine, if it was started."""
        raise NotImplementedError

    @staticmethod
    def tokens(output):
        """Of one answer."""
        raise NotImplementedError

    @staticmethod
    def cached(output):
        """How many tokens of a request were not computed, as far as the engine says."""
        raise NotImplementedError

    def run(self):
        self.outputs = self.generate()
        if len(self.outputs) != self.count:
            raise CheckFailed(f"{self.library} answered {len(self.outputs)} of {self.count} requests")
        for index, output in enumerate(self.outputs):
            length = len(self.tokens(output))
            if length != self.output:
                raise CheckFailed(f"request {index} yielded {length} tokens instead of {self.output}")
            if cached := self.cached(output):
                raise CheckFailed(f"request {index} took {cached} tokens from a cache that must be off")

    def first(self):
        with self.context.alive(START_SECONDS):
            self.run()

    def check(self):
        """Dummy weights have no reference: counts are exact, tokens are of the vocabulary and not all one."""
        tokens = [token for output in self.outputs for token in self.tokens(output)]
        strange = llamamodel.strange(tokens, self.vocabulary)
        if strange is None:
            raise CheckFailed(f"all {len(tokens)} tokens are {tokens[0]}: the model computes nothing")
        return checks.Check(float(strange), 0.0, f"{strange} tokens outside the vocabulary")

    def extra(self):
        """Tokens of one call, to make rates of seconds."""
        return {"output-tokens": [float(self.count * self.output)], "prompt-tokens": [float(self.count * self.input)]}

    def close(self):
        """Ends the engine and deletes its model."""
        self.outputs = None
        try:
            self.end()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
