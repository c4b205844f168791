using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Serving.Engine;
using StackBench.Workloads;
using StackBench.Workloads.Serving;

namespace StackBench.Tests.Workloads;

public sealed class ServingBenchmarkTests
{
    [Fact]
    public void A_search_is_one_workload_with_its_metric_first()
    {
        var search = Assert.Single(Workloads(new ServingOptions { Search = "rate", Arrival = "gamma", Attainment = 99.5, Rates = [2.5], Concurrency = [8] }));
        Assert.Equal("small Q8_0 128/32, highest gamma rate with 99.5 % in ttft=450ms,tpot=40ms, at most 8", search.Name);
        Assert.Equal(("serve-search", "max-rate", true), (search.Op, search.Metrics[0].Definition.Name, search.IsSingleCall));
        Assert.Equal(("rate", "99.5", "2.5", "gamma", "8"), (Text(search, "search"), Text(search, "attainment"), Text(search, "rate"), Text(search, "arrival"), Text(search, "concurrency")));
        Assert.Equal("", Text(search, "requests"));
    }

    [Fact]
    public void A_search_of_users_begins_with_one()
    {
        var search = Assert.Single(Workloads(new ServingOptions { Search = "concurrency", Engines = [ServingEngineSettings.EndpointEngine], Requests = 50 }));
        Assert.Equal("endpoint 128/32, highest concurrency with 90 % in ttft=450ms,tpot=40ms", search.Name);
        Assert.Equal(("max-concurrency", "1", "", "50"), (search.Metrics[0].Definition.Name, Text(search, "concurrency"), Text(search, "rate"), Text(search, "requests")));
    }

    [Fact]
    public void A_replay_is_known_by_the_trace_and_its_speed()
    {
        var trace = new ServingTrace("0123456789abcdef", [new(0, 300, 20), new(2, null, 50)], 2.5);
        var replay = Assert.Single(Workloads(new ServingOptions { Arrival = "trace", Trace = trace }), workload => workload.Op == "serve");
        Assert.Equal("small Q8_0 trace 01234567, 2 requests, 2.5x speed", replay.Name);
        Assert.Equal(("trace", "0123456789abcdef", "2.5", "2", "512"), (Text(replay, "arrival"), Text(replay, "trace-sha256"), Text(replay, "speed"), Text(replay, "requests"), Text(replay, "context")));
        Assert.Equal(70, replay.Cost.Tokens);
    }

    private static string Text(Workload workload, string name) => string.Join(' ', workload.Parameters.Where(pair => pair.Key == name).Select(pair => pair.Value.ToString()));

    private static ImmutableArray<Workload> Workloads(ServingOptions options) =>
        ServingBenchmark.Put([ServingBenchmark.Benchmark], options)[0].Workloads(new WorkloadTarget(Machines.With(["avx2"])));
}
