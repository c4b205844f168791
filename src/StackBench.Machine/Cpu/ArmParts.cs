using System.Collections.Frozen;
using StackBench.Machine.Import;

namespace StackBench.Machine.Cpu;

/// <summary>Arm cores by the implementer and part codes of their main id register, as the public tables list them.</summary>
internal static class ArmParts
{
    private static readonly Lazy<FrozenDictionary<(string Implementer, string Part), (string Name, bool IsSmall)>> Table = new(() =>
        CsvTable.Rows(DataFile.Read("arm-parts.csv")).ToFrozenDictionary(
            row => (row.Text("implementer").Or(""), row.Text("part").Or("")),
            row => (row.Text("name").Or(""), row.Text("size").Or("") == "small")));

    /// <summary>The company behind an implementer code; null for one that is not listed.</summary>
    public static string? Maker(string implementer) =>
        Table.Value.TryGetValue((implementer.ToLowerInvariant(), ""), out var entry) ? entry.Name : null;

    /// <summary>Maker and core: <c>Arm Cortex-A72</c>.</summary>
    public static Fact<string> Name(string implementer, string part) =>
        Table.Value.TryGetValue((implementer.ToLowerInvariant(), part.ToLowerInvariant()), out var entry)
            ? entry.Name
            : Fact<string>.Unknown($"part {part} of implementer {implementer} has no name here");

    /// <summary>Whether a core of that name is made to stand beside larger ones.</summary>
    public static bool IsSmall(string name) => Table.Value.Values.Any(entry => entry.IsSmall && entry.Name == name);
}
