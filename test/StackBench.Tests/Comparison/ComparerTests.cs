using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Tests.Comparison;

public sealed class ComparerTests
{
    private static readonly Run Base = Runs.Of(0, Runs.Rate("a", Runs.Around(100, 0.005, 8)));

    /// <summary>Pairs of 10 launches, ±0.5 %: both directions of the metric, oriented so that above 1 is worse.</summary>
    [Theory]
    [InlineData(1.00, Verdict.NoChange, Verdict.NoChange)]
    [InlineData(0.90, Verdict.Regression, Verdict.Improvement)]
    [InlineData(1.12, Verdict.Improvement, Verdict.Regression)]
    [InlineData(0.9725, Verdict.SmallChange, Verdict.SmallChange)]
    [InlineData(1.015, Verdict.NoChange, Verdict.NoChange)]
    public void Interleaved_pairs_have_verdicts(double factor, Verdict rate, Verdict latency)
    {
        double[] before = Runs.Around(100, 0.005, 10), after = [.. Runs.Around(100 * factor, 0.005, 10).Reverse()];
        var ofRate = Runs.Compared([Runs.Of(0, Runs.Rate("a", before))], Runs.Of(1, Runs.Rate("a", after)), Design.Interleaved);
        var ofLatency = Runs.Compared([Runs.Of(0, Runs.Latency("a", before))], Runs.Of(1, Runs.Latency("a", after)), Design.Interleaved);
        Assert.Equal((rate, latency), (ofRate.Verdict, ofLatency.Verdict));
        Assert.Equal(factor, ofLatency.Ratio!.Value, 0.005);
        Assert.Equal(1 / factor, ofRate.Ratio!.Value, 0.01);
        Assert.InRange(ofRate.Ratio.Value, ofRate.Interval!.Value.Low, ofRate.Interval.Value.High);
        Assert.Equal((EvidenceUnit.Pair, 10, 10), (ofRate.Evidence, ofRate.BaselineCount, ofRate.CandidateCount));
        Assert.True(ofRate.Interval.Value.Level >= 0.98);
    }

    [Fact]
    public void Six_pairs_are_too_few_and_say_how_many_more()
    {
        var metric = Runs.Compared([Runs.Of(0, Runs.Rate("a", Runs.Around(100, 0.001, 6)))], Runs.Of(
            1, Runs.Rate("a", Runs.Around(50, 0.001, 6))), Design.Interleaved);
        Assert.Equal((Verdict.TooFew, 1, "6 pairs; a verdict needs 7"), (metric.Verdict, metric.NeededMore, metric.Reason));
        Assert.Equal(2, metric.Ratio!.Value, 0.01);
        Assert.Null(metric.Interval);
    }

    [Fact]
    public void Noise_leaves_it_inconclusive_with_the_number_needed()
    {
        var metric = Runs.Compared([Runs.Of(0, Runs.Rate("a", Runs.Around(100, 0.1, 10)))], Runs.Of(
            1, Runs.Rate("a", [.. Runs.Around(98, 0.1, 10).Reverse()])), Design.Interleaved);
        Assert.Equal(Verdict.Inconclusive, metric.Verdict);
        Assert.InRange(metric.NeededMore!.Value, 20, 5000);
    }

