using StackBench.Core.Assessments;
using StackBench.Core.Comparison;

namespace StackBench.Report.Html;

/// <summary>A meaning as class and glyph: sign and word come first, colour last.</summary>
internal static class RoleMark
{
    public static string Class(Role role) => role switch
    {
        Role.Better => "better",
        Role.Worse => "worse",
        Role.Warn => "warn",
        Role.Error => "error",
        Role.Muted => "muted",
        _ => "plain",
    };

    public static string Glyph(Verdict verdict) => verdict switch
    {
        Verdict.Regression => "▼",
        Verdict.Improvement => "▲",
        Verdict.NoChange or Verdict.SmallChange => "≈",
        Verdict.Suspected => "!",
        _ => "?",
    };

    public static string Glyph(Mark mark) => mark switch
    {
        Mark.Sound => "✓",
        Mark.Unsure => "≈",
        Mark.Failed => "✗",
        _ => "–",
    };
}
