using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace StackBench.Llm.Safetensors;

/// <summary>What a safetensors file says of itself before the weights: a length of 8 bytes, and JSON that names each tensor.</summary>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="HeaderSha256">Of length and JSON, in lower-case hexadecimal digits.</param>
public sealed record SafetensorsFile(string Name, long Bytes, string HeaderSha256, ImmutableArray<SafetensorsTensor> Tensors)
{
    /// <summary>What the library that defines the format takes.</summary>
    private const long LongestHeader = 100_000_000;

    /// <exception cref="FormatException">It is no safetensors file, or not whole.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, Path.GetFileName(path));
    }

    internal static SafetensorsFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> length = stackalloc byte[8];
        if (stream.Length < 8) throw Wrong(name, "is shorter than a header");
        stream.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size is < 2 or > LongestHeader || size > stream.Length - 8) throw Wrong(name, "has no header of a possible length");
        var header = new byte[8 + size];
        length.CopyTo(header);
        stream.ReadExactly(header.AsSpan(8));
        var tensors = Parse(header.AsMemory(8), name);
        var end = 8 + size + tensors.Select(tensor => tensor.End).DefaultIfEmpty().Max();
        return end == stream.Length
            ? new SafetensorsFile(name, stream.Length, Convert.ToHexStringLower(SHA256.HashData(header)), tensors)
            : throw Wrong(name, FormattableString.Invariant($"has {stream.Length} bytes where its header tells {end}"));
    }

    private static ImmutableArray<SafetensorsTensor> Parse(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Wrong(name, "has a header that is no JSON object");
            return [.. document.RootElement.EnumerateObject().Where(one => one.Name != "__metadata__").Select(one => TensorOf(one, name))];
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{name} has a header that is no JSON", exception);
        }
    }

    private static SafetensorsTensor TensorOf(JsonProperty one, string name)
    {
        if (one.Value.ValueKind == JsonValueKind.Object
            && one.Value.TryGetProperty("dtype", out var type) && type.ValueKind == JsonValueKind.String
            && one.Value.TryGetProperty("shape", out var shape) && shape.ValueKind == JsonValueKind.Array
            && one.Value.TryGetProperty("data_offsets", out var offsets) && offsets.ValueKind == JsonValueKind.Array && offsets.GetArrayLength() == 2
            && Whole(offsets[0]) is { } begin && Whole(offsets[1]) is { } end && end >= begin && shape.EnumerateArray().All(size => Whole(size) is not null))
        {
            var elements = shape.EnumerateArray().Aggregate(1.0, (product, size) => product * size.GetInt64());
            if (elements <= long.MaxValue / 16) return new SafetensorsTensor(one.Name, type.GetString()!, (long)elements, end - begin, end);
        }

        throw Wrong(name, "has a tensor without type, shape or place");
    }

    private static long? Whole(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    private static FormatException Wrong(string name, string what) => new($"{name} {what}");
}
