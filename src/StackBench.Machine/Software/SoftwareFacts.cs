using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Machine;

/// <summary>The ML software of a machine, from files alone: nothing is started and nothing is imported.</summary>
public sealed record SoftwareFacts
{
    public static SoftwareFacts Unread { get; } = new();

    /// <summary>Of a separately installed kernel module; unknown where the kernel's own is used.</summary>
    public Fact<string> AmdgpuDriver { get; init; }

    public Fact<string> NvidiaDriver { get; init; }

    /// <summary>The release software finds by default, and all that are installed.</summary>
    public ReleaseFacts Rocm { get => field ?? ReleaseFacts.Unread; init; }

    public ReleaseFacts Cuda { get => field ?? ReleaseFacts.Unread; init; }

    public ComputeDrivers Drivers { get => field ?? ComputeDrivers.Unread; init; }

    public ToolFacts LlamaCpp { get => field ?? ToolFacts.Unread; init; }

    public ToolFacts PostgreSql { get => field ?? ToolFacts.Unread; init; }

    public ToolFacts Slurm { get => field ?? ToolFacts.Unread; init; }

    /// <summary>The one a user would start comes first.</summary>
    public ImmutableArray<PythonFacts> Pythons { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The interpreter a user would start; null where there is none.</summary>
    [JsonIgnore]
    public PythonFacts? ActivePython => Pythons.FirstOrDefault(python => python.IsActive);
}
