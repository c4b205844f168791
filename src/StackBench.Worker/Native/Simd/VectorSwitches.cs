using System.Collections;
using System.Text.RegularExpressions;

namespace StackBench.Worker.Native.Simd;

/// <summary>Vectors a processor has and this process may not use: the .NET runtime was told so by the environment.</summary>
internal static partial class VectorSwitches
{
    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>Names and values of the variables that switch something off, <c>DOTNET_EnableAVX2=0</c>; empty where none does.</summary>
    public static string Off { get; } = string.Join(
        ", ",
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => Switch().IsMatch((string)variable.Key) && IsZero((string?)variable.Value))
            .Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal));

    /// <summary>
    /// Whether the processor itself has an instruction set, by its name in <see cref="CpuInfo"/>; null where nothing tells.
    /// </summary>
    public static bool? HasProcessor(string instructions)
    {
        try
        {
            var flags = File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
            return flags?.Split(' ').Contains(instructions);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Hexadecimal, as the runtime reads it.
    private static bool IsZero(string? value) =>
        value?.Trim() is { Length: > 0 } text
            && (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text).All(c => c == '0');

    [GeneratedRegex("^(DOTNET|COMPlus)_Enable(HWIntrinsic|SSE|AVX|FMA)[A-Za-z0-9]*$", RegexOptions.CultureInvariant
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Switch();
}
