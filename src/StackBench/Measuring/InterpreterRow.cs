using System.Collections.Immutable;

namespace StackBench.Measuring;

/// <summary>A Python interpreter in the output of <c>list</c>.</summary>
/// <param name="IsUsed">Whether <c>run</c> would measure this one.</param>
internal sealed record InterpreterRow(string Path, string? Version, bool IsUsed, ImmutableArray<LibraryRow> Libraries);

/// <summary>A library the Python worker measures, in one interpreter.</summary>
/// <param name="Engine">Name of the engine, e.g. <c>pytorch</c>.</param>
/// <param name="Version">Null where it cannot be used.</param>
/// <param name="Reason">Why it cannot: not installed, or installed but unusable, as import and one small step showed.</param>
internal sealed record LibraryRow(string Engine, string? Version, ImmutableArray<string> Devices, string? Reason, string? Remedy);
