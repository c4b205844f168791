using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Tests.Worker.Device;

/// <summary>How much work a dispatch is given, and whether it takes its time.</summary>
public sealed class RoundsTests
{
    [Fact]
    public void Twice_the_rounds_take_twice_the_time()
    {
        var honest = new StubDevice((call, calls) => calls * (1e-5 + (1e-6 * StubRounds.In(call))));
        Rounds.Of(honest, new StubRounds()).RequireProportionalTime(honest);
    }

    /// <summary>Few rounds take no longer than twice as many where the way to a busy device takes most of the time.</summary>
    [Theory]
    [InlineData(true, 3e-3, 2e-6)]
    [InlineData(true, 2e-2, 2e-6)]
    [InlineData(false, 3e-3, 1e-5)]
    public void More_rounds_are_tried_before_work_is_said_not_to_take_its_time(bool isCpu, double wait, double secondsPerRound)
    {
        var device = new StubDevice((call, calls) => calls * Math.Max(wait, secondsPerRound * StubRounds.In(call)))
        {
            Facts = DeviceWorkloads.Facts with { IsCpuDriver = isCpu },
        };
        var rounds = Rounds.Of(device, new StubRounds());
        Assert.Equal(1, rounds.Count);
        var more = rounds.RequireProportionalTime(device);
        Assert.True(more.Count * secondsPerRound > wait / 2, $"{more.Count} rounds");
    }

    /// <summary>Of 30 dispatches 29 are held up by up to twenty times what they take.</summary>
    [Fact]
    public void One_quiet_moment_is_enough()
    {
        var random = new Random(1);
        var device = new StubDevice((call, calls) =>
            calls * 5e-6 * StubRounds.In(call) * (random.Next(30) == 0 ? 1 : 1 + (20 * random.NextDouble())))
        { Facts = DeviceWorkloads.Facts };
        Rounds.Of(device, new StubRounds()).RequireProportionalTime(device);
    }

    /// <summary>Others leave a core alone for 3 ms at most: one dispatch often fits between them, one of twice its length never.</summary>
    [Fact]
    public void A_busy_core_does_not_pass_for_work_that_grows_too_fast()
    {
        const double quiet = 3e-3, away = 9e-3;
        var random = new Random(1);
        var device = new StubDevice((call, calls) =>
        {
            var (left, seconds) = (calls * 5e-6 * StubRounds.In(call), 0.0);
            for (var slice = quiet * random.NextDouble(); left > 0; slice = quiet)
            {
                seconds += Math.Min(left, slice) + (left > slice ? away : 0);
                left -= slice;
            }

            return seconds;
        })
        { Facts = DeviceWorkloads.Facts with { IsCpuDriver = true } };
        var rounds = Rounds.Of(device, new StubRounds());
        Assert.Equal(rounds.Count, rounds.RequireProportionalTime(device).Count);
    }

