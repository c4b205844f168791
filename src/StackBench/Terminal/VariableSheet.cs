using StackBench.Machine.Vendors;

namespace StackBench.Terminal;

/// <summary>Environment variables that hide GPUs from software or make it take one for another.</summary>
internal static class VariableSheet
{
    private static readonly string[] Names =
    [
        .. GpuVendors.VisibleDevices(GpuVendors.All).Select(variable => variable.Name), "CUDA_DEVICE_ORDER",
        "HSA_OVERRIDE_GFX_VERSION", .. Enumerable.Range(0, 16).Select(gpu => $"HSA_OVERRIDE_GFX_VERSION_{gpu}"),
    ];

    /// <summary>One sheet, or none where no such variable is set.</summary>
    public static IEnumerable<FactSheet> Of(Func<string, string?> variable)
    {
        var rows = Names.Select(name => (Name: name, Value: variable(name))).Where(entry => entry.Value is not null)
            .Select(entry => new FactRow(entry.Name, Explain(entry.Name, entry.Value!))).ToArray();
        if (rows.Length > 0) yield return new FactSheet("Variables that change what software sees of the GPUs", [.. rows]);
    }

    private static string Explain(string name, string value)
    {
        if (name.StartsWith("HSA_OVERRIDE", StringComparison.Ordinal))
            return $"'{value}': software takes the GPU for another target than the true one above; a wrong one crashes it";
        return value.Length == 0 ? "empty: software sees no GPU" : $"'{value}'";
    }
}
