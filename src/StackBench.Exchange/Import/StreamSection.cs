using System.Text.RegularExpressions;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>One output of STREAM or BabelStream: what it says of itself, and whether its validation failed.</summary>
internal sealed partial record StreamSection(IReadOnlyList<(int Number, string Text)> Lines)
{
    private static readonly string[] OnCpu = ["OpenMP", "OMP", "TBB", "Serial", "Threads", "STD", "std"];

    public required bool IsBabel { get; init; }

    public string Benchmark => IsBabel ? "babelstream" : "stream";

    /// <summary>
    /// As the file names it: the GPU and its interface, <c>cpu</c>, the implementation where neither is said, or <c>unknown</c>.
    /// </summary>
    public required string Device { get; init; }

    /// <summary>Null where the file names none.</summary>
    public string? Gpu { get; init; }

    public string? Driver { get; init; }

    public string? Version { get; init; }

    /// <summary>Of BabelStream: <c>HIP</c>, <c>OMP</c>.</summary>
    public string? Implementation { get; init; }

    /// <summary>What the tool's own validation says; null where it passed or says nothing.</summary>
    public string? Failure { get; init; }

    public required Parameters Parameters { get; init; }

    public static StreamSection Of(IReadOnlyList<(int Number, string Text)> lines)
    {
        var isBabel = lines.Any(line =>
            line.Text.Contains("BabelStream", StringComparison.Ordinal) || StreamCsv.IsHeader(line.Text)
                || BabelTable().IsMatch(line.Text));
        var implementation = Said(lines, Implemented());
        var device = Said(lines, UsedDevice());
        // A CPU can be an OpenCL or SYCL device too, by its name.
        var gpu = device is { Length: > 0 } && !CpuName().IsMatch(device) ? device : null;
        return new StreamSection(lines)
        {
            IsBabel = isBabel,
            Implementation = implementation,
            Gpu = gpu,
            Device = gpu is not null ? implementation is null ? gpu : $"{gpu} ({implementation})"
                : !isBabel || device is { Length: > 0 }
                || OnCpu.Any(name => implementation?.StartsWith(name, StringComparison.Ordinal) == true)
                ? "cpu"
                : implementation ?? "unknown",
            Driver = Said(lines, DriverVersion()),
            Version = Said(lines, ToolVersion()),
            Failure = lines.Select(line => line.Text.Trim()).FirstOrDefault(line => Failed().IsMatch(line)),
            Parameters = ImportParameters.Of(
                ("elements", Said(lines, Elements())), ("array_size", Said(lines, ArraySize())), ("precision", Said(lines, Precision())),
                ("element_bytes", Said(lines, ElementBytes())),
                ("threads", Said(lines, ThreadsCounted()) ?? Said(lines, ThreadsRequested())),
                ("implementation", implementation), ("device", device is { Length: > 0 } ? device : null),
                ("memory", Said(lines, Memory())),
                ("processes", Said(lines, Ranks()))),
        };
    }

    public static double Factor(string unit) => unit[..unit.IndexOf('B', StringComparison.Ordinal)] switch
    {
        "K" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024,
        "Gi" => 1024.0 * 1024 * 1024,
        _ => 1024.0 * 1024 * 1024 * 1024,
    };

    public static bool IsKernel(string word) =>
        word is "Copy" or "Scale" or "Add" or "Triad" or "Mul" or "Dot" or "Nstream" or "Read" or "Write";

    private static string? Said(IReadOnlyList<(int Number, string Text)> lines, Regex pattern) =>
        lines.Select(line => pattern.Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["one"].Value.Trim();

    /// <summary>Its columns, where the lines above them are not in the file.</summary>
    [GeneratedRegex(@"^\s*Function\s+[KMGT]i?Bytes/sec\s+Min", RegexOptions.None, ImportText.Patience)]
    private static partial Regex BabelTable();

    [GeneratedRegex(@"^\s*Implementation:\s*(?<one>.+)$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Implemented();

    [GeneratedRegex(@"^\s*Using\s+.*?\bdevice:?\s+(?<one>\S.*?)\s*$", RegexOptions.None, ImportText.Patience)]
    private static partial Regex UsedDevice();

    [GeneratedRegex(@"\bCPU\b|Xeon|EPYC|Ryzen|Core\(TM\)|Neoverse|pthread|Processor", RegexOptions.IgnoreCase, ImportText.Patience)]
    private static partial Regex CpuName();

    [GeneratedRegex(@"^\s*Driver:\s*(?<one>\S+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex DriverVersion();

    [GeneratedRegex(@"^\s*Version:\s*(?<one>\S+)|STREAM version \$Revision: (?<one>[\d.]+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex ToolVersion();

    [GeneratedRegex(
        @"^\s*(?:Array size = (?<one>\d+) \(elements\)|Number of elements:\s*(?<one>\d+))", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Elements();

    [GeneratedRegex(@"^\s*Array size:\s*(?<one>[\d.]+ [KMGT]i?B)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex ArraySize();

    [GeneratedRegex(@"^\s*Precision:\s*(?<one>\w+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Precision();

    [GeneratedRegex(
        @"^\s*This system uses (?<one>\d+) bytes per (?:array element|DOUBLE PRECISION word)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex ElementBytes();

    [GeneratedRegex(@"^\s*Number of Threads counted = (?<one>\d+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex ThreadsCounted();

    [GeneratedRegex(@"^\s*Number of Threads requested = (?<one>\d+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex ThreadsRequested();

    [GeneratedRegex(@"^\s*Memory:\s*(?<one>\w+)", RegexOptions.None, ImportText.Patience)]
    private static partial Regex Memory();

    [GeneratedRegex(@"^\s*Total Aggregate.*?\b(?<one>\d+) MPI ranks|^\s*Number of MPI ranks:? *=? *(?<one>\d+)", RegexOptions.None,
        ImportText.Patience)]
    private static partial Regex Ranks();

    [GeneratedRegex(
        @"^(?:Failed Validation|FAILED validation|Validation failed|VALIDATION FAILED)", RegexOptions.IgnoreCase, ImportText.Patience)]
    private static partial Regex Failed();
}
