using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using StackBench.Core.Comparison;
using StackBench.Core.Json;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Workloads;
using StackBench.Tests.Comparison;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Json;

public sealed class ComparisonSchemaTests
{
    private static readonly string Text = File.ReadAllText(RepositoryFile.Path("docs/comparison.schema.json"));
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(Text));

    private static readonly Dictionary<string, Action<JsonObject>> Mutations = new(StringComparer.Ordinal)
    {
        ["newer schema version"] = comparison => comparison["schemaVersion"] = 2,
        ["unknown member"] = comparison => comparison["extra"] = 1,
        ["empty baseline"] = comparison => comparison["baseline"] = new JsonArray(),
        ["verdict of another name"] = comparison => comparison["metrics"]![0]!["verdict"] = "worse",
        ["metric without key"] = comparison => comparison["metrics"]![0]!.AsObject().Remove("key"),
        ["interval without level"] = comparison => comparison["metrics"]![0]!["interval"]!.AsObject().Remove("level"),
        ["change without role"] = comparison => comparison["differences"]!["causes"]![0]!.AsObject().Remove("role"),
        ["blame without loss"] = comparison => comparison["blames"]![0]!.AsObject().Remove("loss"),
        ["suspects without changes"] = comparison => comparison["suspects"]![0]!.AsObject().Remove("changes"),
        ["outcome of another kind"] = comparison => comparison["outcomeChanges"]![0]!["after"]!["kind"] = "lost",
    };

    public static TheoryData<string> MutationNames => [.. Mutations.Keys];

    [Fact]
    public async Task A_comparison_is_valid() => Assert.Equal("", await Validate(Example()));

    [Theory]
    [MemberData(nameof(MutationNames))]
    public async Task A_comparison_is_refused_with_a(string mutation)
    {
        var document = Example();
        Mutations[mutation](document);
        Assert.NotEqual("", await Validate(document));
    }

    [Fact]
    public void The_verdicts_are_those_of_the_domain() => Assert.Equal(
        Enum.GetValues<Verdict>().Select(EnumText.Of).Order(),
        JsonNode.Parse(Text)!["definitions"]!["metric"]!["properties"]!["verdict"]!["enum"]!.AsArray()
            .Select(name => name!.GetValue<string>()).Order());

    private static JsonObject Example()
    {
        BenchmarkResult Lower(double level) => Runs.Rate("fma", Runs.Around(level, 0.002, 10)) with { Layer = new Layer("fma") };
        BenchmarkResult Upper(double level) => Runs.Rate("gemm", Runs.Around(level, 0.002, 10)) with { Layer = new Layer("gemm", "fma") };
        var before = Runs.Of(0, Lower(100), Upper(100), Runs.Rate("lost", Runs.Around(1, 0.01, 10)));
        var after = Runs.Of(1, Lower(70), Upper(70), before.Results[2] with
        {
            Outcome = new Skipped(
            "too slow", "wait", SkipCause.TooSlow),
            Launches = []
        }) with
        {
            Fingerprint = before.Fingerprint.With([new("env.OMP_NUM_THREADS", "1", FactRole.Cause)]),
        };
        var comparison = Comparer.Compare([before], after, ComparisonOptions.Default, Design.Interleaved);
        return JsonNode.Parse(JsonSerializer.Serialize(
            ComparisonDocument.Of(comparison, FailOn.Never), ComparisonJson.Default.ComparisonDocument))!.AsObject();
    }

    private static async Task<string> Validate(JsonObject document) =>
        string.Join('\n', (await Schema.Value).Validate(document.ToJsonString()));
}
