namespace StackBench.Report.Nights;

/// <summary>A device in the order of speed.</summary>
/// <param name="Difference">Mean over its workloads from the median of its siblings, as a share; below zero it is slower.</param>
/// <param name="SlowestIn">Its worst workload, with its difference there.</param>
/// <param name="Verdict">Whether it was judged, and how.</param>
public sealed record NightRank(string Who, string? Place, double Difference, string SlowestIn, Sign Sign, string Verdict);
