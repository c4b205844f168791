using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace StackBench.Llm.Safetensors;

/// <summary>What a safetensors file says of itself before the weights: a length of 8 bytes, and JSON that names each tensor.</summary>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="HeaderSha256">Of length and JSON, in lower-case hexadecimal digits.</param>
internal sealed record SafetensorsFile(string Name, long Bytes, string HeaderSha256, ImmutableArray<SafetensorsTensor> Tensors)
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
        catch (InvalidOperationException exception)
        {
            // The name of a property, half of a surrogate pair: no check of the kind of a value finds it.
            throw new FormatException($"{name} has a tensor whose name is no text", exception);
        }
    }

    private static SafetensorsTensor TensorOf(JsonProperty one, string name)
    {
        if (one.Value.ValueKind == JsonValueKind.Object
            && one.Value.TryGetProperty("dtype", out var dtype) && JsonText.Of(dtype) is { } type
            && one.Value.TryGetProperty("shape", out var shape) && shape.ValueKind == JsonValueKind.Array
            && one.Value.TryGetProperty("data_offsets", out var offsets) && offsets.ValueKind == JsonValueKind.Array
            && offsets.GetArrayLength() == 2
            && Whole(offsets[0]) is { } begin && Whole(offsets[1]) is { } end && end >= begin
            && shape.EnumerateArray().All(size => Whole(size) is not null))
        {
            var elements = shape.EnumerateArray().Aggregate(1.0, (product, size) => product * size.GetInt64());
            if (BitsOf(type) is { } bits && elements * bits != 8.0 * (end - begin))
                throw Wrong(name, "has a tensor whose shape does not fill its place");
            // Of a type that is not known here nothing is less than a bit.
            if (elements <= 8.0 * (end - begin)) return new SafetensorsTensor(one.Name, type, (long)elements, end - begin, end);
        }

        throw Wrong(name, "has a tensor without type, shape or place");
    }

    // The types that the library that defines the format names.
    private static int? BitsOf(string type) => type switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or "F32" => 32,
        "U64" or "I64" or "F64" or "C64" => 64,
        _ => null,
    };

    private static long? Whole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    private static FormatException Wrong(string name, string what) => new($"{name} {what}");
}
