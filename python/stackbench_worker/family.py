"""What a family of libraries gives to the loop."""
from .errors import Unsupported


class Family:
    """An opened library: versions, devices and the table of its operations (name -> subclass of Case)."""

    def __init__(self, name, version, software, devices, ops, torch=None):
        self.name = name
        self.version = version
        self.software = software
        self.devices = devices
        self.ops = ops
        self.torch = torch

    def device(self, id):
        for device in self.devices:
            if device.id == id:
                return device
        raise Unsupported(f"this engine computes on {', '.join(device.id for device in self.devices)}, not on '{id}'")

    def set_threads(self, count):
        """Sets the threads of the library and returns how many it really computes with; None where it has no such setting."""
        if self.torch is None:
            return None
        self.torch.set_num_threads(count)
        return self.torch.get_num_threads()

    def close(self):
        """Called before the process ends."""


class Context:
    """What an operation may use beside its parameters."""

    def __init__(self, torch, threads=None, alive=None):
        self.torch = torch
        self.threads = threads
        self._alive = alive

    def alive(self, limit=600.0):
        """``with context.alive():`` around a phase that may last minutes; the host waits that long."""
        import contextlib

        return contextlib.nullcontext() if self._alive is None else self._alive(limit)


class Case:
    """One prepared operation. Subclasses set ``bytes`` and override what they need; an operation that cannot be done raises Unsupported."""

    bytes = 0  #: memory held for inputs and outputs
    clock = None  #: a clock of its own; else that of the device

    def __init__(self, params, device, seed, context):
        self.params = params
        self.device = device
        self.seed = seed
        self.context = context
        self.torch = context.torch

    @property
    def uses_triton(self):
        """Whether kernels of Triton run in it, as those of torch.compile do on every device but the CPU."""
        return False

    def activate(self):
        """Sets process-wide switches; called before the first call and before every measurement."""

    def run(self):
        """One call. Allocates nothing where the library takes an output; else the result is dropped at once."""
        raise NotImplementedError

    def first(self):
        """The first call, timed with everything that is paid once; override it to turn a library's refusal into Unsupported."""
        self.run()

    def check(self):
        """Holds a result against a reference in double precision: a checks.Check, or (max error, tolerance)."""
        raise NotImplementedError

    @property
    def backend(self):
        """The kernel or provider that really ran; asked once, after the first call."""
        raise NotImplementedError

    def sample(self, clock, iterations, samples, tick):
        """Takes samples; only operations that time themselves override it."""
        return clock.sample(self.run, iterations, samples, tick)

    def extra(self):
        """Further series by name, in unprefixed units."""
        return {}

    def notes(self):
        """What a reader must know before trusting the samples: objects as docs/worker-protocol.md has them."""
        return []

    def close(self):
        """Frees what garbage collection does not."""
