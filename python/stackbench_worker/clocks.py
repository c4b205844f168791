"""Sampling by the monotonic clock and by events of a device. Nothing is allocated between two clock reads."""
import time
from itertools import repeat

LAUNCH_BOUND_RATIO = 1.5
_HOLD_LIMIT_NS = 20_000_000
_CYCLES_PER_NS = 2


class Taken:
    """Seconds per call of each sample, the clock they were taken with, and further series."""

    def __init__(self, seconds, clock, begin, end, extra=None):
        self.seconds = seconds
        self.clock = clock
        self.begin = begin
        self.end = end
        self.extra = extra or {}


class HostClock:
    """For work that is done when the call returns."""

    name = "host"

    def sample(self, run, iterations, samples, tick):
        """Takes ``samples`` samples of ``iterations`` calls; ``tick(done)`` is called between samples."""
        now = time.perf_counter_ns
        seconds = [0.0] * samples
        begin = now()
        end = begin
        for index in range(samples):
            calls = repeat(None, iterations)
            start = now()
            for _ in calls:
                run()
            end = now()
            seconds[index] = (end - start) / (1e9 * iterations)
            tick(index + 1)
        return Taken(seconds, self.name, begin / 1e9, end / 1e9)


class DeviceClock:
    """For work that is queued: an event pair a sample on the current stream. The stream is held back by a spin kernel, where the library
    has one, until all calls are queued, so that the time between the events is the device's and not that of the launches."""

    name = "device"

    def __init__(self, module, device_index, flush=None):
        """``module``: torch.cuda or torch.xpu. ``flush``: called before each sample to overwrite the caches of the device."""
        self._module = module
        self._index = device_index
        self._flush = flush
        self._hold = getattr(module, "_sleep", None)

    def sample(self, run, iterations, samples, tick):
        """As HostClock.sample; adds the series ``host-seconds`` (time to queue a call) and ``launch-bound`` (1 where the host needs longer
        to queue the calls than the device to do them)."""
        module, now = self._module, time.perf_counter_ns
        seconds, host = [0.0] * samples, [0.0] * samples
        events = [(module.Event(enable_timing=True), module.Event(enable_timing=True)) for _ in range(samples)]
        module.synchronize(self._index)
        hold_ns = self._queueing_time(run, iterations)
        begin = now()
        end = begin
        for index in range(samples):
            first, last = events[index]
            calls = repeat(None, iterations)
            if self._flush is not None:
                self._flush()
            if self._hold is not None:
                self._hold(int(hold_ns * _CYCLES_PER_NS))
            first.record()
            start = now()
            for _ in calls:
                run()
            host[index] = (now() - start) / (1e9 * iterations)
            last.record()
            last.synchronize()
            module.synchronize(self._index)
            end = now()
            seconds[index] = first.elapsed_time(last) / (1e3 * iterations)
            tick(index + 1)
        bound = sum(host) > LAUNCH_BOUND_RATIO * sum(seconds)
        return Taken(seconds, self.name, begin / 1e9, end / 1e9, {"host-seconds": host, "launch-bound": [1.0 if bound else 0.0]})

    def _queueing_time(self, run, iterations):
        if self._hold is None:
            return 0
        start = time.perf_counter_ns()
        for _ in repeat(None, iterations):
            run()
        queued = time.perf_counter_ns() - start
        self._module.synchronize(self._index)
        return min(queued, _HOLD_LIMIT_NS)
