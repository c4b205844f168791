using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Tests.Running.Engines;

namespace StackBench.Tests.Running;

/// <summary>Which notes a result bears.</summary>
public sealed class ResultAssemblyTests
{
    [Theory]
    [InlineData(0.2, false, "noisy unconverged")]
    [InlineData(0.2, true, "noisy contended")]
    [InlineData(0.001, false, "")]
    [InlineData(0.001, true, "contended")]
    public void Restless_launches_are_noted_where_they_disagree_and_no_one_else_is_to_blame(double spread, bool isContended, string codes)
    {
        var others = ImmutableSortedDictionary<string, double>.Empty.Add(LaunchFacts.CpuOthers, isContended ? 0.5 : 0);
        ImmutableArray<Launch> launches =
            [.. new[] { 1 - spread, 1, 1 + spread }.Select((rate, index) => Launch(index + 1, rate * 1e9) with { Conditions = others })];
        Assert.Equal(codes, string.Join(' ', NotesOf(launches)));
    }

    [Fact]
    public void A_single_launch_that_did_not_settle_is_noted() => Assert.Equal(["unconverged"], NotesOf([Launch(1, 1e9)]));

    [Theory]
    [InlineData("launch-bound", 1.0, "launch-bound")]
    [InlineData("launch-bound", 0.0, "")]
    [InlineData("host-seconds", 1.0, "")]
    public void What_the_host_could_not_queue_in_time_is_noted(string series, double flag, string codes)
    {
        var launches = Enumerable.Range(1, 3).Select(number => Launch(number, 1e9)).ToImmutableArray();
        var flagged = launches[1] with { Series = ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty.Add(series, [0, flag]) };
        Assert.Equal(codes, string.Join(' ', NotesOf(launches.SetItem(1, flagged))));
    }

    /// <summary>Durations of the samples of each launch; a call of 1000 FLOP may last 1 s and not 0.1 s.</summary>
    [Theory]
    [InlineData("1 1 1|1 1 1", false)]
    [InlineData("1 1 1|0.1 0.1 0.1", true)]
    [InlineData("1 1 0.1|1 1 1", true)]
    [InlineData("1 1 1|1 0.1 1", true)]
    public void The_shortest_sample_of_every_launch_must_be_possible(string durations, bool isImplausible)
    {
        var planned = FakeEngine.Planned("well");
        planned = planned with { Workload = planned.Workload with { Bounds = Bounds.None with { CeilingName = "flops.fp32" } } };
        var peaks = new Peaks(
            ImmutableDictionary<string, Ceiling>.Empty.Add("flops.fp32", new Ceiling(2000, Unit.FlopPerSecond, "a test")));
        ImmutableArray<Launch> launches =
        [
            .. durations.Split('|').Select((samples, index) => Launch(index + 1, 1000) with
            {
                Samples = [.. samples.Split(' ').Select(seconds => new Sample(double.Parse(seconds, CultureInfo.InvariantCulture), 0))],
            }),
        ];
        Assert.Equal(isImplausible, ResultAssembly.Of(planned, launches, ended: null, peaks).Outcome is Implausible);
    }

    [Fact]
    public void A_skip_after_measured_launches_keeps_them_and_a_failure_does_not()
    {
        ImmutableArray<Launch> launches = [Launch(1, 1e9), Launch(2, 1e9)];
        var skipped = ResultAssembly.Of(FakeEngine.Planned("well"), launches, new Skipped("too slow"), Peaks.Unknown);
        Assert.Equal(1e9, Assert.IsType<Ok>(skipped.Outcome).Metrics[0].Value);
        Assert.Equal(launches, skipped.Launches);
        var failure = new Failed(FailureStage.Measure, "died", []);
        Assert.Same(failure, ResultAssembly.Of(FakeEngine.Planned("well"), launches, failure, Peaks.Unknown).Outcome);
        Assert.IsType<Skipped>(ResultAssembly.Of(FakeEngine.Planned("well"), [], new Skipped("too slow"), Peaks.Unknown).Outcome);
    }

