"""Sampling by the monotonic clock and by events of a device. Nothing is allocated between two clock reads."""
import time
from itertools import repeat

LAUNCH_BOUND_RATIO = 1.5
_QUEUED_AT_MOST = 500  # queues of devices take about a thousand calls
_LONGEST_HOLD = 0.02  # seconds
_CYCLES_PER_SECOND = 2e9


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
    has one, while calls are queued, so that the time between the events is the device's and not that of the launches."""

    name = "device"

    def __init__(self, module, device_index, flush=None):
        """``module``: torch.cuda or torch.xpu. ``flush``: called before each sample to overwrite the caches of the device."""
        self._module = module
        self._index = device_index
        self._flush = flush
        self._hold = getattr(module, "_sleep", None)

    def sample(self, run, iterations, samples, tick):
        """As HostClock.sample; adds the series ``host-seconds`` (time to queue a call) and ``launch-bound`` (1 where the host needs more than
        1.5 times as long to queue calls as the device to do them)."""
        now = time.perf_counter_ns
        seconds, host = [0.0] * samples, [0.0] * samples
        events = [self._events() for _ in range(samples)]
        cycles, bound = self._calibrate(run, min(iterations, _QUEUED_AT_MOST))
        begin = now()
        end = begin
        for index in range(samples):
            if self._flush is not None:
                self._flush()
            seconds[index], host[index] = self._once(run, iterations, events[index], cycles)
            end = now()
            tick(index + 1)
        return Taken(seconds, self.name, begin / 1e9, end / 1e9, {"host-seconds": host, "launch-bound": [1.0 if bound else 0.0]})

    def _events(self):
        return self._module.Event(enable_timing=True), self._module.Event(enable_timing=True)

    # Seconds a call on the device, and seconds to queue it.
    def _once(self, run, iterations, events, cycles):
        first, last = events
        calls = repeat(None, iterations)
        now = time.perf_counter_ns
        if cycles:
            self._hold(cycles)
        first.record()
        start = now()
        for _ in calls:
            run()
        queued = now() - start
        last.record()
        last.synchronize()
        self._module.synchronize(self._index)
        return first.elapsed_time(last) / (1e3 * iterations), queued / (1e9 * iterations)

    # Once to see how long queueing takes, once held back that long: few enough calls that the queue does not fill, which would hold the host.
    def _calibrate(self, run, iterations):
        self._module.synchronize(self._index)
        device, host = self._once(run, iterations, self._events(), 0)
        if self._hold is None:
            return 0, host > LAUNCH_BOUND_RATIO * device
        cycles = int(min(host * iterations, _LONGEST_HOLD) * _CYCLES_PER_SECOND) + 1
        device, host = self._once(run, iterations, self._events(), cycles)
        return cycles, host > LAUNCH_BOUND_RATIO * device
