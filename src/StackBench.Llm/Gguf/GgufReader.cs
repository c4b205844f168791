using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StackBench.Llm.Gguf;

/// <summary>
/// Reads the header of a GGUF file (versions 2 and 3, little-endian). Nothing in the file is believed: every count is held against the
/// bytes that are left before anything is allocated, so that a broken file costs an error and no memory.
/// </summary>
internal sealed class GgufReader
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const int LongestName = 1024;
    private const int LongestText = 1 << 20;
    private const int LongestList = 1024;
    private const int MostEntries = 1 << 20;
    private const int MostDimensions = 4;

    private readonly Stream _stream;
    private readonly byte[] _scalar = new byte[8];

    private GgufReader(Stream stream) => _stream = stream;

    /// <exception cref="GgufException">It is no GGUF file that can be read.</exception>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static GgufHeader Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Read(stream);
    }

    /// <param name="stream">Seekable, at the begin of the file.</param>
    /// <exception cref="GgufException">It is no GGUF file that can be read.</exception>
    public static GgufHeader Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new GgufReader(stream).Read();
    }

    private GgufHeader Read()
    {
        if (Left < 4 || UInt32() != Magic) throw new GgufException("it is not a GGUF file");
        var version = UInt32();
        if (version is not (2 or 3))
        {
            throw new GgufException(BinaryPrimitives.ReverseEndianness(version) is 2 or 3
                ? "it is a big-endian GGUF file, made for another kind of machine"
                : string.Create(CultureInfo.InvariantCulture, $"GGUF version {version} is not known; versions 2 and 3 are"));
        }

        var tensorCount = Count("tensors", leastBytesEach: 8 + 4 + 4 + 8);
        var entryCount = Count("metadata entries", leastBytesEach: 8 + 4 + 1);
        var metadata = new Metadata();
        for (var i = 0; i < entryCount; i++) ReadEntry(metadata);
        var alignment = metadata.Numbers.GetValueOrDefault("general.alignment", 32);
        if (alignment is < 1 or > 1 << 20 || (alignment & (alignment - 1)) != 0)
            throw new GgufException(string.Create(CultureInfo.InvariantCulture, $"alignment {alignment} is no power of two"));
        var tensors = ImmutableArray.CreateBuilder<GgufTensor>((int)tensorCount);
        for (var i = 0; i < tensorCount; i++) tensors.Add(ReadTensor());
        var dataOffset = (_stream.Position + alignment - 1) / alignment * alignment;
        foreach (var tensor in tensors)
            if ((Int128)dataOffset + tensor.Offset + tensor.Bytes > _stream.Length)
                throw new GgufException($"the file is cut off: tensor '{tensor.Name}' ends beyond its end");
        return new GgufHeader(metadata.Numbers.ToImmutable(), metadata.Texts.ToImmutable(), metadata.Lists
            .ToImmutable(), metadata.ArrayLengths.ToImmutable(), tensors.MoveToImmutable(), dataOffset);
    }

    private long Left => _stream.Length - _stream.Position;

    private void ReadEntry(Metadata metadata)
    {
        var key = Text(LongestName, "a metadata key");
        if (!metadata.Keys.Add(key)) throw new GgufException($"metadata key '{key}' appears twice");
        var type = (GgufValueType)UInt32();
        if (type == GgufValueType.Array) ReadArray(metadata, key);
        else if (type == GgufValueType.String) metadata.Texts.Add(key, Text(LongestText, $"the value of '{key}'"));
        else if (Whole(type, key) is { } number) metadata.Numbers.Add(key, number);
    }

    private void ReadArray(Metadata metadata, string key)
    {
        var type = (GgufValueType)UInt32();
        if (type == GgufValueType.Array) throw new GgufException($"metadata '{key}' is an array of arrays");
        var size = type == GgufValueType.String ? 8 : SizeOf(type, key);
        var count = UInt64();
        if (count > (ulong)(Left / size))
            throw new GgufException(
                string.Create(CultureInfo.InvariantCulture, $"metadata '{key}' claims {count} elements, more than the file holds"));
        metadata.ArrayLengths.Add(key, (long)count);
        if (type == GgufValueType.String)
        {
            for (ulong i = 0; i < count; i++) Skip(UInt64(), key);
        }
        else if (count <= LongestList && type is not (GgufValueType.Float32 or GgufValueType.Float64))
        {
            metadata.Lists.Add(key, [.. Enumerable.Range(0, (int)count).Select(_ => Whole(type, key) ?? 0)]);
        }
        else
        {
            Skip(count * (ulong)size, key);
        }
    }

    private GgufTensor ReadTensor()
    {
        var name = Text(LongestName, "the name of a tensor");
        var rank = UInt32();
        if (rank is 0 or > MostDimensions)
            throw new GgufException(
                string.Create(CultureInfo.InvariantCulture, $"tensor '{name}' has {rank} dimensions; 1 to {MostDimensions} are possible"));
        var dimensions = ImmutableArray.CreateBuilder<long>((int)rank);
        Int128 elements = 1;
        for (var i = 0; i < rank; i++)
        {
            var dimension = UInt64();
            // The product is bounded at each step, so that it cannot wrap around to something small.
            if (dimension == 0 || dimension > long.MaxValue || (elements *= dimension) > long.MaxValue)
                throw new GgufException($"tensor '{name}' has impossible dimensions");
            dimensions.Add((long)dimension);
        }

        var code = UInt32();
        var type = TensorType.Find(code)
            ?? throw new GgufException(
                string.Create(CultureInfo.InvariantCulture, $"tensor '{name}' has type {code}, which this version does not know"));
        if (dimensions[0] % type.BlockElements != 0 || type.BytesOf((long)elements) is null)
            throw new GgufException($"the rows of tensor '{name}' do not fill whole blocks of {type}");
        var offset = UInt64();
        if (offset > long.MaxValue) throw new GgufException($"tensor '{name}' begins beyond any file");
        return new GgufTensor(name, dimensions.MoveToImmutable(), type, (long)offset);
    }

    private long Count(string what, int leastBytesEach)
    {
        var count = UInt64();
        if (count > (ulong)(Left / leastBytesEach) || count > MostEntries)
            throw new GgufException(string.Create(CultureInfo.InvariantCulture, $"the file claims {count} {what}, more than it holds"));
        return (long)count;
    }

    private string Text(int longest, string what)
    {
        var length = UInt64();
        if (length > (ulong)Left) throw new GgufException($"the file is cut off in {what}");
        if (length > (ulong)longest)
            throw new GgufException(string.Create(CultureInfo.InvariantCulture, $"{what} has {length} bytes, more than {longest}"));
        var bytes = new byte[length];
        Fill(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A whole number or truth value; null for a fraction, which is read and dropped.</summary>
    private long? Whole(GgufValueType type, string key)
    {
        var bytes = _scalar.AsSpan(0, SizeOf(type, key));
        Fill(bytes);
        return type switch
        {
            GgufValueType.UInt8 or GgufValueType.Bool => bytes[0],
            GgufValueType.Int8 => (sbyte)bytes[0],
            GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            GgufValueType.UInt64 => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes), long.MaxValue),
            GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => null,
        };
    }

    private static int SizeOf(GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ =>
            throw new GgufException(string.Create(
                CultureInfo.InvariantCulture, $"metadata '{key}' has value type {(uint)type}, which this version does not know")),
    };

    private void Skip(ulong bytes, string key)
    {
        if (bytes > (ulong)Left) throw new GgufException($"the file is cut off in metadata '{key}'");
        _stream.Seek((long)bytes, SeekOrigin.Current);
    }

    private uint UInt32()
    {
        Fill(_scalar.AsSpan(0, 4));
        return BinaryPrimitives.ReadUInt32LittleEndian(_scalar);
    }

    private ulong UInt64()
    {
        Fill(_scalar);
        return BinaryPrimitives.ReadUInt64LittleEndian(_scalar);
    }

    private void Fill(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new GgufException("the file is cut off in its header");
    }

    private sealed class Metadata
    {
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public ImmutableDictionary<string, long>.Builder Numbers { get; } =
            ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);

        public ImmutableDictionary<string, string>.Builder Texts { get; } =
            ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

        public ImmutableDictionary<string, ImmutableArray<long>>.Builder Lists { get; } =
            ImmutableDictionary.CreateBuilder<string, ImmutableArray<long>>(StringComparer.Ordinal);

        public ImmutableDictionary<string, long>.Builder ArrayLengths { get; } =
            ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
    }
}
