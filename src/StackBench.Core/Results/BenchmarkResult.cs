using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StackBench.Core.Workloads;

namespace StackBench.Core.Results;

/// <summary>What one workload gave on one device with one engine.</summary>
public sealed record BenchmarkResult
{
    public required string Benchmark { get; init; }

    public required string Workload { get; init; }

    public required Parameters Parameters { get; init; }

    /// <summary>As the engine names it: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Engine that measured it; null when none could.</summary>
    public string? Engine { get; init; }

    public required Cost Cost { get; init; }

    public required Layer Layer { get; init; }

    public required Outcome Outcome { get; init; }

    public ImmutableArray<Launch> Launches { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Identity within a run.</summary>
    [JsonIgnore]
    public ResultKey Key => new(Benchmark, Workload, Device, Engine);

    /// <summary>The headline value; null unless the outcome is ok.</summary>
    [JsonIgnore]
    public MetricValue? Headline => Outcome is Ok { Metrics: [var first, ..] } ? first : null;

    /// <summary>Whether its values are those of the client that measured, not of what it measured.</summary>
    [JsonIgnore]
    public bool IsInvalid => Bears(Note.Invalid);

    /// <summary>Whether a driver of GPUs computed it on the CPU: it says nothing of any GPU.</summary>
    [JsonIgnore]
    public bool IsOfCpuDriver => Bears(Note.CpuDriver);

    private bool Bears(string code) => Outcome is Ok ok && ok.Notes.Any(note => note.Code == code);
}
