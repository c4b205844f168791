using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Protocol;
using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

/// <summary>Each limit of an engine's answers: what lies on it is believed, what lies beyond is named.</summary>
public sealed class AnswerRulesTests
{
    private static readonly Prepared Checked = new("1", "kernel", Bytes: 0, Checked: true, MaxError: 0, Tolerance: 0);

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, null)]
    [InlineData(24L << 30, null)]
    [InlineData(1L << 50, null)]
    [InlineData(-1L, "device 'cuda:0' has an impossible memory size")]
    [InlineData((1L << 50) + 1, "device 'cuda:0' has an impossible memory size")]
    public void Memory_of_a_device(long? bytes, string? flaw) =>
        Assert.Equal(flaw, AnswerRules.Flaw(Ready([new("cuda:0", "cuda", MemoryBytes: bytes)])));

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Count_of_devices(int count, bool isBelieved) =>
        Assert.Equal(
            isBelieved,
            AnswerRules.Flaw(Ready([.. Enumerable.Range(0, count).Select(i => new WorkerDevice($"cuda:{i}", "cuda"))])) is null);

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Length_of_a_name(int length, bool isBelieved) =>
        Assert.Equal(isBelieved, AnswerRules.Flaw(Ready([new(new string('d', length), "cuda")])) is null);

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1e-6, 1e-6, true)]
    [InlineData(1.01e-6, 1e-6, false)]
    [InlineData(-1e-9, 1e-6, false)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(0, double.PositiveInfinity, false)]
    public void An_error_may_be_as_large_as_its_tolerance(double error, double tolerance, bool isBelieved) =>
        Assert.Equal(isBelieved ? null : FailureStage.Check,
            AnswerRules.Flaw(Checked with { MaxError = error, Tolerance = tolerance }, elapsedSeconds: 1)?.Stage);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(0.5, null, false)]
    [InlineData(null, 0.5, false)]
    public void What_is_checked_says_how_well(double? error, double? tolerance, bool isUnchecked)
    {
        var prepared = Checked with { MaxError = error, Tolerance = tolerance };
        Assert.Equal(FailureStage.Protocol, AnswerRules.Flaw(prepared, elapsedSeconds: 1)?.Stage);
        if (isUnchecked) Assert.Null(AnswerRules.Flaw(prepared with { Checked = false }, elapsedSeconds: 1));
    }

    /// <summary>Two seconds passed, of which a twentieth and a second are slack.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(3.09, true)]
    [InlineData(3.11, false)]
    [InlineData(-0.1, false)]
    public void A_first_call_fits_into_the_time_since_prepare(double firstCallSeconds, bool isBelieved) =>
        Assert.Equal(isBelieved, AnswerRules.Flaw(Checked with { FirstCallSeconds = firstCallSeconds }, elapsedSeconds: 2) is null);

    [Theory]
    [InlineData(0, 1 << 16, true)]
    [InlineData(1L << 50, 1, true)]
    [InlineData(0, 0, false)]
    [InlineData(0, (1 << 16) + 1, false)]
    [InlineData((1L << 50) + 1, 1, false)]
    public void Size_and_threads(long bytes, int threads, bool isBelieved) =>
        Assert.Equal(isBelieved, AnswerRules.Flaw(Checked with { Bytes = bytes, Threads = threads }, elapsedSeconds: 1) is null);

    /// <summary>Ten samples of a hundred calls, a second in all by the host's clock.</summary>
    [Theory]
    [InlineData(1e-3, true)]
    [InlineData(1.05e-3, true)]
    [InlineData(1.052e-3, false)]
    [InlineData(1e-12, true)]
    [InlineData(0.9e-12, false)]
    public void Samples_fit_into_the_time_that_passed(double seconds, bool isBelieved) =>
        Assert.Equal(isBelieved, Flaw(new("1", [.. Enumerable.Repeat(seconds, 10)], "host"), iterations: 100, count: 10) is null);

    [Theory]
    [InlineData(1e30, true)]
    [InlineData(-1e30, true)]
    [InlineData(1.01e30, false)]
    [InlineData(double.NaN, false)]
    public void Values_of_a_series_can_be_reckoned_with(double value, bool isBelieved)
    {
        var series = ImmutableDictionary<string, IReadOnlyList<double>>.Empty.Add("call-times", [1, value, 2]);
        Assert.Equal(isBelieved ? null : "series 'call-times' holds a value that is not finite", Flaw(Sample with { Extra = series }));
    }

    [Theory]
    [InlineData("a", "b", true)]
    [InlineData("", "b", false)]
    [InlineData("a", "", false)]
    public void A_note_has_a_code_and_a_message(string code, string message, bool isBelieved) =>
        Assert.Equal(isBelieved ? null : "a note misses its code or message", Flaw(Sample with { Notes = [new(code, message)] }));

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Count_of_notes(int count, bool isBelieved) =>
        Assert.Equal(isBelieved, Flaw(Sample with { Notes = [.. Enumerable.Repeat(new SampleNote("a", "b"), count)] }) is null);

    private static Samples Sample => new("1", [0.5], "host");

    private static string? Flaw(Samples samples, long iterations = 1, int count = 1) =>
        AnswerRules.Flaw(samples, iterations, count, elapsedSeconds: 1);

    private static Ready Ready(WorkerDevice[] devices) =>
        new(ProtocolVersion.Current, "engine", "1", devices, ["gemm"], ImmutableDictionary<string, string>.Empty);
}
