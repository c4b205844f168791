using System.Buffers.Text;
using System.Text;

namespace StackBench.Serving.SelfCheck;

/// <summary>A request at the start of a buffer.</summary>
/// <param name="Length">Bytes of head and body.</param>
internal readonly record struct RequestFrame(bool IsPost, bool IsSentTimes, int Length)
{
    /// <returns>Null while it is not whole.</returns>
    /// <exception cref="FormatException">It tells no length that can be read.</exception>
    public static RequestFrame? Find(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var head = bytes[..end];
        var body = 0;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (line.Length < 15 || !Ascii.EqualsIgnoreCase(line[..15], "content-length:"u8)) continue;
            var value = line[15..].Trim((byte)' ');
            if (!Utf8Parser.TryParse(value, out body, out var used) || used != value.Length || body < 0)
                throw new FormatException("no content length");
        }

        var whole = end + 4 + body;
        return whole <= bytes.Length ? new RequestFrame(head.StartsWith("POST "u8), head.StartsWith("GET /sent "u8), whole) : null;
    }
}
