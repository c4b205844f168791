using System.Text.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>
/// SuperBench's <c>results-summary.jsonl</c> (a run per node, its numbers as they are: the file does not name their units) and the
/// defects that <c>sb result diagnosis</c> finds.
/// </summary>
internal sealed class SuperBenchImporter : IRunImporter
{
    private static readonly string[] Diagnosis = ["Accept", "Number Of Issues", "Category", "Defective Details"];

    private static readonly string[] LowerIsBetter = ["time", "latency", "_lat", "overhead"];

    public string Name => "superbench";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (source.Has("\"node\"") && source.Has("/")) || (source.Has("\"Category\"") && source.Has("\"Defective Details\""))
            || source.Has("\"diagnosis/");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (roots, left) = JsonDocuments.Of(source, _ => true);
        var nodes = roots.SelectMany(root => root.IsList ? root.Items : [root]).Where(node => node.IsObject)
            .Where(node => NodeName(node) is not null || IsDiagnosis(node)).ToArray();
        if (nodes.Length == 0) throw new ImportException(source.Name, null, "holds no node");
        return ImportedRun.Files(
            [.. nodes.GroupBy(node => NodeName(node) ?? "unknown node").Select(node => Run(source, node.Key, [.. node]))], left);
    }

    private static string? NodeName(JsonField node) => node.Word("node") ?? node.Word("index") ?? node.Word("Index");

    private static bool IsDiagnosis(JsonField node) =>
        node.Find("Defective Details") is not null
            || node.Members.Any(member => member.Name.StartsWith("diagnosis/", StringComparison.Ordinal));

    private (ImportedRun, IEnumerable<BenchmarkResult>) Run(ImportSource source, string name, JsonField[] nodes)
    {
        var run = new ImportedRun(Name, source)
        {
            Facts =
                [.. ImportedRun.Fact("import.machine", name, FactRole.Identity), .. ImportedRun.Fact("os.hostname", name, FactRole.Noise)],
        };
        return (run, nodes.SelectMany(node => Defects(run, node).Concat(Metrics(run, node))));
    }

    private static IEnumerable<BenchmarkResult> Defects(ImportedRun run, JsonField node)
    {
        var (category, details) = (node.Word("Category") ?? node.Word("diagnosis/category"),
            node.Word("Defective Details") ?? node.Word("diagnosis/issue_details"));
        if (!IsDiagnosis(node)) yield break;
        var isAccepted = (node.Word("Accept") ?? node.Word("diagnosis/accept")) is "true" or "True"
            || (category is null && details is null);
        yield return isAccepted
            ? run.Result("superbench-diagnosis", "all rules", "node", [ServingLoad.Value("success-rate", 100, Unit.Percent)], [])
            : run.Result("superbench-diagnosis", "all rules", "node", new Failed(FailureStage.Check, $"{category}: {details}", []));
    }

    private static IEnumerable<BenchmarkResult> Metrics(ImportedRun run, JsonField node)
    {
        foreach (var (name, value) in node.Members)
        {
            if (value.Element.ValueKind != JsonValueKind.Number || Diagnosis.Contains(name) || !name.Contains('/', StringComparison.Ordinal)
                || name.StartsWith("diagnosis/", StringComparison.Ordinal)) continue;
            var benchmark = name[..name.IndexOf('/', StringComparison.Ordinal)];
            var workload = name[(benchmark.Length + 1)..];
            if (workload.StartsWith("return_code", StringComparison.Ordinal))
            {
                if (value.Number != 0)
                    yield return run.Result(
                        benchmark, workload, "node", new Failed(FailureStage.Measure, $"SuperBench's return code is {value.Text}", []));
                continue;
            }

            var better = LowerIsBetter.Any(word => workload.Contains(word, StringComparison.OrdinalIgnoreCase))
                ? Better.Lower
                : Better.Higher;
            yield return run.Result(benchmark, workload, "node", [new MetricValue("reading", value.Number, Unit.One, better)], []);
        }
    }
}
