using System.Globalization;
using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>Whether channels of the memory controllers stand without a module.</summary>
internal static class MemoryChannelCheck
{
    private const string Id = "memory.channels";

    public static Check Check { get; } = new(
        Id, "A memory channel has no module, so that memory is slower than it could be (read as root only)", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var modules = input.Facts.Memory.Modules;
        // A hypervisor makes its modules up.
        if (input.Facts.Cpu.IsVirtual) return CheckResult.Fine;
        return CheckResult.When(Id, modules.SlotChannels, slots => CheckResult.When(Id, modules.Channels, filled => filled >= slots
            ? CheckResult.Fine
            : new Finding(
                Id,
                Severity.Warning,
                string.Create(CultureInfo.InvariantCulture,
                    $"{modules.Fitted.Length} module{(modules.Fitted.Length == 1 ? "" : "s")} on {filled} of {slots} memory channels"),
                $"memory bandwidth is at most {NumberText.Share((double)filled / slots)} of the board's"
                    + modules.BytesPerSecond.Then<string>(rate => $": {NumberText.Quantity(rate, Unit.BytePerSecond)}").Or(""),
                "put a module on each channel (the board's manual says which slots come first)")));
    }
}
