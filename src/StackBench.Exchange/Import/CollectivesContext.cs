using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Exchange.Import;

/// <summary>What stands above a table of nccl-tests: the collective, the ranks and the devices, and with which library.</summary>
internal sealed record CollectivesContext
{
    /// <summary>As <c>all_reduce</c>; null where the file does not name it.</summary>
    public string? Collective { get; init; }

    public string? Tool { get; init; }

    /// <summary>Version of NCCL or RCCL.</summary>
    public string? Library { get; init; }

    public string? Rocm { get; init; }

    /// <summary>Numbers of the ranks that are listed: processes that do not know of each other are all the first.</summary>
    public IReadOnlyList<string> Ranks { get; init; } = [];

    /// <summary>Device of each rank that is listed.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Settings of the header line: <c>nThread</c>, <c>nGpus</c>, <c>graph</c> and others.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The ranks are parameters of the results: what they run on is the same machine.</summary>
    public string? Gpu => GpuNames.Of(Devices.Distinct(StringComparer.Ordinal));

    public IEnumerable<FingerprintFact> Facts() =>
    [
        .. ImportedRun.Fact("gpu.name", Gpu, FactRole.Identity), .. ImportedRun.Fact("software.nccl", Library, FactRole.Cause),
        .. ImportedRun.Fact("software.rocm", Rocm, FactRole.Cause),
        .. ImportedRun.Fact(
            "os.hostname", Hosts.Count == 0 ? null : string.Join(", ", Hosts.Distinct(StringComparer.Ordinal)), FactRole.Noise),
    ];

    public Parameters Parameters(CollectivesRow row, string? place) => ImportParameters.Of(
    [
        ("collective", Collective ?? "unknown"), ("bytes", row.Size), ("type", row.Type), ("redop", row.Operation), ("root", row.Root),
        ("place", place), ("ranks", Devices.Count > 0 ? Text(Known(Ranks, Devices.Count)) : null),
        ("nodes", Hosts.Count > 0 ? Text(Math.Min(Known(Ranks, Devices.Count), Known(Hosts, Hosts.Count))) : null),
        .. Settings.Select(setting => (setting.Name, (string?)setting.Value)),
    ]);

    private static int Known(IReadOnlyList<string> names, int otherwise) =>
        names.Count > 0 ? names.Distinct(StringComparer.Ordinal).Count() : otherwise;

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
