using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>What mamf-finder reports at its end: the best shapes, and the means over all. Its TFLOPS are 10¹² a second.</summary>
internal sealed partial class MamfFinderImporter : IRunImporter
{
    public string Name => "mamf-finder";

    public bool Recognizes(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Has("the best outcomes were") || source.Has("The best outcome was ") || source.Has("mamf-finder");
    }

    public ImportedFile Read(ImportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var facts = source.Lines.Select(line => Fact().Match(line.Text)).Where(match => match.Success).ToArray();
        string? Said(string name) => facts.FirstOrDefault(match => match.Groups["name"].Value == name)?.Groups["value"].Value;
        var dtype = source.Lines.Select(line => Type().Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["one"].Value;
        var device = source.Lines.Index().Where(line => line.Item.Text.Contains("Platform/Device info", StringComparison.Ordinal))
            .Select(line => source.Lines.ElementAtOrDefault(line.Index + 2).Text).FirstOrDefault();
        var run = new ImportedRun(Name, source)
        {
            Facts =
            [
                .. ImportedRun.Fact("gpu.name", device is null ? null : Device().Match(device) is { Success: true } named
                    ? named.Groups["one"].Value : device.TrimStart('-', ' '), FactRole.Identity),
                .. ImportedRun.Fact("software.torch", Said("torch"), FactRole.Cause),
                .. ImportedRun.Fact("software.cuda", Said("cuda"), FactRole.Cause),
                .. ImportedRun.Fact("software.rocm", Said("hip") ?? Said("rocm"), FactRole.Cause),
            ],
        };
        var shapes =
            source.Lines.Select(line => Range().Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["one"].Value.Trim();
        var parameters = ImportParameters.Of(("dtype", dtype), ("shapes", shapes));
        return run.File(source.Lines.Select(line => Best().Match(line.Text)).Where(match => match.Success).Select(match => run.Result(
            "mamf", $"{(match.Groups["kind"].Success ? match.Groups["kind"].Value : "max")} {dtype}".Trim(), "gpu",
            [ImportedRun.Value(MetricDefinitions.FlopRate, double.Parse(match.Groups["rate"].Value, CultureInfo.InvariantCulture) * 1e12)],
            [],
            parameters, null,
            match.Groups["shape"].Value is { Length: > 0 } shape ? [new Note("shape", $"Reached with {ImportText.Line(shape)}.")] : [])));
    }

    [GeneratedRegex(
        @"^(?<kind>mean|median|max|arithmetic mean|geometric mean):\s+(?<rate>\d{1,9}(?:\.\d+)?) TFLOPS(?: @ (?<shape>\S+).*)?$"
            + @"|^The best outcome was (?<rate>\d{1,9}(?:\.\d+)?) ?TFLOPS(?: @ (?<shape>\S+).*)?$",
        RegexOptions.None, ImportText.Patience)]
    private static partial Regex Best();

    [GeneratedRegex(@"^- (?<name>\w+)=(?<value>[^,\s]+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Fact();

    [GeneratedRegex(@"^\*\* Dtype: (?:torch\.)?(?<one>\w+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Type();

    [GeneratedRegex(@"name='(?<one>[^']+)'", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Device();

    [GeneratedRegex(@"shapes in range: (?<one>.*?)(?: in this run)?:?$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Range();
}
