using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StackBench.Protocol;

/// <summary>Messages as JSON text sequences (RFC 7464): record separator, one compact JSON object, line feed.</summary>
public static class Framing
{
    public const byte RecordSeparator = 0x1E;

    public const byte LineFeed = (byte)'\n';

    /// <summary>The bytes of one message, ready to be written in one call.</summary>
    public static byte[] Encode<T>(T message, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        var frame = new byte[json.Length + 2];
        frame[0] = RecordSeparator;
        json.CopyTo(frame, 1);
        frame[^1] = LineFeed;
        return frame;
    }
}
