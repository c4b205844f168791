using System.Text;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

public sealed class SseSplitterTests
{
    private const string Role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n";
    private const string Word = "data: {\"choices\":[{\"delta\":{\"content\":\"Grüße 🙂\"}}]}\n\n";
    private const string Thought = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n";
    private const string Tool = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}\n\n";
    private const string NoTool = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[]}}]}\n\n";
    private const string Bundle = "data: {\"choices\":[{\"delta\":{\"content\":\"abc\"}}],\"usage\":{\"completion_tokens\":3}}\n\n";
    private const string Finish =
        "data: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":6},"
            + "\"timings\":{\"predicted_n\":6,\"cache_n\":2}}\n\n";
    private const string Done = "data: [DONE]\n\n";

    [Theory]
    [InlineData(Role + Word + Finish + Done, "Role Content Finish Done")]
    [InlineData(Thought + Tool + NoTool + Bundle + Done, "Reasoning Tool Role Content Done")]
    [InlineData(": ping\n\n" + Word + Done, "Comment Content Done")]
    [InlineData("id: 1\nevent: x\n" + Word, "Content")]
    [InlineData("data: {\"choices\":\ndata: [{\"delta\":{\"content\":\"a\"}}]}\n\n", "Content")]
    [InlineData("data: {\"choices\":[],\"usage\":{\"completion_tokens\":6}}\n\n", "Usage")]
    [InlineData("data: {\"error\":{\"message\":\"no\"}}\n\n", "Error")]
    [InlineData("data: {broken\n\n", "Error")]
    [InlineData("\uFEFF" + Word, "Content")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"not ended\"}}]}", "")]
    public void A_stream_has_its_kinds_wherever_reads_cut_it(string text, string kinds)
    {
        foreach (var ending in (string[])["\n", "\r\n", "\r"])
        {
            var bytes = Encoding.UTF8.GetBytes(text.Replace("\n", ending, StringComparison.Ordinal));
            foreach (var size in (int[])[1, 2, 3, 7, 64, bytes.Length])
                Assert.Equal(kinds, string.Join(' ', Parse(bytes, size).Events.Select(one => one.Kind)));
        }
    }

    [Fact]
    public void Usage_timings_and_cache_are_found_in_any_event()
    {
        var parsed = Parse(Encoding.UTF8.GetBytes(Bundle + Finish), 16);
        Assert.Equal(new TokenCounts(4, 6, 2, 6), parsed.Counts);
        Assert.Equal("length", parsed.FinishReason);
        Assert.Equal(3, parsed.Events[0].CompletionTokens);
    }

    [Fact]
    public void A_line_of_100_megabytes_is_an_error_long_before_it_is_held()
    {
        using var splitter = new SseSplitter(new EventParser());
        var part = new byte[16384];
        Array.Fill(part, (byte)'x');
        var fed = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<StreamFormatException>(() =>
        {
            for (; fed < 100_000_000; fed += part.Length) splitter.Feed(part, 0, 0);
        });
        Assert.True(fed <= SseSplitter.LongestLine);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * SseSplitter.LongestLine);
        Assert.Contains("1048576 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_stream_of_short_lines_is_an_error()
    {
        using var splitter = new SseSplitter(new EventParser(), longestStream: 1000);
        var error = Assert.Throws<StreamFormatException>(() =>
        {
            for (var i = 0; i < 1000; i++) splitter.Feed("data: 123456789\n\n"u8, 0, i);
        });
        Assert.Contains("1000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_stream_of_comments_is_an_error_though_it_holds_no_data()
    {
        using var splitter = new SseSplitter(new EventParser(mostEvents: 50));
        var error = Assert.Throws<StreamFormatException>(() =>
        {
            for (var i = 0; i < 100; i++) splitter.Feed(":\n"u8, 0, i);
        });
        Assert.Contains("50 events", error.Message, StringComparison.Ordinal);
    }

    private static ParsedStream Parse(byte[] bytes, int size)
    {
        var parser = new EventParser();
        using var splitter = new SseSplitter(parser);
        for (var at = 0; at < bytes.Length; at += size) splitter.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)), at, at);
        return parser.Parsed();
    }
}
