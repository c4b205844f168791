using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Exchange.Import;

/// <summary>
/// Results of the ROCm Validation Suite: of its JSON whatever says that it passed or not, of its text the rates it reports.
/// </summary>
internal sealed partial class RvsImporter : IRunImporter
{
    private const int Depth = 12;

    private static readonly (string Word, MetricDefinition Metric, double Factor)[] Kinds =
        [("gflops", MetricDefinitions.FlopRate, 1e9), ("throughput", MetricDefinitions.Bandwidth, 1e9),
            ("bandwidth", MetricDefinitions.Bandwidth, 1e9),
            ("gbytes", MetricDefinitions.Bandwidth, 1e9)];

    public string Name => "rvs";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Lines.Any(line => Rate().IsMatch(line.Text) || Copy().IsMatch(line.Text))
            || (source.Has("\"gpu_id\"") && source.Has("\"pass\"")) || (source.Has("\"srccpu\"") && source.Has("\"dstgpu\""));
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var run = new ImportedRun(Name, source);
        if (!source.Has("\"pass\"")) return run.File(Text(run));
        var (roots, left) = JsonDocuments.Of(source, _ => true);
        return run.File(roots.SelectMany(root => Json(run, root, [], Depth)), left);
    }

    private static IEnumerable<BenchmarkResult> Json(ImportedRun run, JsonField field, string[] names, int depth)
    {
        if (depth == 0) return [];
        if (field.IsList)
            return field.Items.Where(item => item.IsObject || item.IsList).SelectMany(item => Json(run, item, names, depth - 1));
        if (!field.IsObject) return [];
        if (field.Word("pass") is { } pass) return [Result(run, field, names, pass is "true" or "TRUE" or "1")];
        string[] inner = [.. names, .. ((string[])["module", "action", "action_name", "name"]).Select(field.Word).OfType<string>()];
        return field.Members.Where(member => member.Value.IsObject || member.Value.IsList)
            .SelectMany(member => Json(run, member.Value, [.. inner, member.Name], depth - 1));
    }

    private static BenchmarkResult Result(ImportedRun run, JsonField result, string[] names, bool isPass)
    {
        var ends = ((string[])["src", "srccpu", "srcgpu", "dst", "dstgpu", "intf", "subtest", "dtype"]).Select(result.Word)
            .OfType<string>();
        var workload = string.Join(' ', names.Concat(ends).Distinct(StringComparer.Ordinal));
        var device = (result.Word("gpu_index") ?? result.Word("gpu_id") ?? result.Word("dstgpu")) is { } gpu ? $"gpu {gpu}" : "gpu";
        MetricValue[] metrics =
        [
            .. from member in result.Members
               where member.Value.Element.ValueKind is JsonValueKind.String or JsonValueKind.Number
               from kind in Kinds
               where member.Name.Contains(kind.Word, StringComparison.OrdinalIgnoreCase)
                   && !member.Name.Contains("target", StringComparison.OrdinalIgnoreCase)
               let match = Number().Match(member.Value.Text)
               where match.Success
               select ImportedRun.Value(kind.Metric, Parsed(match) * kind.Factor),
        ];
        var parameters =
            ImportParameters.Of(("dtype", result.Word("dtype")), ("target", result.Word("target")), ("size", result.Word("array_size")));
        if (!isPass)
        {
            var reason = result.Word("err") ?? result.Word("ERROR")
                ?? (metrics.Length > 0 && result.Word("target") is { } target
                ? string.Create(CultureInfo.InvariantCulture, $"{metrics[0].Value / 1e9:G6} G missed the target of {target}")
                : "did not pass");
            return run.Result("rvs", workload, device, new Failed(FailureStage.Check, $"RVS: {reason}", []), parameters);
        }

        return run.Result(
            "rvs", workload, device,
            metrics.Length > 0 ? metrics.DistinctBy(metric => metric.Metric) : [ServingLoad.Value("success-rate", 100, Unit.Percent)], [],
            parameters);
    }

    private static IEnumerable<BenchmarkResult> Text(ImportedRun run)
    {
        foreach (var (_, text) in run.Source.Lines)
        {
            if (Rate().Match(text) is { Success: true } rate)
            {
                var (device, value) = ($"gpu {rate.Groups["gpu"].Value}", Parsed(rate.Groups["rate"].Value));
                var parameters = ImportParameters.Of(("target", rate.Groups["target"].Value));
                yield return rate.Groups["met"].Value == "TRUE"
                    ? run.Result("rvs", rate.Groups["action"].Value, device, [ImportedRun.Value(MetricDefinitions.FlopRate, value * 1e9)],
                    [], parameters)
                    : run.Result("rvs", rate.Groups["action"].Value, device,
                        new Failed(FailureStage.Check,
                            $"RVS: {rate.Groups["rate"].Value} GFLOPS missed the target of {rate.Groups["target"].Value}", []),
                        parameters);
            }
            else if (Copy().Match(text) is { Success: true } copy)
                yield return run.Result(
                    "rvs", $"{copy.Groups["action"].Value} {copy.Groups["ends"].Value}", "gpu",
                    [ImportedRun.Value(MetricDefinitions.Bandwidth, Parsed(copy.Groups["rate"].Value) * 1e9)], []);
        }
    }

    private static double Parsed(Match match) => Parsed(match.Value);

    private static double Parsed(string number) => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Number();

    [GeneratedRegex(
        @"\[(?<action>[\w.-]+)\] \[GPU:: *(?<gpu>[^\]]*?)\] +G?FLOPS "
            + @"+(?<rate>\d{1,12}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?) +"
            + @"Target GFLOPS: +(?<target>\d{1,12}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?) +met: (?<met>TRUE|FALSE)",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Rate();

    [GeneratedRegex(
        @"\[(?<action>[\w.-]+)\] +(?:p2p-bandwidth|pcie-bandwidth|\w*-bandwidth)\S* +(?<ends>\[.*?)"
            + @" +(?<rate>\d{1,12}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?) GBps",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Copy();
}
