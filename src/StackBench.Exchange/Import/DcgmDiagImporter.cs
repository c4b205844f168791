using System.Text.Json;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>
/// The JSON of <c>dcgmi diag -j</c>, and its table: a result per test and device, passed, failed with its warnings, or skipped.
/// </summary>
internal sealed class DcgmDiagImporter : IRunImporter
{
    public string Name => "dcgm-diag";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return IsJson(source) || DcgmDiagText.Recognizes(source);
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!IsJson(source)) return DcgmDiagText.Read(Name, source);
        var (roots, left) = JsonDocuments.Of(source, root => root.IsObject && Report(root) is not null);
        var (root, metadata) = (roots[0], roots[0].Find("metadata") is { IsObject: true } found ? found : roots[0]);
        var run = new ImportedRun(Name, source)
        {
            ToolVersion = JsonSearch.Text(root, "DCGM Version") ?? metadata.Word("version") ?? metadata.Word("version "),
            Facts =
            [
                .. ImportedRun.Fact("software.nvidia", JsonSearch.Text(root, "Driver Version Detected"), FactRole.Cause),
                .. ImportedRun.Fact("gpu.id", JsonSearch.Text(root, "GPU Device IDs Detected", "GPU Device IDs"), FactRole.Identity),
            ],
        };
        return run.File(roots.SelectMany(one => Results(run, Report(one)!.Value)), left);
    }

    private static bool IsJson(ImportSource source) =>
        source.Has("\"test_categories\"") || source.Has("\"DCGM GPU Diagnostic\"") || source.Has("\"DCGM Diagnostic\"");

    private static JsonField? Report(JsonField root) =>
        (root.Find("DCGM Diagnostic") ?? root.Find("DCGM GPU Diagnostic") ?? root) is { IsObject: true } report
        && report.Find("test_categories") is { IsList: true } ? report : null;

    private static IEnumerable<BenchmarkResult> Results(ImportedRun run, JsonField report) =>
        from category in report.Get("test_categories").Items
        from test in category.Find("tests") is { IsList: true } tests ? tests.Items : []
        let name = $"{category.Word("category") ?? "test"} {test.Get("name").Text}"
        from result in test.Find("results") is { IsList: true } results && results.Items.Any() ? results.Items : [test]
        select Result(run, name, result);

    private static BenchmarkResult Result(ImportedRun run, string name, JsonField result)
    {
        var device = result.Word("gpu_id") ?? result.Word("gpu_ids") ?? result.Word("gpu") ?? result.Word("entity_id");
        var kind = result.Word("entity_group") is { Length: > 0 } group ? group.ToLowerInvariant() : "gpu";
        var target = device is null ? kind : $"{kind} {device}";
        var status = result.Word("status") ?? (result.Find("test_summary") is { IsObject: true } summary ? summary.Word("status") : null);
        return Result(run, name, target, status ?? "", Said(result));
    }

    internal static BenchmarkResult Result(ImportedRun run, string name, string target, string status, string said) =>
        status.ToUpperInvariant() switch
        {
            "PASS" => run.Result("dcgm-diag", name, target,
                [ServingLoad.Value("success-rate", 100, Core.Units.Unit.Percent)], [], null, null,
                said.Length > 0 ? [new Note("diag", ImportText.Reason(said))] : []),
            "SKIP" or "NOT RUN" or "" =>
                run.Result("dcgm-diag", name, target, new Skipped($"dcgmi diag: {(said.Length > 0 ? said : "not run")}")),
            var other => run.Result("dcgm-diag", name, target,
                new Failed(FailureStage.Check, $"dcgmi diag: {(said.Length > 0 ? said : other.ToLowerInvariant())}", [])),
        };

    private static string Said(JsonField result) => string.Join("; ", ((string[])["warnings", "warning", "info"])
        .Select(name => result.Find(name)).OfType<JsonField>().SelectMany(Texts).Distinct(StringComparer.Ordinal));

    private static IEnumerable<string> Texts(JsonField field) => field.Element.ValueKind switch
    {
        JsonValueKind.Array => field.Items.SelectMany(Texts),
        JsonValueKind.Object => JsonSearch.Text(field, "warning", "info", "message") is { } text ? [text] : [],
        JsonValueKind.Null => [],
        _ => [field.Text],
    };
}
