namespace StackBench.Machine.Gpu;

/// <summary>
/// Which row of the table a GPU is: its device id and revision decide, then its name, and chip and units where it has none.
/// </summary>
internal static class PeakMatch
{
    /// <summary>Makers count memory in powers of ten or two and keep some of it: a match may differ by this share.</summary>
    private const double MemoryTolerance = 0.12;

    public static PublishedPeak? Find(IReadOnlyCollection<PublishedPeak> rows, GpuFacts gpu)
    {
        var own = rows.Where(row => row.Vendor == gpu.Vendor).ToArray();
        return ByDevice(own, gpu) ?? ByName(own, gpu) ?? ByChip(own, gpu);
    }

    /// <summary>Whether the GPU is one of several that software sees of a card.</summary>
    public static bool IsDie(PublishedPeak row, GpuFacts gpu) => row.Dies > 1
        && !(gpu.ComputeUnits.IsKnown && gpu.ComputeUnits.Value > row.UnitsPerDie)
        && !(gpu.MemoryBytes.IsKnown && row.MemoryBytes is { } card && IsClose(gpu.MemoryBytes.Value, card));

    private static PublishedPeak? ByDevice(PublishedPeak[] rows, GpuFacts gpu)
    {
        var id = gpu.DeviceId[(gpu.DeviceId.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var revision = gpu.Revision.Or("");
        var exact = rows.Where(row => row.Devices.Contains((id, revision))).ToArray();
        var candidates = exact.Length > 0
            ? exact
            : [.. rows.Where(row =>
                row.Devices.Any(entry => entry.Device == id && (entry.Revision is null || !gpu.Revision.IsKnown)))];
        candidates = Narrow(candidates, row => gpu.ComputeUnits.IsKnown && gpu.ComputeUnits.Value == row.UnitsPerDie);
        candidates = Narrow(candidates, row => FitsMemory(row, gpu));
        candidates = Narrow(candidates, row => HasName(row, gpu));
        return candidates is [var only] ? only : null;
    }

    private static PublishedPeak? ByName(PublishedPeak[] rows, GpuFacts gpu)
    {
        var named = rows.Where(row => HasName(row, gpu)).ToArray();
        return named.FirstOrDefault(row => FitsMemory(row, gpu));
    }

    // A name with a number means a product, if one that the table does not have; "AMD Radeon Graphics" means none.
    private static PublishedPeak? ByChip(PublishedPeak[] rows, GpuFacts gpu)
    {
        if (!gpu.Target.IsKnown || !gpu.ComputeUnits.IsKnown || gpu.Name.Or("").Any(char.IsAsciiDigit)) return null;
        var alike = rows.Where(row =>
            row.Target == gpu.Target.Value && row.UnitsPerDie == gpu.ComputeUnits.Value && FitsMemory(row, gpu)).ToArray();
        return alike is [var only] ? only : null;
    }

    private static PublishedPeak[] Narrow(PublishedPeak[] rows, Func<PublishedPeak, bool> fits) =>
        rows.Length > 1 && rows.Where(fits).ToArray() is { Length: > 0 } fewer ? fewer : rows;

    private static bool HasName(PublishedPeak row, GpuFacts gpu)
    {
        if (!gpu.Name.IsKnown) return false;
        var name = ProductName.Core(gpu.Name.Value, gpu.Vendor);
        return row.DriverNames.Any(known => ProductName.Core(known, row.Vendor).Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool FitsMemory(PublishedPeak row, GpuFacts gpu) =>
        row.MemoryBytes is not { } published || !gpu.MemoryBytes.IsKnown || gpu.IsIntegrated.Or(false)
        || IsClose(gpu.MemoryBytes.Value, published) || IsClose(gpu.MemoryBytes.Value, published / row.Dies);

    private static bool IsClose(double bytes, double published) => Math.Abs(bytes - published) < MemoryTolerance * published;
}
