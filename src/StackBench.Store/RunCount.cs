using System.Globalization;

namespace StackBench.Store;

/// <summary>A count of runs in words.</summary>
internal static class RunCount
{
    public static string Text(int count) => count == 1 ? "1 run" : $"{count.ToString(CultureInfo.InvariantCulture)} runs";
}
