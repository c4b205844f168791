using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;
using StackBench.Measuring;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;
using StackBench.Workloads.Llm;

namespace StackBench.Tests.Measuring;

/// <summary>What of a run can be measured once more: not what it keeps no file or options of.</summary>
public sealed class ConfirmationPlanTests
{
    private static readonly Parameters Own = Parameters.Of(
        ("model", "m"), ("type", "Q8_0"), ("sha256", "0123456789abcdef"), ("tokens", 128));
    private static readonly Parameters Load = Parameters.Of(("rate", "4"), ("requests", 200));

    [Fact]
    public void A_model_of_the_users_is_asked_for()
    {
        var error = Assert.Throws<UserErrorException>(() => Confirmation("llm", Own).RequirePlan(PlanOf(), null));
        Assert.Equal("llm w was measured with a model of your own (SHA-256 0123456789ab...)", error.Message);
        Assert.Contains("--confirm --model PATH", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_model_under_the_same_name_is_another()
    {
        var now = Own.With("sha256", "ffff");
        var error = Assert.Throws<UserErrorException>(
            () => Confirmation("llm", Own).RequirePlan(PlanOf(("llm", now)), ModelOf("ffff")));
        Assert.Contains("with another model of your own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_model_is_measured_again() =>
        Confirmation("llm", Own).RequirePlan(PlanOf(("llm", Own)), ModelOf("0123456789abcdef"));

    /// <summary>A load by options of the user's, or one of the same name with a parameter that differs.</summary>
    [Fact]
    public void A_load_by_options_is_measured_again_by_its_own_verb()
    {
        foreach (var plan in (Plan[])[PlanOf(), PlanOf(("serving", Load.With("requests", 100)))])
        {
            var error = Assert.Throws<UserErrorException>(() => Confirmation("serving", Load).RequirePlan(plan, null));
            Assert.Contains("under options that run", error.Message, StringComparison.Ordinal);
            Assert.Contains("compare BASE 20260101-000000-0001,again", error.Remedy, StringComparison.Ordinal);
        }

        Confirmation("serving", Load).RequirePlan(PlanOf(("serving", Load)), null);
    }

    private static Confirmation Confirmation(string benchmark, Parameters parameters)
    {
        var result = ExampleRun.Full.Results[0] with
        {
            Benchmark = benchmark,
            Workload = "w",
            Device = "cpu",
            Engine = "e",
            Parameters = parameters,
        };
        return new Confirmation(ExampleRun.Full with { Id = "20260101-000000-0001", Results = [result] }, [result.Key]);
    }

    private static Plan PlanOf(params (string Benchmark, Parameters Parameters)[] workloads) => new()
    {
        Settings = ExampleRun.Full.Settings,
        Sampling = new SamplingPolicy { MinimumSeconds = 0, MaximumSeconds = 1, SlowLimitSeconds = 1, WarmUpSeconds = 0 },
        Launches = 1,
        Workloads =
        [
            .. workloads.Select(one => new PlannedWorkload(
                new Workload
                {
                    Benchmark = one.Benchmark,
                    Name = "w",
                    Op = "op",
                    Parameters = one.Parameters,
                    Cost = new Cost(),
                    Metrics = [],
                    Suite = Suite.Quick,
                },
                "cpu", new EngineDefinition { Name = "e", Command = ["e"] })),
        ],
        Skipped = [],
        Peaks = ImmutableDictionary<string, Peaks>.Empty,
    };

    private static LlmModel ModelOf(string sha256) => LlmModel.Of("m", sha256, new SyntheticModel(
        ModelShape.Small, TensorType.Q8_0, SyntheticModel.DefaultSeed).Facts(), "m.gguf");
}
