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

    private const int ChunkBytes = 1 << 18;

    /// <summary>Bytes of the model with all weights inside.</summary>
    public static long SizeOf(OnnxGraph graph) => ModelLayout.Of(graph, null).Bytes;

    /// <summary>The weights that lie beside a model where <paramref name="graph"/> is written with external data.</summary>
    public static IEnumerable<Weight> Outside(OnnxGraph graph) => graph.Weights.Where(ModelLayout.IsOutside);

    /// <summary>The values of a weight as its type holds them, in little-endian bytes.</summary>
    public static void Fill(Weight weight, long seed, Span<byte> target) => new WeightBytes(weight, seed).Fill(target);

    /// <summary>The model in memory, its weights drawn by all processors.</summary>
    /// <param name="externalData">Name of a file that the model claims to have its large weights in; null for all inside.</param>
    /// <exception cref="ArgumentException">It is larger than <see cref="MostBytesInside"/>.</exception>
    public static byte[] ToBytes(OnnxGraph graph, long seed, string? externalData = null)
    {
        var layout = ModelLayout.Of(graph, externalData);
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
            if (weight.IsDrawn) new WeightBytes(weight, seed).Fill(target);
            else MemoryMarshal.AsBytes(weight.Integers.AsSpan()).CopyTo(target);
        });
        return bytes;
    }

    /// <summary>Writes the model, a piece at a time.</summary>
    /// <param name="externalData">Where the large weights go and the name of that file beside the model; null for all inside.</param>
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
        foreach (var weight in Outside(graph)) WriteValues(weight, seed, data, cancellation);
    }

    /// <summary>The values of a drawn weight, rounded as its type holds them.</summary>
    public static float[] Values(Weight weight, long seed)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var values = new float[weight.Count];
        new SeededValues(weight, seed).Fill(values);
        return weight.Type == ElementType.Float ? values : Array.ConvertAll(values, value => WeightBytes.Round(weight.Type, value));
    }

    private static void WriteValues(Weight weight, long seed, Stream stream, CancellationToken cancellation)
    {
        if (!weight.IsDrawn)
        {
            stream.Write(MemoryMarshal.AsBytes(weight.Integers.AsSpan()));
            return;
        }

        var values = new WeightBytes(weight, seed);
        var chunk = new byte[Math.Min(ChunkBytes, weight.Bytes)];
        for (long done = 0; done < weight.Bytes; done += chunk.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, weight.Bytes - done));
            values.Fill(part);
            stream.Write(part);
        }
    }
}
