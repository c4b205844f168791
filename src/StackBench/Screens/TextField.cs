using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>A line of text that can be typed.</summary>
/// <param name="IsOpen">Whether keys go into it.</param>
internal sealed record TextField(string Text = "", bool IsOpen = false)
{
    private const int Most = 200;

    /// <summary>Null where nothing was typed.</summary>
    public string? Value => string.IsNullOrWhiteSpace(Text) ? null : Text.Trim();

    /// <summary>After a key while it is open: Enter and Esc close it.</summary>
    public TextField After(string key) => key switch
    {
        "Enter" or "Esc" => this with { IsOpen = false },
        "Backspace" => this with { Text = Text.Length > 0 ? Text[..^1] : "" },
        _ when new System.Globalization.StringInfo(key).LengthInTextElements == 1 && Text.Length < Most => this with { Text = Text + key },
        _ => this,
    };

    /// <param name="empty">What stands in it while nothing is typed.</param>
    public ImmutableArray<Span> Spans(string empty, Glyphs glyphs) => Text.Length > 0 || IsOpen
        ? [new Span(glyphs.Text(Text), IsHeading: true), IsOpen ? new Span("_") : new Span("")]
        : [new Span(empty, Role.Muted)];
}
