using StackBench.Core.Assessments;

namespace StackBench.Terminal;

/// <summary>Text with a meaning, safe to print.</summary>
internal readonly record struct Span(string Text, Role Role = Role.Plain, bool IsHeading = false)
{
    public static implicit operator Span(string text) => new(text);
}
