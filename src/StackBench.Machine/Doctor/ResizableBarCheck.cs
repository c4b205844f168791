using System.Globalization;
using StackBench.Core.Units;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether the processors can reach all of a GPU's memory.</summary>
internal static class ResizableBarCheck
{
    private const string Id = "pci.resizable-bar";
    private const long MemoryFlag = 0x200;

    /// <summary>Drivers keep some of the memory for themselves, and boards have a little less than the round number.</summary>
    private const double Whole = 0.95;

    public static Check Check { get; } =
        new(Id, "The window to a discrete GPU's memory is smaller than the memory (resizable BAR is off)", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) =>
        CheckResult.ForEach(input.Facts.Gpus.Where(gpu => !gpu.IsIntegrated.Or(false)), gpu =>
    {
        var folder = GpuFolder.Of(input.Tree, gpu);
        var window = folder.Then(path => input.Tree.Text($"{path}/resource").Then(LargestWindow))
            .Else(() => folder.Then(path => input.Tree.Number($"{path}/mem_info_vis_vram_total")));
        var sizes = gpu.MemoryBytes.Then(memory => window.Then<(long Memory, long Window)>(bytes => (memory, bytes)));
        if (!sizes.IsKnown) return new NotChecked(Id, sizes.UnknownReason, gpu.PciAddress);
        if (sizes.Value.Window >= Whole * sizes.Value.Memory) return CheckResult.Fine;
        return new Finding(
            Id,
            Severity.Warning,
            $"the processors reach {NumberText.Quantity(sizes.Value.Window, Unit.Byte)} of the GPU's "
                + $"{NumberText.Quantity(sizes.Value.Memory, Unit.Byte)}",
            "copies go through a small window, and GPUs may not reach each other's memory at all",
            "switch on 'Resizable BAR' (Smart Access Memory) and 'Above 4G decoding' in the firmware",
            gpu.PciAddress);
    });

    /// <summary>Size in bytes of the largest memory region of <c>resource</c>: lines of first address, last address and flags.</summary>
    internal static Fact<long> LargestWindow(string text)
    {
        var sizes = text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Hex).ToArray())
            .Where(words => words is [{ } first, { } last, { } flags] && last > first && (flags & MemoryFlag) != 0)
            .Select(words => words[1]!.Value - words[0]!.Value + 1).ToArray();
        return sizes.Length > 0 ? sizes.Max() : Fact<long>.Unknown("the device's list of regions has no memory");
    }

    private static long? Hex(string word) =>
        word.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : null;
}
