using StackBench.Machine;

namespace StackBench.Terminal;

/// <summary>One line of a sheet of facts.</summary>
/// <param name="IsKnown">Unknown facts are shown dimmed, with their reason.</param>
internal sealed record FactRow(string Label, string Text, bool IsKnown = true)
{
    public static FactRow Of<T>(string label, Fact<T> fact, Func<T, string> format) => fact.IsKnown
        ? new FactRow(label, format(fact.Value))
        : new FactRow(label, $"unknown: {fact.UnknownReason}", IsKnown: false);

    public static FactRow Of(string label, Fact<string> fact) => Of(label, fact, text => text);
}