    /// <summary>Of dispatches that all take the same, some are held up to twice of it.</summary>
    [Fact]
    public void Noise_does_not_pass_for_work()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var device = new StubDevice((_, calls) => calls * 3e-3 * (random.Next(3) > 0 ? 1 : 2)) { Facts = DeviceWorkloads.Facts };
            var rounds = Rounds.Of(device, new StubRounds());
            Assert.Throws<CheckFailedException>(() => rounds.RequireProportionalTime(device));
        }
    }

    /// <summary>Work that is folded to a constant, and a device that does none, take the same time whatever is asked for.</summary>
    [Theory]
    [InlineData(0.0, false)]
    [InlineData(4e-9, false)]
    [InlineData(0.0, true)]
    [InlineData(1e-9, true)]
    public void What_does_not_take_its_time_is_not_measured(double secondsPerRound, bool isCpu)
    {
        var device = new StubDevice((call, calls) => calls * (1e-4 + (secondsPerRound * StubRounds.In(call))))
        {
            Facts = DeviceWorkloads.Facts with { IsCpuDriver = isCpu },
        };
        var rounds = Rounds.Of(device, new StubRounds());
        Assert.Contains("twice the work", Assert.Throws<CheckFailedException>(() => rounds.RequireProportionalTime(device)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_grow_from_one_and_stay_within_what_drivers_allow()
    {
        List<int> seen = [];
        var device = new StubDevice((call, calls) =>
        {
            seen.Add(StubRounds.In(call));
            return calls * 1e-9 * StubRounds.In(call);
        });
        var rounds = Rounds.Of(device, new StubRounds());
        Assert.Equal(1, seen[0]);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.Second <= 4 * pair.First));
        Assert.InRange(2 * rounds.Count, 2, 65_535);
    }

    /// <summary>Of the work asked for, whatever the dispatches it is cut into: none is left out and none is counted twice.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_time_of_a_call_is_that_of_its_work(long calls)
    {
        const double secondsPerRound = 1e-6, work = 12_345;
        long done = 0;
        var device = new StubDevice((call, count) =>
        {
            done += count * StubRounds.In(call);
            return count * secondsPerRound * StubRounds.In(call);
        });
        var kernel = new StubRounds();
        var rounds = Rounds.Of(device, kernel);
        done = 0;
        var timing = rounds.Sample(device, work, calls);
        Assert.Equal(work / kernel.WorkPerRound * secondsPerRound, timing.Seconds, 12);
        Assert.InRange(done, calls * work / kernel.WorkPerRound, (calls * work / kernel.WorkPerRound) + rounds.Count);
    }

    /// <summary>Where a round of all groups takes milliseconds, what a group does beside it would count.</summary>
    [Theory]
    [InlineData(1.0, 512)]
    [InlineData(2e-4, 64)]
    [InlineData(1e-9, 32)]
    public void A_slow_device_is_given_fewer_groups(double rate, int expected)
    {
        List<int> groups = [];
        var device = new StubDevice((call, calls) =>
        {
            groups.Add(call[0].Groups);
            return calls * call[0].Groups * 1e-9 / rate;
        })
        { Facts = DeviceWorkloads.Facts with { IsCpuDriver = false, ComputeUnits = 8 }, DoesCopy = true };
        var peak = DeviceWorkloads.Named("vector fp32");
        Assert.Throws<CheckFailedException>(() => DeviceOperations.Prepare(DeviceWorkloads.Request(peak), device));
        Assert.Equal(8 * 64, groups[0]);
        Assert.Equal(expected, groups[^1]);
    }

    /// <summary>As where a part of the work is done again and again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_takes_far_more_than_twice_the_time_is_not_measured(bool isCpu)
    {
        var device = new StubDevice((call, calls) => calls * 1e-9 * Math.Pow(StubRounds.In(call), 2))
        {
            Facts = DeviceWorkloads.Facts with { IsCpuDriver = isCpu },
        };
        var rounds = Rounds.Of(device, new StubRounds());
        var error = Assert.Throws<CheckFailedException>(() => rounds.RequireProportionalTime(device));
        Assert.Contains("takes 4.00 times", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Its display would wait for as long.</summary>
    [Fact]
    public void A_clock_that_tells_too_little_does_not_lead_to_long_dispatches()
    {
        var longest = 0.0;
        var device = new StubDevice((call, calls) => Seen(calls * 1e-5 * StubRounds.In(call))) { Clock = _ => 1e-9 };
        Rounds.Of(device, new StubRounds());
        Assert.InRange(longest, 0.002, 0.01);

        double Seen(double seconds)
        {
            longest = Math.Max(longest, seconds);
            return seconds;
        }
    }

    /// <summary>Twice of 20 ms, which are asked for to compare; a driver of the CPU has no display.</summary>
    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 64_000)]
    public void More_rounds_are_tried_while_a_display_can_wait(bool isCpu, int most)
    {
        List<int> seen = [];
        var device = new StubDevice((call, calls) =>
        {
            seen.Add(StubRounds.In(call));
            return calls * 0.01;
        })
        { Facts = DeviceWorkloads.Facts with { IsCpuDriver = isCpu } };
        var rounds = Rounds.Of(device, new StubRounds());
        Assert.Throws<CheckFailedException>(() => rounds.RequireProportionalTime(device));
        Assert.Equal(most, seen.Max());
    }
}
