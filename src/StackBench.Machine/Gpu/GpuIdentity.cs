using System.Collections.Immutable;

namespace StackBench.Machine.Gpu;

/// <summary>What a GPU is called: what its ids say goes before what a board or a tool wrote.</summary>
internal static class GpuIdentity
{
    // Of products that share an id the table says "MI250X / MI250".
    private const string Either = " / ";

    /// <summary>The GPUs under the names of the products they are.</summary>
    public static ImmutableArray<GpuFacts> Named(IEnumerable<GpuFacts> gpus, ImmutableArray<GpuVendor> vendors) =>
        [.. gpus.Select(gpu => vendors.FirstOrDefault(vendor => vendor.Id == gpu.Vendor) is { } vendor
            ? gpu with { Name = Name(gpu, vendor), IsIntegrated = gpu.IsIntegrated.Else(() => vendor.IsIntegrated(gpu)) }
            : gpu)];

    private static Fact<string> Name(GpuFacts gpu, GpuVendor vendor)
    {
        if (vendor.IsDriverNameExact && gpu.Name.IsKnown) return ProductName.Plain(gpu.Name.Value);
        var told = gpu.Name.Then<string>(name => ProductName.Plain(name));
        if (gpu.DeviceId.Split(':') is not [var maker, var device]) return told;
        var byId = OwnGpuNames.Find(maker, device, gpu.Revision);
        if (byId.IsKnown && !byId.Value.Contains(Either, StringComparison.Ordinal)) return byId;
        // Products with one id differ in their units.
        if (gpu.ComputeUnits.IsKnown && PublishedPeaks.Find(gpu) is { } row && row.UnitsPerDie == gpu.ComputeUnits.Value)
        {
            var product = row.Name.Split(" (")[0];
            return OwnGpuNames.Names(maker, device).FirstOrDefault(name => ProductName.Core(name, vendor.Name) == product)
                ?? $"{vendor.Name} {product}";
        }

        return byId.Else(() => told);
    }
}
