"""Sampling by the monotonic clock and by events of a device. Nothing is allocated between two clock reads."""
import time
from itertools import repeat

LAUNCH_BOUND_RATIO = 1.5
_QUEUED_AT_MOST = 500  # kernels: queues of devices take about a thousand, and one that is full holds the host
_QUICKEST_LAUNCH = 2e-6  # seconds: no host queues a kernel sooner
_LONGEST_HOLD = 0.02  # seconds
_LEAST_SPIN = 5e-4  # seconds: beside it the launch of the spin kernel itself is small
_FIRST_SPIN, _MOST_SPIN = 20_000, 1 << 30  # cycles


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
    """For work that is queued: event pairs on the current stream. The stream is held back by a spin kernel, where the library has one, while
    calls are queued, so that the time between the events is the device's and not that of the launches. The calls of a sample are queued in
    parts, each with a pair of events and no larger than what a queue takes; where caches are overwritten, every call has its own pair."""

    name = "device"

    def __init__(self, module, device_index, flush=None):
        """``module``: torch.cuda or torch.xpu. ``flush``: called before each call, outside its events, to overwrite the caches of the device."""
        self._module = module
        self._index = device_index
        self._flush = flush
        self._spin = getattr(module, "_sleep", None)
        self._spins_per_second = None

    def sample(self, run, iterations, samples, tick):
        """As HostClock.sample; adds the series ``host-seconds`` (time to queue a call) and ``launch-bound`` (1 where the host needs more than
        1.5 times as long to queue calls as the device to do them)."""
        now = time.perf_counter_ns
        part, cycles, bound = self._calibrate(run, iterations)
        parts = [part] * (iterations // part) + ([iterations % part] if iterations % part else [])
        seconds, host = [0.0] * samples, [0.0] * samples
        begin = now()
        end = begin
        for index in range(samples):
            device = queued = 0.0
            for calls in parts:
                taken = self._once(run, calls, cycles)
                device += taken[0]
                queued += taken[1]
            seconds[index], host[index] = device / iterations, queued / iterations
            end = now()
            tick(index + 1)
        return Taken(seconds, self.name, begin / 1e9, end / 1e9, {"host-seconds": host, "launch-bound": [1.0 if bound else 0.0]})

    # Seconds on the device, and seconds to queue the calls.
    def _once(self, run, calls, cycles):
        now, flush = time.perf_counter_ns, self._flush
        pairs = [self._pair() for _ in range(1 if flush is None else calls)]
        if cycles:
            self._spin(cycles)
        queued = 0
        if flush is None:
            (first, last), all_calls = pairs[0], repeat(None, calls)
            first.record()
            start = now()
            for _ in all_calls:
                run()
            queued = now() - start
            last.record()
        else:
            for first, last in pairs:
                flush()
                first.record()
                start = now()
                run()
                queued += now() - start
                last.record()
        pairs[-1][1].synchronize()
        self._module.synchronize(self._index)
        return sum(first.elapsed_time(last) for first, last in pairs) / 1e3, queued / 1e9

    def _pair(self):
        return self._module.Event(enable_timing=True), self._module.Event(enable_timing=True)

    # How many calls a part has, how long the stream is held for one, and whether the host is the slower side. How many kernels a call has no
    # library tells, but the time to queue it bounds it: so many calls are queued at once that the queue does not fill, which would hold the host.
    def _calibrate(self, run, iterations):
        self._module.synchronize(self._index)
        _, host = self._once(run, 1, 0)
        kernels = max(host / _QUICKEST_LAUNCH, 1.0) + (3 if self._flush is not None else 0)
        part = max(min(iterations, int(_QUEUED_AT_MOST / kernels)), 1)
        device, host = self._once(run, part, 0)
        cycles = self._cycles(host)
        if cycles:
            unheld = host
            device, host = self._once(run, part, cycles)
            if host > 1.5 * unheld:  # it waits for the device, as a copy to pageable memory does: such calls cannot be queued ahead
                return part, 0, False
        return part, cycles, host > LAUNCH_BOUND_RATIO * device

    def _cycles(self, seconds):
        if self._spin is None:
            return 0
        if self._spins_per_second is None:
            self._spins_per_second = self._measure_spin()
        return int(min(seconds, _LONGEST_HOLD) * self._spins_per_second) + 1 if self._spins_per_second else 0

    # The spin kernel counts the core clock on most devices and a clock of 100 MHz on some: only its own time tells. 0 where it tells nothing.
    def _measure_spin(self):
        cycles = _FIRST_SPIN
        while cycles <= _MOST_SPIN:
            first, last = self._pair()
            first.record()
            self._spin(cycles)
            last.record()
            last.synchronize()
            seconds = first.elapsed_time(last) / 1e3
            if seconds >= _LEAST_SPIN:
                return cycles / seconds
            cycles *= 4
        return 0.0
