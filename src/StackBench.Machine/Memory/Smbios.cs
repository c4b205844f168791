using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Memory;

/// <summary>Structures of the firmware's table as the System Management BIOS specification lays them out.</summary>
/// <param name="Formatted">The part of fixed layout, header included.</param>
internal sealed record Smbios(byte Type, ImmutableArray<byte> Formatted, ImmutableArray<string> Strings)
{
    private const int HeaderBytes = 4;
    private const string Table = "/sys/firmware/dmi/tables/DMI";
    private const string Entries = "/sys/firmware/dmi/entries";

    /// <summary>Those of one type; empty where the table may not be read.</summary>
    public static ImmutableArray<Smbios> Read(SystemTree tree, byte type)
    {
        if (tree.Bytes(Table) is { IsKnown: true, Value: { Length: > 0 } table })
            return [.. Parse(table).Where(structure => structure.Type == type)];
        return
        [
            .. tree.Names(Entries).Where(name => name.StartsWith($"{type}-", StringComparison.Ordinal))
                .Select(name => tree.Bytes($"{Entries}/{name}/raw")).Where(raw => raw.IsKnown)
                .SelectMany(raw => Parse(raw.Value).Take(1)).Where(structure => structure.Type == type),
        ];
    }

    /// <summary>All structures up to the end or to the first that is broken.</summary>
    public static IEnumerable<Smbios> Parse(byte[] table)
    {
        for (var at = 0; at + HeaderBytes <= table.Length;)
        {
            var length = table[at + 1];
            if (length < HeaderBytes || at + length > table.Length) yield break;
            var formatted = table.AsSpan(at, length).ToImmutableArray();
            var strings = ImmutableArray.CreateBuilder<string>();
            var start = at + length;
            // Strings end with a zero each, the set with one more.
            while (start < table.Length && table[start] != 0)
            {
                var end = Array.IndexOf(table, (byte)0, start);
                if (end < 0) end = table.Length;
                strings.Add(PlainText.OneLine(Encoding.Latin1.GetString(table, start, end - start)));
                start = end + 1;
            }

            yield return new Smbios(table[at], formatted, strings.ToImmutable());
            at = Math.Min(table.Length, strings.Count == 0 ? start + 2 : start + 1);
        }
    }

    /// <summary>Null where the structure is of an older version without the field.</summary>
    public int? Word(int offset) =>
        offset + sizeof(ushort) <= Formatted.Length ? BinaryPrimitives.ReadUInt16LittleEndian(Formatted.AsSpan()[offset..]) : null;

    public uint? DoubleWord(int offset) =>
        offset + sizeof(uint) <= Formatted.Length ? BinaryPrimitives.ReadUInt32LittleEndian(Formatted.AsSpan()[offset..]) : null;

    public byte? Byte(int offset) => offset < Formatted.Length ? Formatted[offset] : null;

    /// <summary>The text a field refers to; empty for none.</summary>
    public string Text(int offset) => Byte(offset) is > 0 and var number && number <= Strings.Length ? Strings[number - 1] : "";
}
