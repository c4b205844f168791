using System.Diagnostics;

namespace StackBench.Tests.Fixtures;

/// <summary>Whether processes live, and waiting for something to become true.</summary>
internal static class ProcessLife
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<bool> ComesTrueAsync(Func<bool> condition)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience;
            await Task.Delay(20, TestContext.Current.CancellationToken))
            if (condition()) return true;
        return false;
    }

    /// <summary>A zombie that nobody collects is dead.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var text = File.ReadAllText(FormattableString.Invariant($"/proc/{pid}/stat"));
            return text[(text.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
