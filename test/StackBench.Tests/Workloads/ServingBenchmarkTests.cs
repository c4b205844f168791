using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Llm.Gguf;
using StackBench.Serving.Engine;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Llm;
using StackBench.Workloads.Serving;

namespace StackBench.Tests.Workloads;

public sealed class ServingBenchmarkTests
{
    [Fact]
    public void A_search_is_one_workload_with_its_metric_first()
    {
        var search = Assert.Single(
            Workloads(new ServingOptions { Search = "rate", Arrival = "gamma", Attainment = 99.5, Rates = [2.5], Concurrency = [8] }));
        Assert.Equal("small Q8_0 128/32, highest gamma rate with 99.5 % in ttft=450ms,tpot=40ms, at most 8", search.Name);
        Assert.Equal(("serve-search", "max-rate", true), (search.Op, search.Metrics[0].Definition.Name, search.IsSingleCall));
        Assert.Equal(("rate", "99.5", "2.5", "gamma", "8"), (Text(search, "search"), Text(search, "attainment"), Text(search, "rate"),
            Text(search, "arrival"), Text(search, "concurrency")));
        Assert.Equal("", Text(search, "requests"));
    }

    [Fact]
    public void A_search_of_users_begins_with_one()
    {
        var search = Assert.Single(
            Workloads(new ServingOptions { Search = "concurrency", Engines = [ServingEngineSettings.EndpointEngine], Requests = 50 }));
        Assert.Equal("endpoint 128/32, highest concurrency with 90 % in ttft=450ms,tpot=40ms", search.Name);
        Assert.Equal(("max-concurrency", "1", "", "50"),
            (search.Metrics[0].Definition.Name, Text(search, "concurrency"), Text(search, "rate"), Text(search, "requests")));
    }

    [Fact]
    public void A_replay_is_known_by_the_trace_and_its_speed()
    {
        var trace = new ServingTrace("0123456789abcdef", [new(0, 300, 20), new(2, null, 50)], 2.5);
        var replay = Assert.Single(Workloads(new ServingOptions { Arrival = "trace", Trace = trace }), workload => workload.Op == "serve");
        Assert.Equal("small Q8_0 trace 01234567, 2 requests, 2.5x speed", replay.Name);
        Assert.Equal(("trace", "0123456789abcdef", "2.5", "2", "512"), (Text(replay, "arrival"), Text(replay, "trace-sha256"),
            Text(replay, "speed"), Text(replay, "requests"), Text(replay, "context")));
        Assert.Equal(70, replay.Cost.Tokens);
    }

    /// <summary>Bytes of the longest prompt of the trace, tokens its server takes.</summary>
    [Theory]
    [InlineData(5, null, "4352")]
    [InlineData(10_000, null, "10496")]
    [InlineData(10_000, 8192L, "8192")]
    [InlineData(5_000_000, null, "1048576")]
    public void The_context_of_a_trace_holds_its_prompts_and_no_more_than_the_model_takes(int bytes, long? made, string context)
    {
        var trace = new ServingTrace("0123456789abcdef", [new(0, null, 200, "a"), new(1, null, 200, new string('ö', bytes / 2))], 1);
        var model = made is null
            ? null
            : LlmModel.Of(
                "own", "00", LlmModel.Of(new SyntheticModel(ModelShape.Small, TensorType.F16, 1)).Facts with { Context = made }, "/m.gguf");
        var replay = Assert.Single(Workloads(new ServingOptions { Arrival = "trace", Dataset = "trace", Trace = trace, Model = model }),
            workload => workload.Op == "serve");
        Assert.Equal(context, Text(replay, "context"));
    }

    [Theory]
    [InlineData(true, "serving")]
    [InlineData(true, "vllm")]
    [InlineData(true, "serving", "vllm")]
    [InlineData(false)]
    [InlineData(false, "serving", "llm")]
    [InlineData(false, "component")]
    public void The_benchmark_is_meant_by_its_name_and_by_its_alias(bool isOnly, params string[] names) =>
        Assert.Equal(isOnly, Catalog.IsOnly(names, "serving"));

    [Fact]
    public void A_type_that_a_file_made_up_is_cut_and_made_safe()
    {
        var facts = LlmModel.Of(new SyntheticModel(ModelShape.Small, TensorType.F16, 1)).Facts with { Type = "A\n" + new string('B', 100) };
        var model = LlmModel.Of("own", "00", facts, "/m");
        Assert.Equal(20, model.Title.Length);
        Assert.DoesNotContain('\n', model.Title);
        Assert.Equal(16, model.Identity.Single(pair => pair.Key == "type").Value.ToString()!.Length);
    }

    private static string Text(Workload workload, string name) =>
        string.Join(' ', workload.Parameters.Where(pair => pair.Key == name).Select(pair => pair.Value.ToString()));

    private static ImmutableArray<Workload> Workloads(ServingOptions options) =>
        ServingBenchmark.Put([ServingBenchmark.Benchmark], options)[0].Workloads(new WorkloadTarget(Machines.With(["avx2"])));
}
