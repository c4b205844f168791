using StackBench.Core.Statistics;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;

namespace StackBench.Serving.SelfCheck;

/// <summary>
/// What the load generator can do on this machine, measured on a null server in the same process: the server takes its share of the
/// processors, so the true capacity is higher.
/// </summary>
/// <param name="EventsPerSecond">Most events per second that it takes, each sent by itself; the median of rounds.</param>
/// <param name="DispatchLag">p99 of how late a request is let go at <see cref="PacedRate"/>, seconds.</param>
/// <param name="FloorTtft">Median TTFT of a server that answers at once, seconds: what connection and client add to any server's.</param>
public sealed record ClientCapacity(double EventsPerSecond, double DispatchLag, double FloorTtft)
{
    /// <summary>Requests per second at which lag and floor are measured.</summary>
    public const double PacedRate = 200;

    private const int Tokens = 256, FewestTokens = 32, MostTokensOfRound = 1 << 16;
    private const int Rounds = 3;
    private const int PacedRequests = 300;
    private const double RoundSeconds = 0.5;

    /// <summary>Takes about four seconds and all processors.</summary>
    /// <param name="concurrency">Streams at once.</param>
    public static async Task<ClientCapacity> MeasureAsync(int concurrency, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        double rate;
        // Of thousands of streams a round is long enough with short ones.
        var tokens = Math.Clamp(MostTokensOfRound / concurrency, FewestTokens, Tokens);
        await using (var server = NullServer.Start(new StreamPattern(tokens), time))
        {
            // Twice: code that is not compiled yet, or not for good, is no measure of length.
            rate = await RateAsync(server, concurrency, 2 * concurrency, tokens, time, cancellation);
            for (var i = 0; i < 2; i++)
                rate = await RateAsync(server, concurrency, RequestsOf(rate, concurrency, tokens), tokens, time, cancellation);
            var rates = new double[Rounds];
            for (var i = 0; i < Rounds; i++)
                rates[i] = await RateAsync(server, concurrency, RequestsOf(rate, concurrency, tokens), tokens, time, cancellation);
            rate = Quantile.Median(rates);
        }

        await using var paced = NullServer.Start(new StreamPattern(1), time);
        var report = await RunAsync(paced, new ArrivalPattern.Constant(PacedRate), PacedRequests, 1, time, cancellation);
        return new ClientCapacity(
            rate,
            Quantile.Of([.. report.Records.Select(one => (one.Dispatched - one.Scheduled) * 1e-9)], 0.99),
            LoadMetrics.Of(report).Ttft!.P50);
    }

    private static int RequestsOf(double rate, int concurrency, int tokens) =>
        (int)Math.Clamp(rate * RoundSeconds / tokens, 2 * concurrency, 1_000_000);

    private static async Task<double> RateAsync(
        NullServer server, int concurrency, int requests, int tokens, TimeProvider time, CancellationToken cancellation)
    {
        var report = await RunAsync(server, new ArrivalPattern.Closed(concurrency), requests, tokens, time, cancellation);
        return report.Records.Sum(one => one.Events.Length) / (report.End * 1e-9);
    }

    private static async Task<LoadReport> RunAsync(
        NullServer server, ArrivalPattern arrivals, int requests, int tokens, TimeProvider time, CancellationToken cancellation)
    {
        var plan = new LoadPlan(server.Endpoint, ServingApi.Chat, "null", arrivals, requests, new PromptSet.RandomWords(8), tokens, 1);
        var report = await LoadGenerator.RunAsync(plan, null, time, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return report;
    }
}