    /// <summary>One run a side of a report of one metric: 3 % of scatter is expected where nothing is known.</summary>
    [Theory]
    [InlineData(50, Verdict.Regression)]
    [InlineData(90, Verdict.Regression)]
    [InlineData(96, Verdict.Inconclusive)]
    [InlineData(100, Verdict.Inconclusive)]
    [InlineData(200, Verdict.Improvement)]
    public void A_single_stored_run_carries_a_verdict_on_what_is_plain(double centre, Verdict expected)
    {
        var metric = Runs.Compared([Base], Runs.Of(1, Runs.Rate("a", Runs.Around(centre, 0.005, 8))));
        Assert.Equal(expected, metric.Verdict);
        Assert.Equal((EvidenceUnit.Run, 1, 1), (metric.Evidence, metric.BaselineCount, metric.CandidateCount));
        Assert.StartsWith("one run a side: ", metric.Reason, StringComparison.Ordinal);
        Assert.EndsWith(" the expected scatter", metric.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_launches_against_three_find_what_is_six_times_slower()
    {
        var metric = Runs.Compared([Runs.Of(0, Runs.Rate("a", 1, 1.01, 1.02))], Runs.Of(1, Runs.Rate("a", 0.17, 0.171, 0.172)));
        Assert.Equal(Verdict.Regression, metric.Verdict);
        Assert.InRange(metric.Ratio!.Value, 5.8, 6);
        Assert.Equal((1.01, 0.171), (Math.Round(metric.Baseline!.Value, 3), Math.Round(metric.Candidate!.Value, 3)));
    }

    [Theory]
    [InlineData(2, 0.90, Verdict.Regression)]
    [InlineData(4, 1.20, Verdict.Improvement)]
    [InlineData(5, 0.90, Verdict.Regression)]
    [InlineData(5, 1.12, Verdict.Improvement)]
    [InlineData(10, 1.00, Verdict.Inconclusive)]
    [InlineData(10, 0.96, Verdict.Inconclusive)]
    public void Stored_runs_carry_verdicts(int runs, double factor, Verdict expected)
    {
        var metric = Runs.Compared(Runs.History(runs, 0.005), Runs.Of(99, Runs.Rate("a", Runs.Around(100 * factor, 0.002, 5))));
        Assert.Equal(expected, metric.Verdict);
        Assert.Equal((EvidenceUnit.Run, runs), (metric.Evidence, metric.BaselineCount));
    }

    /// <summary>The centre of the history is its own yardstick: runs that differ by 5 % say nothing of 5 %.</summary>
    [Fact]
    public void Runs_that_differ_from_each_other_decide_nothing()
    {
        var metric = Runs.Compared(Runs.History(6, 0.05), Runs.Of(99, Runs.Rate("a", Runs.Around(95, 0.002, 5))));
        Assert.Equal((Verdict.Inconclusive, null, EvidenceUnit.Run), (metric.Verdict, metric.NeededMore, metric.Evidence));
        Assert.EndsWith("x the scatter from run to run", metric.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_launches_widen_and_never_refuse()
    {
        double[] few = [50, 51], many = [50, 50.2, 50.5, 50.8, 51];
        var widths = new[] { few, many }.Select(values => Runs.Compared(Runs.History(6, 0), Runs.Of(99, Runs.Rate("a", values))))
            .Select(metric => (metric.Verdict, Width: metric.Interval!.Value.High / metric.Interval.Value.Low)).ToArray();
        Assert.All(widths, entry => Assert.Equal(Verdict.Regression, entry.Verdict));
        Assert.True(widths[0].Width > widths[1].Width);
    }

    [Fact]
    public void The_noise_floor_replaces_a_smaller_threshold()
    {
        double[] before = Runs.Around(100, 0.002, 10), after = [.. Runs.Around(90, 0.002, 10).Reverse()];
        var options =
            ComparisonOptions.Default with
            {
                Thresholds = Thresholds.Default with { NoiseFloors = Thresholds.Default.NoiseFloors.Add("flop-rate", 0.15) },
            };
        var metric = Assert.Single(
            Comparer.Compare([Runs.Of(0, Runs.Rate("a", before))], Runs.Of(1, Runs.Rate("a", after)), options, Design.Interleaved).Metrics);
        Assert.Equal((Verdict.NoChange, 0.15, 0.03), (metric.Verdict, metric.EffectiveThreshold, metric.Threshold));
    }

    [Fact]
    public void Another_method_machine_shape_or_unit_is_not_comparable()
    {
        var same = Runs.Of(1, Runs.Rate("a", Runs.Around(100, 0.005, 8)));
        void Refuses(Run candidate, string reason)
        {
            var metric = Runs.Compared([Base], candidate);
            Assert.Equal(Verdict.NotComparable, metric.Verdict);
            Assert.Contains(reason, metric.Reason, StringComparison.Ordinal);
            Assert.Null(metric.Ratio);
        }

        Refuses(same with { Tool = same.Tool with { Method = 99 } }, $"different methods ({ToolVersion.CurrentMethod} and 99)");
        Refuses(same with { Fingerprint = same.Fingerprint.With([new("cpu.model", "another", FactRole.Identity)]) },
            "another machine: cpu.model");
        Refuses(same with { Results = [same.Results[0] with { Parameters = Parameters.Of(("m", 3)) }] }, "different parameters: ");
        Refuses(same with { Results = [same.Results[0] with { Cost = new Cost(Flop: 1) }] }, "different work");
        var latency =
            Runs.Result("a", MetricDefinitions.FlopRate with { Unit = MetricDefinitions.Latency.Unit }, Runs.Around(100, 0.005, 8));
        Refuses(same with { Results = [latency] }, "measured in FLOP/s and in s");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void A_broken_value_gives_no_verdict(double value)
    {
        var values = Runs.Around(100, 0.005, 8);
        values[3] = value;
        var metric = Runs.Compared([Base], Runs.Of(1, Runs.Rate("a", values)));
        Assert.Equal(Verdict.NotComparable, metric.Verdict);
        Assert.Contains("not a finite number above zero", metric.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_value_of_zero_on_either_side_has_no_ratio(double before, double after)
    {
        static BenchmarkResult Of(double value)
        {
            var result = Runs.Rate("a", Runs.Around(100, 0.005, 8));
            return result with { Outcome = new Ok([((Ok)result.Outcome).Metrics[0] with { Value = value }], []) };
        }

        Assert.Equal(Verdict.NotComparable, Runs.Compared([Runs.Of(0, Of(before))], Runs.Of(1, Of(after))).Verdict);
    }

    [Fact]
    public void Among_many_metrics_a_lone_regression_is_only_suspected()
    {
        double[] noise = Runs.Around(100, 0.004, 7), slower = Runs.Around(90, 0.004, 7);
        Run Of(int number, double[] first) =>
            Runs.Of(number, [Runs.Rate("w0", first), .. Enumerable.Range(1, 30).Select(i => Runs.Rate($"w{i}", noise))]);
        var comparison = Comparer.Compare([Of(0, noise)], Of(1, slower), ComparisonOptions.Default, Design.Interleaved);
        var suspected = Assert.Single(comparison.With(Verdict.Suspected));
        Assert.Contains("not among 31 metrics", suspected.Reason, StringComparison.Ordinal);
        Assert.Equal(31.0 / 128, suspected.AdjustedPValue!.Value, 10);
        Assert.Empty(comparison.With(Verdict.Regression));
    }

    [Fact]
    public void Among_many_metrics_a_lone_improvement_is_inconclusive()
    {
        Run Of(int number, double first) =>
            Runs.Of(number, [.. Enumerable.Range(0, 60)
                .Select(i => Runs.Rate($"w{i}", Runs.Around((i == 0 ? first : 100) * (1 + (0.005 * ((number * 7) % 5))), 0.001, 5)))]);
        ImmutableArray<Run> history = [.. Enumerable.Range(0, 6).Select(number => Of(number, 100))];
        var among = Comparer.Compare(history, Of(99, 107), ComparisonOptions.Default).Metrics[0];
        Assert.Equal(Verdict.Inconclusive, among.Verdict);
        Assert.EndsWith("not enough among 60 metrics tested together", among.Reason, StringComparison.Ordinal);
        Assert.InRange(among.PValue!.Value, 0.05 / 60, 0.01);
    }

    [Fact]
    public void Suspects_of_a_loss_are_what_concerns_it_variables_before_their_effects()
    {
        var slow = Runs.Rate("a", Runs.Around(20, 0.005, 8));
        var candidate =
            Runs.Of(1, slow with { Launches = [.. slow.Launches.Select(launch => launch with { Backend = "avx512_core", Threads = 1 })] });
        candidate = candidate with
        {
            Fingerprint = candidate.Fingerprint.With(
                [new("env.ONEDNN_MAX_CPU_ISA", "AVX512_CORE", FactRole.Cause), new("os.kernel", "6.9", FactRole.Cause),
                    new("engine.native.version", "2", FactRole.Cause)]),
        };
        var suspects = Assert.Single(Comparer.Compare([Base], candidate, ComparisonOptions.Default).Suspects).Value;
        Assert.Equal(["env.ONEDNN_MAX_CPU_ISA", "launch.backend", "launch.threads", "os.kernel"], suspects.Select(suspect => suspect.Name));
        Assert.Equal("launch.threads: 2 -> 1", suspects[2].ToString());
    }
}
