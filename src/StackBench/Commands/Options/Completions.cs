using System.CommandLine.Completions;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands.Options;

/// <summary>Names of stored runs for shells that complete: a store that cannot be read has none to offer.</summary>
internal static class Completions
{
    private const int NewestRuns = 20;

    /// <summary><c>latest</c>, then ids and labels of the newest runs, as far as a shell takes them unquoted.</summary>
    public static IEnumerable<CompletionItem> Runs(Surroundings surroundings)
    {
        yield return new CompletionItem(RunStore.Latest);
        foreach (var name in Names(surroundings)) yield return new CompletionItem(name);
    }

    private static IEnumerable<string> Names(Surroundings surroundings)
    {
        try
        {
            using var store = surroundings.OpenStore(_ => { });
            return [.. store.List(NewestRuns).SelectMany(run => new[] { run.Id, run.Label }).OfType<string>().Where(IsPlain).Distinct()];
        }
        catch (StoreException)
        {
            // Whoever presses Tab wants no message.
            return [];
        }
    }

    private static bool IsPlain(string text) => text.Length > 0 && text.All(
        character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '+');
}
