using System.Diagnostics;
using StackBench.Protocol;

namespace StackBench.Worker;

/// <summary>
/// Ends this process as soon as nobody can read its answers any more, even in the midst of a computation that would go on for hours: the loop
/// notices the end of its host only between two messages. The end of stdin alone is no such sign, as all requests may have been written in advance.
/// </summary>
internal static class HostWatch
{
    /// <param name="output">Descriptor the answers go to.</param>
    public static void Start(int output) => DescriptorWatch.OnReaderGone(output, Die);

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
