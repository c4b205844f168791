using System.Collections.Immutable;

namespace StackBench.Terminal;

/// <summary>A line of output, without its end.</summary>
internal readonly record struct TextLine(ImmutableArray<Span> Spans)
{
    public static TextLine Empty { get; } = new([]);

    public static TextLine Of(params ReadOnlySpan<Span> spans) => new([.. spans]);

    public override string ToString() => string.Concat(Spans.Select(span => span.Text));
}
