using System.Text;
using StackBench.Serving.Http;
using StackBench.Serving.Running;
using StackBench.Serving.Streams;

namespace StackBench.Tests.Serving;

/// <summary>
/// Responses with bytes changed, lost, doubled and mixed, read in parts: each has an outcome, and what cannot
/// be read is said in a known way.
/// <c>bench/serving/fuzz.sh</c> sends as many as one likes over sockets.
/// </summary>
public sealed class StreamFuzzTests
{
    private const int Rounds = 3000;

    [Fact]
    public void A_mutated_response_always_has_an_outcome()
    {
        var random = new Random(18);
        byte[][] seeds = [.. ServerBehaviour.All.Select(one => Encoding.UTF8.GetBytes(one.Response)).Where(bytes => bytes.Length > 0)];
        var endpoint = new Uri("http://127.0.0.1");
        var ok = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = DamagedStream.Of(Any(seeds), random, Piece);
            var parser = new EventParser();
            using var exchange = new StackBench.Serving.Running.Exchange(parser, new RunClock(TimeProvider.System), _ => { });
            Exception? failure = null;
            try
            {
                Feed(exchange, bytes, random);
            }
            catch (Exception e) when (e is StreamFormatException or EndOfStreamException)
            {
                failure = e;
            }

            var parsed = parser.Parsed();
            var (status, error) = new RequestOutcome(exchange, parsed, parser.IsDone, 5, isExact: true, ApiKey.None)
                .Of(failure, isCancelled: false, isLate: false, endpoint);
            Assert.NotEqual(RequestStatus.Cancelled, status);
            Assert.Equal(status == RequestStatus.Ok, error is null);
            if (status != RequestStatus.Ok) continue;
            ok++;
            // No success without its proof, whatever was done to the bytes.
            Assert.True(FinishReasons.IsGood(parsed.FinishReason!), parsed.FinishReason);
            Assert.Null(parsed.Error);
            Assert.InRange(OutputTokens.Of(parsed.Counts, parsed.Events.Count(one => one.CarriesTokens)).Count, 5, 1000);
        }

        Assert.InRange(ok, 10, Rounds / 2);

        T Any<T>(T[] choices) => choices[random.Next(choices.Length)];

        byte[] Piece() => random.Next(2) == 0 ? Encoding.UTF8.GetBytes(Any(Pieces)) : Tail(Any(seeds));

        byte[] Tail(byte[] other) => other[random.Next(other.Length)..];
    }

    private static void Feed(StackBench.Serving.Running.Exchange exchange, byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, random.Next(1, 400));
            if (!exchange.Take(bytes.AsSpan(at, count))) return;
            at += count;
        }

        while (exchange.Take([])) { }
    }

    private static readonly string[] Pieces =
        ["\r\n", "\n\n", "data: ", "data: [DONE]\n\n", "\uFEFF", "\\ud800", "null", "1e999", "-1", "{", "[[[[[[[[", "\"", "\0", "ffffffff",
            "event: error\n",
            "HTTP/1.1 ", "99999999999999999999"];
}
