using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StackBench.Core.Expectations;
using StackBench.Core.Results;
using StackBench.Terminal;

namespace StackBench.Measuring;

/// <summary>The bounds a user expects a run to keep, from a file of theirs.</summary>
internal static class UserBounds
{
    private const long MostBytes = 8L << 20;

    /// <exception cref="UserErrorException">The file cannot be read, or is no list of bounds.</exception>
    public static ImmutableArray<ExpectedBound> Read(string path)
    {
        try
        {
            return BoundsFile.Parse(Encoding.UTF8.GetString(BoundedFile.Read(path, MostBytes)), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {exception.Message}", "Write one: stackbench expect learn -o FILE",
                ExitCode.Usage);
        }
        catch (FormatException exception)
        {
            throw new UserErrorException(exception.Message, "See docs/expectations.md, or write one: stackbench expect learn -o FILE",
                ExitCode.Usage);
        }
    }

    /// <summary>Tells what is violated.</summary>
    /// <returns>Whether the run keeps all bounds that concern it.</returns>
    public static bool Check(Run run, ImmutableArray<ExpectedBound> bounds, Surroundings surroundings)
    {
        var check = BoundCheck.Of(run, bounds);
        foreach (var violation in check.Violations) surroundings.Note($"expected otherwise: {violation}");
        if (!check.Unmatched.IsEmpty)
            surroundings.Note(string.Create(CultureInfo.InvariantCulture,
                $"{check.Unmatched.Length} of {bounds.Length} bounds concern nothing of this run, the first is '{check.Unmatched[0]}'"));
        surroundings.Note(check.Held == 0 && check.Violations.IsEmpty
            ? "no bound concerns this run, so that nothing was checked: it does not pass"
            : string.Create(CultureInfo.InvariantCulture,
                $"{check.Held} of {check.Held + check.Violations.Length} expected values are within their bounds"));
        return check.Passes;
    }
}
