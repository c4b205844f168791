import types
import unittest
import unittest.mock

from stackbench_worker import clocks, devices, kernels


class HostClockTests(unittest.TestCase):
    def test_takes_as_many_samples_of_as_many_calls(self):
        calls, ticks = [], []
        taken = clocks.HostClock().sample(lambda: calls.append(1), 7, 5, ticks.append)
        self.assertEqual((len(calls), len(taken.seconds), ticks, taken.clock), (35, 5, [1, 2, 3, 4, 5], "host"))
        self.assertTrue(all(seconds > 0 for seconds in taken.seconds))
        self.assertLessEqual(7 * sum(taken.seconds), taken.end - taken.begin)


class FakeDevice:
    """A device whose calls take a thousandth of a second each, whatever the host needs to queue them."""

    def __init__(self, log, spins_per_second=None):
        self.log = log
        self.now = 0.0
        self.spun = []
        device = self

        class Event:
            def __init__(self, enable_timing):
                assert enable_timing

            def record(self):
                device.log.append("event")
                self.at = device.now

            def synchronize(self):
                device.log.append("wait")

            def elapsed_time(self, later):
                return later.at - self.at

        self.Event = Event
        if spins_per_second is not None:
            self._sleep = lambda cycles: self.spin(cycles, spins_per_second)

    def synchronize(self, index):
        pass

    def run(self):
        self.log.append("run")
        self.now += 1.0  # ms

    def flush(self):
        self.log.append("flush")
        self.now += 5.0

    def spin(self, cycles, per_second):
        self.log.append("hold")
        self.spun.append(cycles)
        self.now += 1e3 * cycles / per_second


class FakeHost:
    """A host whose time passes only where it is said to."""

    def __init__(self):
        self.now = 0

    def perf_counter_ns(self):
        return self.now

    def busy(self, seconds):
        self.now += round(1e9 * seconds)


