using System.Text;

namespace StackBench.Tests.Llm;

/// <summary>Builds GGUF files by hand, byte for byte as the format's specification says, right or broken.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> _bytes = [];

    public static GgufBytes Begin(uint version = 3, ulong tensors = 0, ulong entries = 0) =>
        new GgufBytes().Raw("GGUF"u8).U32(version).U64(tensors).U64(entries);

    public GgufBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public GgufBytes U32(uint value) => Raw(BitConverter.GetBytes(value));

    public GgufBytes U64(ulong value) => Raw(BitConverter.GetBytes(value));

    public GgufBytes Text(string text) => U64((ulong)Encoding.UTF8.GetByteCount(text)).Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>A text of the metadata.</summary>
    public GgufBytes Entry(string key, string value) => Text(key).U32(8).Text(value);

    /// <summary>A 32-bit number of the metadata.</summary>
    public GgufBytes Entry(string key, uint value) => Text(key).U32(4).U32(value);

    public GgufBytes Tensor(string name, uint type, ulong offset, params ReadOnlySpan<ulong> dimensions)
    {
        Text(name).U32((uint)dimensions.Length);
        foreach (var dimension in dimensions) U64(dimension);
        return U32(type).U64(offset);
    }

    public GgufBytes Zeros(int count) => Raw(new byte[count]);

    public MemoryStream Stream() => new(_bytes.ToArray());
}
