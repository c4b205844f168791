namespace StackBench.Machine.Gpu;

/// <summary>Errors that a part of a GPU counts.</summary>
internal sealed record GpuErrorCount(string Block, Fact<(long Uncorrected, long Corrected)> Counts);
