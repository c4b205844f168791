using System.Collections.Immutable;

namespace StackBench.Terminal;

/// <summary>A row of a <see cref="Grid"/>. Closed: these three.</summary>
internal abstract record GridRow;

/// <param name="Cells">One per column.</param>
internal sealed record CellsRow(ImmutableArray<Span> Cells) : GridRow;

/// <summary>A line across all columns.</summary>
internal sealed record HeadingRow(ImmutableArray<Span> Spans) : GridRow;

/// <summary>Cells of the first columns, then a text that takes the place of all others and wraps.</summary>
internal sealed record SpanningRow(ImmutableArray<Span> Lead, Span Rest) : GridRow;
