using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Doctor;

/// <summary>All a check may look at. Checks read; only reading is left to the tree.</summary>
/// <param name="Variable">Value of an environment variable; null for a recorded machine, whose environment was not recorded.</param>
/// <param name="Activity">What ran for a short while; unknown for a recorded machine, in which no time passes.</param>
internal sealed record CheckInput(SystemTree Tree, MachineFacts Facts, Func<string, string?>? Variable, Fact<Activity> Activity)
{
    public ImmutableArray<GpuVendor> Vendors { get; init; } = GpuVendors.All;

    /// <summary>How to look at a GPU.</summary>
    public GpuDoctoring DoctoringOf(GpuFacts gpu) =>
        Vendors.FirstOrDefault(vendor => vendor.Id == gpu.Vendor)?.Doctoring ?? new GpuDoctoring();
}
