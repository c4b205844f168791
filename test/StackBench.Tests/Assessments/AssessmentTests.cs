using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Assessments;

public sealed class AssessmentTests
{
    private static readonly Layer Above = new(Below: "fma.fp32", BelowTitle: "measured fp32 FMA peak");

    [Theory]
    [InlineData(5.31, "above the layer below: 531 % of the measured fp32 FMA peak, which is no bound here, steady", Role.Plain)]
    [InlineData(1.02, "good: 102 % of the measured fp32 FMA peak, steady", Role.Better)]
    [InlineData(0.80, "good: 80 % of the measured fp32 FMA peak, steady", Role.Better)]
    [InlineData(0.796, "good: 80 % of the measured fp32 FMA peak, steady", Role.Better)]
    [InlineData(0.794, "fair: 79 % of the measured fp32 FMA peak, steady", Role.Plain)]
    [InlineData(0.50, "fair: 50 % of the measured fp32 FMA peak, steady", Role.Plain)]
    [InlineData(0.38, "low: 38 % of the measured fp32 FMA peak, steady", Role.Worse)]
    [InlineData(0.004, "low: 0.4 % of the measured fp32 FMA peak, steady", Role.Worse)]
    public void Efficiency_is_a_word_with_its_share(double share, string expected, Role role)
    {
        var assessment = Assessment.Of(Steady() with { Layer = Above }, share);
        Assert.Equal((expected, role, Mark.Sound), (assessment.Text, assessment.Role, assessment.Mark));
    }

    [Fact]
    public void The_factor_above_the_layer_below_is_told() =>
        Assert.StartsWith("fair: 70 % of 2 x the measured fp32 FMA peak",
            Assessment.Of(Steady() with { Layer = Above with { Factor = 2 } }, 0.7).Text, StringComparison.Ordinal);

    [Fact]
    public void A_layer_without_title_goes_by_its_name() =>
        Assert.StartsWith("low: 10 % of the fma.fp32", Assessment.Of(Steady() with { Layer = Above with { BelowTitle = null } }, 0.1).Text,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0.019, "steady", Mark.Sound)]
    [InlineData(0.021, "varies ±2.1 % between launches", Mark.Unsure)]
    [InlineData(0.25, "varies ±25 % between launches", Mark.Unsure)]
    public void Bandwidth_is_steady_within_its_threshold_of_two_percent(double spread, string expected, Mark mark)
    {
        var assessment = Assessment.Of(Steady(spread), share: null);
        Assert.Equal((expected, mark), (assessment.Text, assessment.Mark));
    }

    [Fact]
    public void One_launch_says_nothing_about_the_next()
    {
        var result = Steady();
        var assessment = Assessment.Of(result with { Launches = [result.Launches[0]] }, share: null);
        Assert.Equal(("one launch: spread unknown", "1 launch", Mark.Sound), (assessment.Text, assessment.Short, assessment.Mark));
    }

    [Fact]
    public void Two_launches_that_agree_are_not_called_steady()
    {
        var result = Steady();
        var assessment = Assessment.Of(result with { Launches = [.. result.Launches.Take(2)] }, share: null);
        Assert.Equal(
            ("two launches: too few to be steady", "2 launches", Mark.Sound), (assessment.Text, assessment.Short, assessment.Mark));
    }

    [Fact]
    public void Launches_that_agree_are_sound_however_restless_each_was()
    {
        var result = Steady();
        var launches = result.Launches.SetItem(0, result.Launches[0] with { StopReason = StopReason.Unconverged });
        var assessment = Assessment.Of(result with { Launches = launches }, share: null);
        Assert.Equal(("steady", Mark.Sound, Role.Plain), (assessment.Text, assessment.Mark, assessment.Role));
    }

    [Fact]
    public void What_sets_the_level_is_not_praised_for_reaching_it()
    {
        var best = Steady() with { Layer = new Layer("memory", Below: "memory", BelowTitle: "best measured memory bandwidth") };
        Assert.Equal("the best measured memory bandwidth, steady", Assessment.Of(best, share: 1).Text);
        Assert.Equal("good: 90 % of the best measured memory bandwidth, steady", Assessment.Of(best, share: 0.9).Text);
    }

    [Theory]
    [InlineData(0.19, "good: 90 % of the measured peak, varies ±19 % between launches")]
    [InlineData(0.21, "about 90 % of the measured peak, varies ±21 % between launches")]
    public void Values_far_apart_carry_no_judgement(double spread, string text) =>
        Assert.Equal(text,
            Assessment.Of(Steady(spread) with { Layer = new Layer(null, Below: "peak", BelowTitle: "measured peak") }, share: 0.9).Text);

    [Fact]
    public void A_note_is_named_once()
    {
        var result = Steady(spread: 0.1);
        var ok = (Ok)result.Outcome with
        {
            Notes = [new("noisy", "message"), new("unconverged", "message"), new("contended", "message"),
            new("contended", "message")]
        };
        Assert.Equal("varies, unconverged, contended", Assessment.Of(result with { Outcome = ok }, share: null).Short);
    }

    [Fact]
    public void Every_other_outcome_gives_its_reason()
    {
        (string, Mark, Role) Of(Outcome outcome)
        {
            var assessment = Assessment.Of(Steady() with { Outcome = outcome }, share: null);
            return (assessment.Text, assessment.Mark, assessment.Role);
        }

        Assert.Equal(("skipped: no GPU driver", Mark.Skipped, Role.Muted), Of(new Skipped("no GPU driver", "Install one.")));
        Assert.Equal(("failed (warm-up): signal 11", Mark.Failed, Role.Error), Of(new Failed(FailureStage.WarmUp, "signal 11", [])));
        Assert.Equal(
            ("implausible: 512 GB/s is above the limit of 80.0 GB/s (2 channels)", Mark.Failed, Role.Error),
            Of(new Implausible("bandwidth", 512e9, new Ceiling(80e9, Unit.BytePerSecond, "2 channels"))));
    }

    [Fact]
    public void Spread_is_half_the_range_over_the_median_of_the_launches()
    {
        var launches = Steady().Launches;
        var values = new[] { 90.0, 100, 120 };
        launches = [.. launches.Select((launch, index) => launch with { Values = launch.Values.SetItem("x", values[index]) })];
        Assert.Equal(0.15, new LaunchFacts(launches, "x").Spread!.Value, 12);
        Assert.Null(new LaunchFacts(launches, "y").Spread);
        Assert.Null(new LaunchFacts([launches[0]], "x").Spread);
    }

    private static BenchmarkResult Steady(double spread = 0.001) =>
        ExampleRun.Measured("memory-bandwidth", "copy", "native", 42e9, spread, Unit.BytePerSecond, "bandwidth", new Layer());
}
