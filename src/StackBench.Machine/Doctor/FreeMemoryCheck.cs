using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>Whether there is room for what is measured.</summary>
internal static class FreeMemoryCheck
{
    private const string Id = "memory.available";
    private const double LeastShare = 0.1;
    private const long LeastBytes = 2L << 30;

    public static Check Check { get; } =
        new(Id, "Little memory is available: less than 2 GiB or a tenth of all, but never more than half of it", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var memory = input.Facts.Memory;
        return CheckResult.When(Id, memory.AvailableBytes.Then<(long Available, long Total)>(
            available => memory.TotalBytes.Then<(long, long)>(total => (available, total))), bytes =>
            bytes.Available >= Math.Min(Math.Max(LeastBytes, LeastShare * bytes.Total), bytes.Total / 2)
                ? CheckResult.Fine
                : new Finding(
                    Id,
                    Severity.Warning,
                    $"{NumberText.Quantity(bytes.Available, Unit.Byte)} of "
                        + $"{NumberText.Quantity(bytes.Total, Unit.Byte)} of memory are available",
                    "large workloads are left out or chosen smaller, and the kernel may swap or kill processes",
                    "end other programs, or raise the memory limit of the container or job"));
    }
}
