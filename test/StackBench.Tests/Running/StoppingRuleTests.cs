using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;

namespace StackBench.Tests.Running;

public class StoppingRuleTests
{
    private static readonly SamplingPolicy Policy = new()
    {
        WarmUpSeconds = 0,
        MinimumSeconds = 1,
        MaximumSeconds = 10,
        SlowLimitSeconds = 10,
        MaximumSamples = 200,
    };

    [Fact]
    public void Steady_samples_converge_once_the_minimum_is_reached()
    {
        var rule = new StoppingRule(Policy);
        Assert.Null(rule.Add(Enumerable.Repeat(1.0, 9), 2));
        Assert.Equal(StopReason.Converged, rule.Add([1.0], 2));
    }

    [Fact]
    public void No_convergence_before_the_minimum_of_time() =>
        Assert.Null(new StoppingRule(Policy).Add(Enumerable.Repeat(1.0, 50), 0.5));

    /// <summary>Half of the samples lie so far below the median, half above.</summary>
    [Theory]
    [InlineData(0.009, StopReason.Converged)]
    [InlineData(0.011, null)]
    public void Samples_converge_at_one_percent(double halfWidth, StopReason? reason)
    {
        var samples = Enumerable.Range(0, 20).Select(i => 1 + (i % 2 == 0 ? -halfWidth : halfWidth));
        Assert.Equal(reason, new StoppingRule(Policy).Add(samples, 2));
    }

    [Fact]
    public void Stable_noise_is_a_plateau()
    {
        var rule = new StoppingRule(Policy with { TargetHalfWidth = 0.0001 });
        var samples = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0.9 : 1.1);
        Assert.Equal(StopReason.Plateau, rule.Add(samples, 2));
    }

    [Fact]
    public void Noise_that_still_grows_is_no_plateau()
    {
        var rule = new StoppingRule(Policy with { TargetHalfWidth = 0.0001 });
        // The estimate of the noise grows by a quarter within the last samples.
        var samples = Enumerable.Range(0, 64).Select(i => 1 + ((i % 2 == 0 ? -1 : 1) * (i < 48 ? 0.1 : 0.2)));
        Assert.Null(rule.Add(samples, 2));
    }

    [Fact]
    public void Growing_samples_run_into_the_limit()
    {
        var rule = new StoppingRule(Policy);
        var samples = Enumerable.Range(1, 30).Select(i => (double)i * i);
        Assert.Null(rule.Add(samples, 5));
        Assert.Equal(StopReason.Unconverged, rule.Add([1000], 10));
    }

    [Fact]
    public void A_budget_shortens_everything_alike()
    {
        var policy = SamplingPolicy.Of(Suite.Full).Within(1.3);
        Assert.Equal(0.3, policy.WarmUpSeconds, 10);
        Assert.Equal(1.0, policy.MaximumSeconds, 10);
        Assert.Equal(SamplingPolicy.Of(Suite.Full).MinimumSamples, policy.MinimumSamples);
    }
}
