using System.Text;
using StackBench.Serving.SelfCheck;

namespace StackBench.Tests.Serving;

/// <summary>The parts of the server against which the client is checked: what it reads of a request, and when it answers.</summary>
public sealed class OwnServerTests
{
    [Theory]
    [InlineData("POST /v1/completions HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 0, true, false)]
    [InlineData("POST /v1/completions HTTP/1.1\r\ncontent-length:3\r\n\r\nabcPOST", 4, true, false)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 0, true, false)]
    [InlineData("GET /sent HTTP/1.1\r\n\r\n", 0, false, true)]
    [InlineData("GET /v1/models HTTP/1.1\r\n\r\n", 0, false, false)]
    public void A_request_ends_with_its_body(string text, int rest, bool isPost, bool isSentTimes) =>
        Assert.Equal(new RequestFrame(isPost, isSentTimes, text.Length - rest), RequestFrame.Find(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab")]
    public void A_request_that_is_not_whole_is_waited_for(string text) =>
        Assert.Null(RequestFrame.Find(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("3x")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("99999999999")]
    public void A_length_that_cannot_be_read_is_an_error(string length) => Assert.Throws<FormatException>(
        () => RequestFrame.Find(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n")));

    [Fact]
    public void The_first_token_has_its_own_time_and_the_others_follow_evenly() => Assert.Equal(
        [300_000_000, 310_000_000, 320_000_000, 330_000_000],
        new StreamPattern(4) { Ttft = TimeSpan.FromMilliseconds(300), Itl = TimeSpan.FromMilliseconds(10) }.Offsets(0));

    [Fact]
    public void Jitter_stays_within_its_share_and_follows_from_seed_and_number()
    {
        var pattern = new StreamPattern(1000) { Itl = TimeSpan.FromMilliseconds(10), Jitter = 0.2, Seed = 1 };
        var offsets = pattern.Offsets(3);
        var gaps = offsets.Zip(offsets.Skip(1), (one, next) => next - one).ToArray();
        Assert.All(gaps, gap => Assert.InRange(gap, 8_000_000 - 1, 12_000_000 + 1));
        Assert.InRange(gaps.Min(), 0, 8_200_000);
        Assert.InRange(gaps.Max(), 11_800_000, long.MaxValue);
        Assert.Equal(offsets, pattern.Offsets(3));
        Assert.NotEqual(offsets, pattern.Offsets(4));
    }

    [Theory]
    [InlineData(50, null, 50)]
    [InlineData(99, 100L, 99)]
    [InlineData(100, 100L, 1100)]
    [InlineData(1200, 100L, 1200)]
    public void What_falls_into_a_stall_waits_for_its_end(long due, long? stalled, long sent) =>
        Assert.Equal(sent, new StreamPattern(1) { Stall = TimeSpan.FromMicroseconds(1) }.Postponed(due, stalled));
}
