using System.Buffers.Binary;
using StackBench.Machine.Amd;

namespace StackBench.Tests.Machine.Telemetry;

/// <summary>Metrics tables made up: all fields unavailable but those named.</summary>
internal static class MetricsTables
{
    public static byte[] Of(int format, int content, params (string Field, ulong Value)[] fields)
    {
        var layout = GpuMetricsLayout.Of(format, content)!.Value;
        var table = new byte[layout[^1].Offset + (layout[^1].Bytes * layout[^1].Count)];
        Array.Fill(table, (byte)0xFF);
        BinaryPrimitives.WriteUInt16LittleEndian(table, (ushort)table.Length);
        (table[2], table[3]) = ((byte)format, (byte)content);
        foreach (var (name, value) in fields)
        {
            var field = layout.Single(candidate => candidate.Name == name);
            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            bytes.AsSpan(0, field.Bytes).CopyTo(table.AsSpan(field.Offset));
        }

        return table;
    }
}
