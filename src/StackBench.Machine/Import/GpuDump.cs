using System.Collections.Immutable;
using System.Text.Json;

namespace StackBench.Machine.Import;

/// <summary>GPUs as a vendor's tool told them, on whatever machine it ran.</summary>
/// <param name="Tool">Which tool and form.</param>
public sealed record GpuDump(string Tool, ImmutableArray<GpuFacts> Gpus)
{
    /// <summary>The forms that are understood.</summary>
    public const string Forms = "rocm-smi --json, rocm-smi -a, amd-smi static --json, amdgpu_top --dump --json, rocminfo, nvidia-smi -q, nvidia-smi -q -x, nvidia-smi --query-gpu=... --format=csv, deviceQuery";

    /// <summary>Recognizes the tool by what it wrote.</summary>
    /// <exception cref="FormatException">The text is of no known tool, or broken.</exception>
    public static GpuDump Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dump = Recognize(text.TrimStart('\uFEFF', ' ', '\n', '\r', '\t'));
        return dump.Gpus.IsEmpty ? throw new FormatException($"the output of {dump.Tool} names no GPU") : dump;
    }

    public string ToJson() => JsonSerializer.Serialize(this, MachineJson.Default.GpuDump);

    private static GpuDump Recognize(string text)
    {
        if (text.StartsWith('{') || text.StartsWith('[')) return JsonDump.Parse(text);
        if (text.StartsWith('<') && text.Contains("nvidia_smi_log", StringComparison.Ordinal)) return new("nvidia-smi -q -x", NvidiaSmi.OfXml(text));
        if (text.Contains("NVSMI LOG", StringComparison.Ordinal)) return new("nvidia-smi -q", NvidiaSmi.OfText(text));
        if (text.Contains("CUDA Device Query", StringComparison.Ordinal)) return new("deviceQuery", DeviceQuery.Parse(text));
        if (text.Contains("HSA Agents", StringComparison.Ordinal)) return new("rocminfo", Rocminfo.Parse(text));
        if (text.Contains("GPU[", StringComparison.Ordinal)) return new("rocm-smi", RocmSmi.OfText(text));
        var firstLine = text.Split('\n', 2)[0];
        if (firstLine.Contains("gpu_arch", StringComparison.Ordinal)) return new("rocprof sysinfo", RocprofSysinfo.Parse(text));
        if (firstLine.Contains("pci.bus_id", StringComparison.Ordinal)) return new("nvidia-smi --query-gpu", NvidiaSmiCsv.Parse(text));
        throw new FormatException($"this is the output of no known tool; known are {Forms}");
    }
}
