using System.Collections.Immutable;
using StackBench.Measuring;

namespace StackBench.Commands;

/// <summary>What <c>list --format json</c> prints.</summary>
internal sealed record ListDocument(int SchemaVersion, ImmutableArray<ListRow> Benchmarks, ImmutableArray<InterpreterRow> Interpreters)
{
    public const int CurrentSchemaVersion = 1;
}
