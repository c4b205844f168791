using StackBench.Core.Results;

namespace StackBench.Core.Assessments;

/// <summary>A measured ceiling of a device.</summary>
/// <param name="Name">Data type of a compute roof (<c>bf16</c>); <c>memory</c> for bandwidth.</param>
/// <param name="Rate">FLOP/s or OP/s; byte/s for memory.</param>
/// <param name="From">The result that measured it.</param>
public sealed record Roof(string Name, MetricValue Rate, ResultKey From);
