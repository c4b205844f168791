using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Fleet.Rollout;

/// <summary>Names of facts as people write them: those of a GPU without its address, and short last parts.</summary>
internal static class FactNames
{
    private const string GpuPrefix = "gpu.";

    /// <summary><c>gpu.driver-version</c> for <c>gpu.0000:03:00.0.driver-version</c>; other names as they are.</summary>
    public static string Short(string name)
    {
        var device = new FactChange(name, null, null, FactRole.Cause).Device;
        return device is null ? name : GpuPrefix + name[(GpuPrefix.Length + device.Length + 1)..];
    }

    /// <summary>Whether a name is meant: all of it or its last part, to the end or up to a dash.</summary>
    /// <param name="shortened">A name as <see cref="Short"/> makes it.</param>
    public static bool IsMeant(string shortened, string asked)
    {
        var wanted = Short(asked);
        if (Begins(shortened, wanted)) return true;
        for (var dot = shortened.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = shortened.IndexOf('.', dot + 1))
            if (Begins(shortened[(dot + 1)..], wanted)) return true;
        return false;
    }

    /// <summary>Whether a value is meant: all of it, or a beginning that ends before a character other than a letter or digit.</summary>
    public static bool IsValueMeant(string value, string asked) => value.StartsWith(asked, StringComparison.Ordinal)
        && (value.Length == asked.Length || !char.IsLetterOrDigit(value[asked.Length]));

    private static bool Begins(string name, string asked) => name.StartsWith(asked, StringComparison.Ordinal)
        && (name.Length == asked.Length || name[asked.Length] == '-');
}
