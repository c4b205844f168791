using System.Globalization;
using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>Whether memory of running programs lies on a disk.</summary>
internal static class SwapCheck
{
    private const string Id = "memory.swap";

    /// <summary>Pages of programs that sleep for days end there on any machine and harm nobody.</summary>
    private const long Harmless = 256L << 20;

    public static Check Check { get; } = new(Id, "More than 256 MiB of memory are swapped out", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) =>
        CheckResult.When(Id, input.Tree.Text("/proc/meminfo").Then(Used), used => used <= Harmless
        ? CheckResult.Fine
        : new Finding(
            Id,
            Severity.Warning,
            $"{NumberText.Quantity(used, Unit.Byte)} are swapped out",
            "memory was or is short: pages come back from the disk in the middle of a measurement",
            "end other programs; then sudo swapoff -a && sudo swapon -a"));

    private static Fact<long> Used(string text)
    {
        var (total, free) = (Kilobytes(text, "SwapTotal:"), Kilobytes(text, "SwapFree:"));
        return total is null || free is null || free > total
            ? Fact<long>.Unknown("/proc/meminfo tells no swap")
            : (total.Value - free.Value) << 10;
    }

    private static long? Kilobytes(string text, string key)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var number, "kB"]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) && kilobytes < 1L << 50
            ? kilobytes
            : null;
    }
}
