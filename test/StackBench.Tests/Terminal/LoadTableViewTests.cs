using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Report;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Snapshots;

namespace StackBench.Tests.Terminal;

public sealed class LoadTableViewTests
{
    private static readonly RunTable Table = RunTable.Of(ExampleRun.Full with
    {
        Results =
        [
            Load("concurrency 1", new Ok(Metrics("itl", hasP99: false), [])),
            Load("concurrency 16",
                new Ok(Metrics("icl", hasP99: true),
                    [new Note(Note.Invalid, "the load generator was the bottleneck: it used 90 % of the processors",
                "lower the load")])),
            Load("burst of 200, at most 64",
                new Failed(FailureStage.Measure, "none of 32 requests ended well; the first: HTTP 503: overloaded", [])),
        ],
    });

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Loads_read_well_side_by_side(int width) =>
        Snapshot.Match(string.Join('\n', RunTableView.Lines(Table, width, Glyphs.Unicode).Select(line => line.ToString())) + "\n",
            $"load-table-{width}");

    [Fact]
    public void A_load_whose_client_was_the_limit_is_invalid()
    {
        Assert.Equal(["", "invalid", "failed: none of 32 requests ended well; the first: HTTP 503: overloaded"],
            Table.Rows.Select(row => LoadRow.Of(row.Result)!.State));
        Assert.Equal(Core.Assessments.Mark.Failed, Table.Rows[1].Assessment.Mark);
        Assert.StartsWith("invalid: the client was the limit", Table.Rows[1].Assessment.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_load_has_no_row() => Assert.All(RunTable.Of(ExampleRun.Full).Rows, row => Assert.Null(LoadRow.Of(row.Result)));

    private static BenchmarkResult Load(string load, Outcome outcome) => ExampleRun.Full.Results[0] with
    {
        Benchmark = "serving",
        Workload = $"small Q8_0 128/32, {load}",
        Engine = "llama-server",
        Parameters = Parameters.Of(("arrival", "closed"), ("slo", "ttft=450ms,tpot=40ms")),
        Outcome = outcome,
        Launches = [],
    };

    private static ImmutableArray<MetricValue> Metrics(string gaps, bool hasP99)
    {
        (string Name, double Value)[] values =
        [
            ("token-rate", 251.3), ("request-rate", 7.85), ("median-ttft", 0.0213), ("p90-ttft", 0.0301), ("p99-ttft", 0.0409),
            ("median-tpot", 0.00391),
            ("p90-tpot", 0.004), ("p99-tpot", 0.00421), ($"median-{gaps}", 0.0038), ($"p90-{gaps}", 0.0041), ($"p99-{gaps}", 0.0052),
            ("median-e2e", 0.142),
            ("p90-e2e", 0.15), ("p99-e2e", 0.161), ("goodput", 7.7), ("attainment", 98),
        ];
        return
        [
            .. values.Where(value => hasP99 || !value.Name.StartsWith("p99", StringComparison.Ordinal)).Select(value =>
            {
                var definition = MetricDefinitions.All.First(one => one.Name == value.Name);
                return new MetricValue(definition.Name, value.Value, definition.Unit, definition.Better);
            }),
        ];
    }
}
