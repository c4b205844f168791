using StackBench.Protocol;

namespace StackBench.Worker.Device;

/// <summary>How operations name what ran.</summary>
internal static class Backend
{
    public static string Of(DeviceFacts facts, params ReadOnlySpan<string?> details)
    {
        List<string> parts = [$"{facts.Name} ({facts.Driver})"];
        foreach (var detail in details)
            if (!string.IsNullOrEmpty(detail)) parts.Add(detail);
        return string.Join(", ", parts);
    }

    /// <summary>What a reader must know of every number of the device.</summary>
    public static IReadOnlyList<SampleNote> Notes(DeviceFacts facts) => facts.IsCpuDriver
        ? [new SampleNote(
            "cpu-driver", $"{facts.Name} computes on the CPU: this is not the rate of a GPU", "install the driver of your GPU")]
        : [];
}