class DeviceClockTests(unittest.TestCase):
    def test_a_sample_is_an_event_pair_around_its_calls(self):
        log = []
        device = FakeDevice(log)
        taken = clocks.DeviceClock(device, 0).sample(device.run, 2, 2, lambda done: log.append("tick"))
        one, part = ["event", "run", "event", "wait"], ["event", "run", "run", "event", "wait"]
        self.assertEqual(log, one + part + [*part, "tick"] * 2)  # the first two calibrate
        self.assertEqual((taken.seconds, taken.clock), ([1e-3, 1e-3], "device"))
        self.assertEqual(len(taken.extra["host-seconds"]), 2)
        self.assertEqual(taken.extra["launch-bound"], [0.0])

    def test_caches_are_overwritten_before_each_call_and_outside_its_events(self):
        log = []
        device = FakeDevice(log)
        taken = clocks.DeviceClock(device, 0, device.flush).sample(device.run, 3, 2, lambda done: log.append("tick"))
        call = ["flush", "event", "run", "event"]
        self.assertEqual(log, [*call, "wait"] + [*call * 3, "wait"] + [*call * 3, "wait", "tick"] * 2)
        self.assertEqual(taken.seconds, [1e-3, 1e-3])  # the 5 ms of each flush are in none

    def busy_device(self, seconds, **more):
        """A device, and a call that takes so long to queue."""
        device, host = FakeDevice([], **more), FakeHost()
        patch = unittest.mock.patch.object(clocks, "time", host)
        patch.start()
        self.addCleanup(patch.stop)

        def run():
            host.busy(seconds)
            device.run()

        return device, host, run

    def test_is_launch_bound_where_the_host_is_slower_than_the_device(self):
        for seconds, bound in ((3e-3, 1.0), (1.6e-3, 1.0), (1.4e-3, 0.0), (1e-4, 0.0)):
            device, _, run = self.busy_device(seconds, spins_per_second=2e9)
            self.assertEqual(clocks.DeviceClock(device, 0).sample(run, 1, 3, lambda done: None).extra["launch-bound"], [bound], seconds)

    def test_a_call_that_waits_for_the_device_is_not_held(self):
        device, host, _ = self.busy_device(0, spins_per_second=2e9)
        seen = [0.0]

        def run():
            device.run()
            host.busy(1e-3 * (device.now - seen[0]))
            seen[0] = device.now

        taken = clocks.DeviceClock(device, 0).sample(run, 2, 1, lambda done: None)
        self.assertEqual((taken.seconds, taken.extra["launch-bound"]), ([1e-3], [0.0]))
        self.assertEqual(device.log[-8:], ["event", "run", "event", "wait"] * 2)

    def test_holds_the_stream_before_the_first_event_where_it_can(self):
        device, _, run = self.busy_device(1e-5, spins_per_second=2e9)
        clock = clocks.DeviceClock(device, 0)
        clock.sample(run, 1, 1, lambda done: None)
        del device.log[:]
        clock.sample(run, 1, 1, lambda done: None)  # how fast it spins is known now
        sample = ["event", "run", "event", "wait"]
        self.assertEqual(device.log, sample * 2 + ["hold", *sample] * 2)

    def test_how_long_a_device_spins_is_measured_never_assumed(self):
        for per_second in (1e8, 2e9, 3e9):  # a constant clock of 100 MHz, and core clocks
            device = FakeDevice([], per_second)
            clock = clocks.DeviceClock(device, 0)
            with self.subTest(per_second):
                self.assertAlmostEqual(clock._cycles(0.01) / per_second, 0.01, places=6)
                self.assertAlmostEqual(clock._cycles(99.0) / per_second, clocks._LONGEST_HOLD, places=6)
                self.assertLess(sum(device.spun) / per_second, 0.01)

    def test_a_device_that_spins_in_no_time_is_not_held(self):
        device = FakeDevice([], 1e30)
        self.assertEqual(clocks.DeviceClock(device, 0)._cycles(0.01), 0)
        self.assertLessEqual(max(device.spun), clocks._MOST_SPIN)

    def test_a_part_is_no_longer_than_a_queue(self):
        device, _, run = self.busy_device(1e-3, spins_per_second=2e9)  # what takes so long to queue may be 500 kernels
        clocks.DeviceClock(device, 0).sample(run, 4, 1, lambda done: None)
        text = " ".join(device.log)
        self.assertNotIn("run run", text)
        self.assertTrue(text.endswith(" ".join(["hold event run event wait"] * 4)), text)

    def test_a_call_that_is_queued_in_no_time_shares_its_events_with_hundreds(self):
        device = FakeDevice([])
        with unittest.mock.patch.object(clocks, "_QUICKEST_LAUNCH", 1.0):
            taken = clocks.DeviceClock(device, 0).sample(device.run, 1200, 1, lambda done: None)
        text = " ".join(device.log).split("wait")[2:]
        self.assertEqual([part.count("run") for part in text], [500, 500, 200, 0])
        self.assertAlmostEqual(taken.seconds[0], 1e-3)


class CacheSizeTests(unittest.TestCase):
    def test_table(self):
        mebibyte = 1 << 20
        for kind, facts, expected in (
            ("cuda", {"L2_cache_size": 50 * mebibyte}, 50), ("cuda", {}, None), ("xpu", {"last_level_cache_size": 18 * mebibyte}, 18),
            ("hip", {"L2_cache_size": 4 * mebibyte, "gcnArchName": "gfx942:sramecc+:xnack-"}, 256),
            ("hip", {"L2_cache_size": 6 * mebibyte, "gcnArchName": "gfx1100"}, 96),
            ("hip", {"L2_cache_size": 8 * mebibyte, "gcnArchName": "gfx90a:sramecc+:xnack-"}, 8),
            ("hip", {"L2_cache_size": 4 * mebibyte, "gcnArchName": "gfx1310"}, 256), ("hip", {}, 256),
        ):
            with self.subTest(kind=kind, **facts):
                found = devices.last_level_cache(kind, types.SimpleNamespace(**facts))
                self.assertEqual(found, None if expected is None else expected * mebibyte)


if __name__ == "__main__":
    unittest.main()
