using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

public sealed class DecidingCommandTests
{
    private static readonly Run Before = Runs.Of(0, Runs.Rate("bf16 2048x2048x2048", Runs.Around(100, 0.02, 3)));
    private static readonly Run After = Runs.Of(1, Runs.Rate("bf16 2048x2048x2048", Runs.Around(93, 0.02, 3)));

    [Fact]
    public void A_variable_is_measured_in_turns() => Assert.Equal(
        "stackbench ab gemm --only 'bf16 2048x2048x2048' --b-env ONEDNN_MAX_CPU_ISA=AVX512_CORE",
        Of(After with { Fingerprint = After.Fingerprint.With([new("env.ONEDNN_MAX_CPU_ISA", "AVX512_CORE", FactRole.Cause)]) }));

    [Fact]
    public void A_variable_that_its_engine_reports_too_is_one_cause() => Assert.Equal(
        "stackbench ab gemm --only 'bf16 2048x2048x2048' --b-env A=1",
        Of(After with
        {
            Fingerprint =
                After.Fingerprint.With([new("env.A", "1", FactRole.Cause), new("engine.libtorch.A", "1", FactRole.Cause)]),
        }));

    [Fact]
    public void A_state_that_is_gone_leaves_the_new_one_to_be_measured_again()
    {
        var expected = $"stackbench compare {Before.Id} {After.Id} --confirm";
        Assert.Equal(expected, Of(After));
        Assert.Equal(expected, Of(After with { Fingerprint = After.Fingerprint.With([new("os.kernel", "6.9", FactRole.Cause)]) }));
        // A secret's value is not known: it cannot be set once more.
        Assert.Equal(expected, Of(After with
        {
            Fingerprint = After.Fingerprint.With([new("env.HF_TOKEN", FingerprintFact.Undisclosed, FactRole.Cause)]),
        }));
    }

    [Fact]
    public void The_runs_of_both_sides_are_named_as_compare_takes_them()
    {
        var comparison = Comparer.Compare([Before, Before with { Id = "20260101-000000-0009" }], [After, After with
        {
            Id = "20260103-000000-0009",
        }], ComparisonOptions.Default);
        Assert.NotEmpty(DecidingCommand.Losses(comparison));
        Assert.EndsWith($"{Before.Id},20260101-000000-0009 {After.Id},20260103-000000-0009 --confirm",
            DecidingCommand.Of(comparison with
            {
                Metrics = [.. comparison.Metrics.Select(metric => metric with
            {
                Verdict = Verdict.Suspected,
            })]
            }), StringComparison.Ordinal);
        Assert.Equal($"stackbench compare 'a b' {After.Id} --confirm",
            DecidingCommand.Of(Comparer.Compare([Before], After, ComparisonOptions.Default) with { BaselineText = "a b" }));
    }

    [Fact]
    public void Nothing_is_asked_for_where_nothing_is_open()
    {
        Assert.Null(Of(Runs.Of(1, Runs.Rate("bf16 2048x2048x2048", Runs.Around(50, 0.005, 3)))));
        Assert.Null(Of(Runs.Of(1, Runs.Rate("bf16 2048x2048x2048", Runs.Around(100, 0.005, 3)))));
    }

    [Theory]
    [InlineData("it's", @"stackbench ab gemm --only 'bf16 2048x2048x2048' --b-env 'A=it'\''s'")]
    [InlineData("$(reboot)", "stackbench ab gemm --only 'bf16 2048x2048x2048' --b-env 'A=$(reboot)'")]
    public void Values_are_quoted_for_a_shell(string value, string expected) =>
        Assert.Equal(expected, Of(After with { Fingerprint = After.Fingerprint.With([new("env.A", value, FactRole.Cause)]) }));

    private static string? Of(Run after) => DecidingCommand.Of(Comparer.Compare([Before], after, ComparisonOptions.Default));
}
