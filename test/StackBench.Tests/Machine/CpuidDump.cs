using System.Globalization;
using StackBench.Machine.Cpu;

namespace StackBench.Tests.Machine;

/// <summary>
/// Reads recorded CPUID answers: lines <c>mask eax ebx ecx edx => eax ebx ecx edx</c>, where mask bit 2 says that ecx counts.
/// </summary>
internal static class CpuidDump
{
    private const uint SubLeafMatters = 4;

    public static Func<uint, uint, CpuidRegisters> Read(string file)
    {
        var answers = new Dictionary<(uint Leaf, uint? SubLeaf), CpuidRegisters>();
        foreach (var line in File.ReadLines(file).Where(line => line.Contains("=>", StringComparison.Ordinal)))
        {
            var numbers = line.Replace("=>", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => uint.TryParse(
                word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? (uint?)number : null).ToArray();
            if (numbers is [{ } mask, { } leaf, _, { } subLeaf, _, { } eax, { } ebx, { } ecx, { } edx])
                answers[(leaf, (mask & SubLeafMatters) != 0 ? subLeaf : null)] = new CpuidRegisters(eax, ebx, ecx, edx);
        }

        return (leaf, subLeaf) => answers.TryGetValue((leaf, subLeaf), out var exact) ? exact : answers.GetValueOrDefault((leaf, null));
    }
}
