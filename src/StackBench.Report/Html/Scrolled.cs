using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>What may be wider than a phone scrolls on its own, also by the keyboard, instead of widening the page.</summary>
internal static class Scrolled
{
    /// <param name="label">What it is, for those who do not see it.</param>
    public static Markup Of(string label, Markup content) => content == Markup.Empty
        ? content
        : Markup.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{label}\">{content}</div>");
}
