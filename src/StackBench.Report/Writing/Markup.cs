namespace StackBench.Report.Writing;

/// <summary>
/// Markup that is safe to show. Only made from interpolated strings, whose holes are escaped unless they are markup themselves.
/// </summary>
internal readonly record struct Markup
{
    private readonly string? _text;

    private Markup(string markup) => _text = markup;

    public static Markup Empty => default;

    public static Markup Of(MarkupHandler handler) => new(handler.ToString());

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.ToString())));

    /// <summary>Text that this program holds itself (style sheet, script) or has made safe for the place it goes to.</summary>
    public static Markup Trusted(string markup) => new(markup);

    public override string ToString() => _text ?? "";
}
