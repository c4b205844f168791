using System.Runtime.InteropServices;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Writing;

/// <summary>
/// Makes model files of a graph: equal graphs and seeds give equal bytes. Little-endian machines only, as ONNX's raw data are.
/// </summary>
public static class OnnxWriter
{
    public const long DefaultSeed = 1;

    /// <summary>Protocol buffers hold no more in one message: larger models have their weights beside them.</summary>
    public const long MostBytesInside = int.MaxValue - (1 << 20);

    private const int ChunkElements = 1 << 16;

    /// <summary>Bytes of the model with all weights inside.</summary>
    public static long SizeOf(OnnxGraph graph) => ModelLayout.Of(graph, null).Bytes;

    /// <summary>The model in memory, its weights drawn by all processors.</summary>
    /// <exception cref="ArgumentException">It is larger than <see cref="MostBytesInside"/>.</exception>
    public static byte[] ToBytes(OnnxGraph graph, long seed)
    {
        var layout = ModelLayout.Of(graph, null);
        if (layout.Bytes > MostBytesInside) throw new ArgumentException("the model is too large for one message", nameof(graph));
        var bytes = new byte[layout.Bytes];
        var at = new int[layout.Parts.Length];
        var offset = 0;
        for (var i = 0; i < at.Length; i++)
        {
            layout.Parts[i].Before.Span.CopyTo(bytes.AsSpan(offset));
            at[i] = offset + layout.Parts[i].Before.Length;
            offset = at[i] + (int)(layout.Parts[i].Weight?.Bytes ?? 0);
        }

        Parallel.For(0, at.Length, i =>
        {
            if (layout.Parts[i].Weight is not { } weight) return;
            var target = bytes.AsSpan(at[i], (int)weight.Bytes);
            if (weight.IsFloat) new SeededValues(weight, seed).Fill(MemoryMarshal.Cast<byte, float>(target));
            else MemoryMarshal.AsBytes(weight.Integers.AsSpan()).CopyTo(target);
        });
        return bytes;
    }

    /// <summary>Writes the model, a piece at a time.</summary>
    /// <param name="externalData">Where the float weights go and the name of that file beside the model; null for all inside.</param>
    /// <exception cref="ArgumentException">It is larger than <see cref="MostBytesInside"/> and has no such file.</exception>
    public static void Write(
        OnnxGraph graph, long seed, Stream model, (Stream Stream, string Name)? externalData = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(model);
        var layout = ModelLayout.Of(graph, externalData?.Name);
        if (layout.Bytes > MostBytesInside) throw new ArgumentException("the model is too large for one message", nameof(graph));
        foreach (var (before, weight) in layout.Parts)
        {
            model.Write(before.Span);
            if (weight is not null) WriteValues(weight, seed, model, cancellation);
        }

        if (externalData is not { Stream: var data }) return;
        foreach (var weight in graph.Weights.Where(weight => weight.IsFloat)) WriteValues(weight, seed, data, cancellation);
    }

    /// <summary>The values of a float weight.</summary>
    public static float[] Values(Weight weight, long seed)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var values = new float[weight.Count];
        new SeededValues(weight, seed).Fill(values);
        return values;
    }

    private static void WriteValues(Weight weight, long seed, Stream stream, CancellationToken cancellation)
    {
        if (!weight.IsFloat)
        {
            stream.Write(MemoryMarshal.AsBytes(weight.Integers.AsSpan()));
            return;
        }

        var values = new SeededValues(weight, seed);
        var chunk = new float[Math.Min(ChunkElements, weight.Count)];
        for (long done = 0; done < weight.Count; done += chunk.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, weight.Count - done));
            values.Fill(part);
            stream.Write(MemoryMarshal.AsBytes(part));
        }
    }
}
