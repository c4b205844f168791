using StackBench.Running;

namespace StackBench.Tests.Running;

/// <summary>The bounds between an engine that is believed and one that reports too little time.</summary>
public sealed class ClaimCheckTests
{
    private readonly Clock _clock = new();
    private readonly List<long> _asked = [];

    [Theory]
    [InlineData(false)]
    [InlineData(false, 1.3)]
    [InlineData(true, 1.31)]
    [InlineData(true, 2.0, 1.31, 9.0)]
    // One answer that took as long as it claims shows that the others had other work.
    [InlineData(false, 2.0, 1.29, 9.0)]
    [InlineData(false, 0.5)]
    public void Only_who_always_took_far_longer_is_suspicious(bool isSuspicious, params double[] ratios)
    {
        var check = new ClaimCheck(_clock);
        foreach (var ratio in ratios) check.Add(0.5, 0.5 * ratio);
        Assert.Equal(isSuspicious, check.IsSuspicious);
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(1.49, false)]
    [InlineData(1.51, true)]
    [InlineData(100, true)]
    public async Task More_calls_must_take_as_much_longer_as_is_claimed(double ratio, bool isFlawed)
    {
        // What passes between samples is no time of the calls.
        var flaw = await FlawAsync(120, calls => (calls * 0.01 / ratio, 0.3 + (calls * 0.01)));
        Assert.Equal(isFlawed, flaw is not null);
        Assert.Equal(isFlawed ? [120, 240, 120, 240, 120, 240] : [120, 240, 120, 240], _asked);
    }

    [Fact]
    public async Task The_flaw_tells_both_times() => Assert.Equal(
        "the engine reports too little time: it claims 500 ms for more calls that took 1.00 s by the host's clock",
        await FlawAsync(100, calls => (calls * 0.005, calls * 0.01)));

    [Fact]
    public async Task Who_claims_less_for_more_calls_claims_nothing() => Assert.Contains(
        "it claims 0 ", await FlawAsync(100, calls => (1.0 / calls, calls * 0.01)), StringComparison.Ordinal);

    [Fact]
    public async Task Calls_are_doubled_until_they_take_long_enough_to_be_judged()
    {
        Assert.Null(await FlawAsync(1, calls => (calls * 0.01, calls * 0.01)));
        Assert.Equal([1, 2, 2, 4, 4, 8, 8, 16, 8, 16], _asked);
    }

    [Fact]
    public async Task Who_disagrees_is_asked_for_calls_of_a_second()
    {
        Assert.NotNull(await FlawAsync(1, calls => (calls * 0.05, calls * 0.1)));
        Assert.Equal([1, 2, 10, 20, 10, 20, 10, 20], _asked);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_moment_of_other_work_condemns_nobody(int disagreements, bool isFlawed)
    {
        var flaw = await FlawAsync(120, calls => (calls * 0.01, calls * (_asked.Count <= 2 * disagreements ? 0.02 : 0.01)));
        Assert.Equal(isFlawed, flaw is not null);
    }

    /// <summary>Answers of microseconds that reach a host without a free processor late: by 100 ms on average, as CI has shown.</summary>
    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(1.0, 0.1)]
    public async Task Late_answers_condemn_nobody(double share, double meanSeconds)
    {
        for (var seed = 0; seed < 300; seed++)
            Assert.Null(await FlawAsync(10, Late(1, share, meanSeconds, seed)));
    }

    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(1.0, 0.1)]
    public async Task And_they_acquit_hardly_anybody(double share, double meanSeconds)
    {
        var condemned = 0;
        for (var seed = 0; seed < 300; seed++)
            if (await FlawAsync(10, Late(2, share, meanSeconds, seed)) is not null) condemned++;
        Assert.InRange(condemned, 285, 300);
    }

    /// <summary>Six seconds beside each sample: patience ends before it is decided, doubt does not.</summary>
    [Fact]
    public async Task Who_is_slow_between_its_samples_is_asked_until_it_is_decided() => Assert.NotNull(
        await FlawAsync(1, calls => (calls * 0.01, 6 + (calls * 0.1))));

    [Fact]
    public async Task A_doubt_that_never_becomes_certain_ends_at_last()
    {
        // Each new number of calls takes no longer than the one before.
        Assert.NotNull(await FlawAsync(1, calls => (1e-6, _asked.Count % 2 == 1 ? 0.1 : 0.3)));
        Assert.InRange(_clock.Seconds, 100, 101);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public async Task Patience_waits_for_the_last_disagreement(double callSeconds)
    {
        Assert.NotNull(await FlawAsync(1, calls => (calls * callSeconds / 3, calls * callSeconds)));
        Assert.Equal(callSeconds < 30 ? [1, 2, 1, 2, 1, 2] : [1, 2, 1, 2], _asked);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public async Task Who_is_never_slow_enough_to_be_judged_is_believed(double seconds)
    {
        Assert.Null(await FlawAsync(1, _ => (seconds / 2, seconds)));
        Assert.InRange(_clock.Seconds, 20, 21);
        Assert.InRange(_asked.Max(), 1, 1L << 41);
        Assert.InRange(_asked.Min(), 1, 1);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task What_is_stopped_among_disagreements_stays_in_doubt(int disagreements, bool isDoubted)
    {
        var check = new ClaimCheck(_clock);
        await Assert.ThrowsAsync<OperationCanceledException>(() => check.FlawAsync(10, calls =>
        {
            _asked.Add(calls);
            if (_asked.Count > 2 * disagreements) throw new OperationCanceledException();
            _clock.Seconds += calls * 0.02;
            return Task.FromResult((calls * 0.01, calls * 0.02));
        }));
        Assert.Equal(isDoubted, check.IsDoubted);
        await check.FlawAsync(10, calls => Task.FromResult((calls * 0.01, calls * 0.01)));
        Assert.False(check.IsDoubted);
    }

    /// <param name="ratio">Of time that passes over time that is claimed.</param>
    private static Func<long, (double Claimed, double Elapsed)> Late(double ratio, double share, double meanSeconds, int seed)
    {
        var random = new Random(seed);
        return calls => (
            calls * 1e-6 / ratio,
            (calls * 1e-6) + (random.NextDouble() < share ? -meanSeconds * Math.Log(1 - random.NextDouble()) : 0));
    }

    private Task<string?> FlawAsync(long calls, Func<long, (double Claimed, double Elapsed)> engine) =>
        new ClaimCheck(_clock).FlawAsync(calls, asked =>
        {
            _asked.Add(asked);
            var answer = engine(asked);
            _clock.Seconds += answer.Elapsed;
            return Task.FromResult(answer);
        });

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