    [Fact]
    public void Launches_that_found_no_value_are_skipped_for_the_reason_the_engine_gave()
    {
        var none = new Note("search-none", "no load keeps the limits", "raise them");
        var launch = Launch(1, 1e9) with { Values = ImmutableSortedDictionary<string, double>.Empty, Notes = [none], NoValue = none };
        Assert.Equal(new Skipped("no load keeps the limits", "raise them"),
            ResultAssembly.Of(FakeEngine.Planned("well"), [launch], ended: null, Peaks.Unknown).Outcome);
    }

    /// <summary>Loads found by the launches, 0 where one found none: a search without a result is evidence of a low one.</summary>
    [Theory]
    [InlineData("0 0 8", null)]
    [InlineData("0 8", null)]
    [InlineData("0 6 8", 6.0)]
    [InlineData("0 4 6 8", 5.0)]
    [InlineData("0 0 4 6 8", 4.0)]
    [InlineData("4 6 8", 6.0)]
    public void Searches_that_found_nothing_count_as_lower_than_every_load(string found, double? median)
    {
        ImmutableArray<Launch> launches =
            [.. found.Split(' ').Select((load, index) => Found(index + 1, double.Parse(load, CultureInfo.InvariantCulture)))];
        var outcome = ResultAssembly.Of(FakeEngine.Planned("well"), launches, ended: null, Peaks.Unknown).Outcome;
        if (median is null) Assert.IsType<Skipped>(outcome);
        else Assert.Equal(median, Assert.IsType<Ok>(outcome).Metrics[0].Value);

        static Launch Found(int number, double load) =>
            load > 0
                ? Launch(number, load)
                : Launch(number, 1) with
                {
                    Values = ImmutableSortedDictionary<string, double>.Empty,
                    NoValue = new Note(
                "search-none", "no load keeps the limits")
                };
    }

    [Fact]
    public void Any_other_note_of_a_launch_without_values_is_no_reason_to_skip()
    {
        var launch = Launch(1, 1) with
        {
            Values = ImmutableSortedDictionary<string, double>.Empty,
            Notes = [new Note(
            "requests-failed", "1 of 60 requests failed")]
        };
        Assert.Contains("requests-failed", NotesOf([launch]));
    }

    [Fact]
    public void Launches_that_ran_different_kernels_say_so()
    {
        ImmutableArray<Launch> launches =
            [.. "Vector512 Vector512 Vector256".Split(' ')
                .Select((kernel, index) => Launch(index + 1, 1e9) with { Backend = kernel })];
        var ok = Assert.IsType<Ok>(ResultAssembly.Of(FakeEngine.Planned("well"), launches, ended: null, Peaks.Unknown).Outcome);
        Assert.Equal("the launches ran different kernels: Vector512 (2 of 3); Vector256 (1 of 3)",
            ok.Notes.Single(note => note.Code == "mixed-kernels").Message);
        Assert.DoesNotContain("mixed-kernels", NotesOf([launches[0], launches[1]]));
    }

    private static IEnumerable<string> NotesOf(ImmutableArray<Launch> launches) =>
        Assert.IsType<Ok>(ResultAssembly.Of(FakeEngine.Planned("well"), launches, ended: null, Peaks.Unknown).Outcome).Notes
            .Select(note => note.Code);

    private static Launch Launch(int number, double rate) => new()
    {
        Number = number,
        StartedAt = DateTimeOffset.UnixEpoch,
        Backend = "fake",
        CallsPerSample = 1,
        Clock = SampleClock.Host,
        WarmUp = new WarmUp(1, 0.1),
        StopReason = StopReason.Unconverged,
        Check = new ReferenceCheck(0, 1e-6),
        Samples = [new(1000 / rate, 0)],
        Values = ImmutableSortedDictionary<string, double>.Empty.Add("flop-rate", rate),
    };
}
