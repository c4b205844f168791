namespace StackBench.Core.Results;

/// <summary>Identity of a result within a run, and of its metric's history across runs.</summary>
public sealed record ResultKey(string Benchmark, string Workload, string Device, string? Engine = null)
{
    public override string ToString() => $"{Benchmark}/{Workload}@{Device}" + (Engine is null ? "" : $":{Engine}");
}
