namespace StackBench.Machine.Doctor;

/// <summary>Whether large arrays can lie in large pages.</summary>
internal static class HugePagesCheck
{
    private const string Id = "memory.huge-pages";

    public static Check Check { get; } = new(Id, "Transparent huge pages are switched off", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) =>
        CheckResult.When(Id, input.Facts.Memory.TransparentHugePages, choice => choice != "never"
        ? CheckResult.Fine
        : new Finding(
            Id,
            Severity.Warning,
            "transparent huge pages are 'never'",
            "large arrays lie in pages of 4 KiB: address translation costs bandwidth and latency",
            "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"));
}
