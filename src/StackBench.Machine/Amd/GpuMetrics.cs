using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace StackBench.Machine.Amd;

/// <summary>A decoded metrics table of amdgpu. A field of all ones says that the hardware has nothing to say.</summary>
internal sealed class GpuMetrics
{
    private readonly FrozenDictionary<string, ImmutableArray<ulong?>> _fields;

    private GpuMetrics(int format, int content, FrozenDictionary<string, ImmutableArray<ulong?>> fields) => (Format, Content, _fields) =
        (format, content, fields);

    /// <summary>1 for discrete GPUs, 2 and 3 for APUs.</summary>
    public int Format { get; }

    public int Content { get; }

    public bool IsApu => Format >= 2;

    /// <summary>Reads the table; bytes beyond its own stated size are not part of it, fields beyond the bytes are absent.</summary>
    public static Fact<GpuMetrics> Decode(ReadOnlySpan<byte> file)
    {
        if (file.Length < GpuMetricsLayout.HeaderBytes)
            return Fact<GpuMetrics>.Unknown($"a metrics table of {file.Length} bytes has no header");
        var (size, format, content) = (BinaryPrimitives.ReadUInt16LittleEndian(file), file[2], file[3]);
        if (GpuMetricsLayout.Of(format, content) is not { } layout)
            return Fact<GpuMetrics>.Unknown($"revision {format}.{content} of the metrics table is not known");
        var table = file[..Math.Min(size, file.Length)];
        var fields = new Dictionary<string, ImmutableArray<ulong?>>(StringComparer.Ordinal);
        foreach (var field in layout)
        {
            if (field.Offset + (field.Bytes * field.Count) > table.Length) break;
            var values = ImmutableArray.CreateBuilder<ulong?>(field.Count);
            for (var i = 0; i < field.Count; i++) values.Add(Element(table.Slice(field.Offset + (i * field.Bytes), field.Bytes)));
            fields[field.Name] = values.MoveToImmutable();
        }

        return new GpuMetrics(format, content, fields.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Elements of a field; empty when the table does not have it.</summary>
    public ImmutableArray<ulong?> All(string name) => _fields.GetValueOrDefault(name, []);

    /// <summary>The first element a field tells, times a factor.</summary>
    public Fact<double> Value(string name, double factor = 1) => All(name).FirstOrDefault(value => value is not null) is { } value
        ? value * factor
        : Fact<double>.Unknown($"revision {Format}.{Content} of the metrics table tells no {name}");

    private static ulong? Element(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOfAnyExcept((byte)0xFF) < 0) return null;
        return bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
    }
}
