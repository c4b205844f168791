using System.Text;
using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

public class FrameSplitterTests
{
    [Theory]
    [InlineData("\x1e{a}\n", "{a}", "")]
    [InlineData("noise\n\x1e{a}\nmore\n", "{a}", "noise|more")]
    [InlineData("noise without end\x1e{a}\n", "{a}", "noise without end")]
    [InlineData("\x1e{half\x1e{a}\n", "{a}", "{half")]
    [InlineData("\x1e{a}\n\x1e{b}\n", "{a}|{b}", "")]
    [InlineData("\x1e{cut off", "", "{cut off")]
    [InlineData("\n\n\n", "", "")]
    [InlineData("{looks like a message}\n", "", "{looks like a message}")]
    public void Messages_and_noise_are_told_apart_whatever_the_chunks(string stream, string messages, string log)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var chunk = 1; chunk <= bytes.Length; chunk++)
        {
            var (seenMessages, seenLog) = Split(bytes, chunk);
            Assert.Equal(messages, string.Join('|', seenMessages));
            Assert.Equal(log, string.Join('|', seenLog));
        }
    }

    [Fact]
    public void Endless_lines_do_not_exhaust_the_memory()
    {
        var longest = 0;
        var splitter = new FrameSplitter(_ => { }, line => longest = Math.Max(longest, line.Length));
        var chunk = new byte[64 << 10];
        Array.Fill(chunk, (byte)'x');
        for (var i = 0; i < 200; i++) splitter.Feed(chunk);
        Assert.InRange(longest, 1, 128 << 10);
    }

    private static (List<string> Messages, List<string> Log) Split(byte[] bytes, int chunk)
    {
        List<string> messages = [], log = [];
        var splitter = new FrameSplitter(m => messages.Add(Encoding.UTF8.GetString(m.Span)), l => log.Add(Encoding.UTF8.GetString(l.Span)));
        for (var i = 0; i < bytes.Length; i += chunk) splitter.Feed(bytes.AsSpan(i, Math.Min(chunk, bytes.Length - i)));
        splitter.Complete();
        return (messages, log);
    }
}
