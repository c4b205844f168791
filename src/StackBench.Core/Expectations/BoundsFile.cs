using System.Collections.Immutable;

namespace StackBench.Core.Expectations;

/// <summary>The bounds of a user as comma-separated values: <see cref="ExpectedBound.Header"/>, and a line for each.</summary>
public static class BoundsFile
{
    /// <param name="name">What the text is called in an error, usually its file.</param>
    /// <exception cref="FormatException">A line is no bound, or there is none.</exception>
    public static ImmutableArray<ExpectedBound> Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bounds = ImmutableArray.CreateBuilder<ExpectedBound>();
        foreach (var cells in DataFile.Rows(text.TrimStart('\uFEFF').Split('\n'), name))
        {
            try
            {
                bounds.Add(ExpectedBound.Of(cells));
            }
            catch (FormatException exception)
            {
                throw new FormatException(
                    FormattableString.Invariant($"{name}, bound {bounds.Count + 1}: {exception.Message}"), exception);
            }
        }

        return bounds.Count > 0
            ? bounds.ToImmutable()
            : throw new FormatException($"{name}: no bounds; the header is {ExpectedBound.Header}");
    }
}
