namespace StackBench.Core.Workloads;

/// <summary>Something known of the device before anything is measured, which belongs to the result.</summary>
/// <param name="Name">Stable name, kebab-case: <c>link</c>.</param>
public sealed record WorkloadFact(string Name, string Text);
