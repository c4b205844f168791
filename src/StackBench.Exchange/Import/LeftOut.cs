using System.Globalization;

namespace StackBench.Exchange.Import;

/// <summary>Part of a file that did not become a result.</summary>
/// <param name="What">A line, a record or a kind of rows: <c>line 12</c>, <c>3 rows of size 0</c>.</param>
/// <param name="IsRefused">Whether it should have become one: it is cut or broken.</param>
public sealed record LeftOut(string What, string Why, bool IsRefused = false)
{
    internal static LeftOut Cut(int line) => OfLine(line, "the line is cut");

    internal static LeftOut OfLine(int line, string why) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {line}"), why, IsRefused: true);

    internal static LeftOut Of(ImportException exception) =>
        new(exception.Position ?? "a record", exception.Reason, IsRefused: true);
}
