using System.Text;
using StackBench.Serving.Http;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

public sealed class ResponseDecoderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true, true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:5 \r\nCONNECTION: Close\r\n\r\nhello", 200, "hello", true, false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", 200, "hello", true, true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\nhello\r\nyou\r\n000\r\nTrailer: 1\r\n\r\n", 200, "hello\r\nyou",
        true, true)]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nhel\n0\n\n", 200, "hel", true, true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", 429, "", true, true)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "", true, true)]
    [InlineData("HTTP/1.1 503\r\nContent-Length: 1\r\n\r\n!", 503, "!", true, true)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, "until the end", false, false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nab", 200, "ab", true, true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 200, "a", true, true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 200, "hel", false, false)]
    public void A_response_is_the_same_wherever_reads_cut_it(string text, int status, string body, bool isEnded, bool keeps)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        foreach (var size in (int[])[1, 2, 3, 7, bytes.Length])
        {
            var (decoder, got) = Decode(bytes, size);
            Assert.Equal((status, body, isEnded, keeps), (decoder.Status, got, decoder.IsEnded, decoder.KeepsConnection));
        }
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")]
    public void What_is_no_response_is_an_error(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        foreach (var size in (int[])[1, bytes.Length]) Assert.Throws<StreamFormatException>(() => Decode(bytes, size));
    }

    [Fact]
    public void A_head_without_end_is_an_error_before_it_is_large()
    {
        var decoder = new ResponseDecoder();
        var part = Encoding.ASCII.GetBytes(new string('x', 4096));
        Assert.Throws<StreamFormatException>(() =>
        {
            for (var i = 0; i < 17; i++) Feed(decoder, part);
        });
    }

    private static (ResponseDecoder Decoder, string Body) Decode(byte[] bytes, int size)
    {
        var decoder = new ResponseDecoder();
        var body = new StringBuilder();
        for (var at = 0; at < bytes.Length; at += size) body.Append(Feed(decoder, bytes.AsSpan(at, Math.Min(size, bytes.Length - at))));
        return (decoder, body.ToString());
    }

    private static string Feed(ResponseDecoder decoder, ReadOnlySpan<byte> bytes)
    {
        var body = new StringBuilder();
        while (!bytes.IsEmpty && !decoder.IsEnded) body.Append(Encoding.ASCII.GetString(decoder.Next(ref bytes)));
        return body.ToString();
    }
}
