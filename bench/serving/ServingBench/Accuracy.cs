using System.Diagnostics;
using System.Globalization;
using StackBench.Core.Statistics;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Metrics;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Serving.SelfCheck;

namespace StackBench.Bench.ServingBench;

/// <summary>Latencies that the load generator reports against those of the server, another process, by its own times of sending.</summary>
internal static class Accuracy
{
    private const double MostP50 = 1;
    private const double MostP99 = 3;

    // Streams at once, tokens, gap in ms, jitter. 2,000 streams with a gap of 10 ms were 200,000 sends a second: beyond two processors.
    private static readonly (int Streams, int Tokens, int Gap, double Jitter)[] Cases =
        [(64, 100, 10, 0), (64, 100, 10, 0.5), (256, 50, 20, 0.5), (1000, 50, 100, 0.5), (2000, 50, 100, 0), (2000, 50, 100, 0.5)];

    public static async Task<int> RunAsync()
    {
        var missed = 0;
        await Console.Out.WriteLineAsync("differences client - server in ms; lag: from the server's send to the client's time of it");
        foreach (var (streams, tokens, gap, jitter) in Cases)
        {
            var pattern =
                new StreamPattern(tokens) { Ttft = TimeSpan.FromMilliseconds(50), Itl = TimeSpan.FromMilliseconds(gap), Jitter = jitter };
            using var server = Serve(pattern);
            var endpoint = new Uri((await server.StandardOutput.ReadLineAsync())!);
            var seconds = (pattern.Ttft + (pattern.Itl * (tokens - 1))).TotalSeconds;
            var plan = new LoadPlan(
                endpoint, ServingApi.Chat, "null", new ArrivalPattern.Constant(streams / seconds), Math.Max(3 * streams, 300),
                new PromptSet.RandomWords(8), tokens, 1)
            {
                WarmUpRequests = 64,
                Connections = streams + (streams / 4),
            };
            var report = await LoadGenerator.RunAsync(plan, null, TimeProvider.System, CancellationToken.None);
            var sent = (await SentAsync(endpoint)).Where(one => one[0] >= report.Origin).ToArray();
            server.StandardInput.Close();
            await server.WaitForExitAsync();

            var metrics = LoadMetrics.Of(report);
            double[] ttft = [.. sent.Select(one => (one[1] - one[0]) * 1e-6)];
            double[] itl = [.. sent.SelectMany(one => one.Skip(1).Zip(one.Skip(2), (a, b) => (b - a) * 1e-6))];
            double[] lag =
            [
                .. sent.SelectMany(one => one.Skip(1)).Order().Zip(
                    report.Records.SelectMany(
                        one => one.Events.Where(token => token.CarriesTokens).Select(token => report.Origin + token.Nanoseconds))
                        .Order(),
                    (a, b) => (b - a) * 1e-6),
            ];
            double[] differences =
            [
                (metrics.TtftSend!.P50 * 1e3) - Quantile.Median(ttft), (metrics.TtftSend.P99!.Value * 1e3) - Quantile.Of(ttft, 0.99),
                (metrics.Icl!.P50 * 1e3) - Quantile.Median(itl), (metrics.Icl.P99!.Value * 1e3) - Quantile.Of(itl, 0.99),
            ];
            var isKept = Math.Abs(differences[0]) <= MostP50 && Math.Abs(differences[1]) <= MostP99 && Math.Abs(differences[2]) <= MostP50
                && Math.Abs(differences[3]) <= MostP99;
            if (!isKept) missed++;
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{streams,5} streams, gap {gap,3} ms, jitter {jitter:F1}: TTFT p50 {differences[0],6:F3} p99 {differences[1],6:F3}   ITL "
                    + $"p50 {differences[2],6:F3} p99 {differences[3],6:F3}   lag p50 {Quantile.Median(lag),6:F3} p99 "
                    + $"{Quantile.Of(lag, 0.99),6:F3}   {(isKept ? "kept" : "MISSED")}"));
        }

        return missed == 0 ? 0 : 1;
    }

    private static Process Serve(StreamPattern pattern)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] settings =
        [
            "serve",
            string.Create(CultureInfo.InvariantCulture, $"tokens={pattern.Tokens}"),
            string.Create(CultureInfo.InvariantCulture, $"ttft-ms={pattern.Ttft.TotalMilliseconds}"),
            string.Create(CultureInfo.InvariantCulture, $"itl-ms={pattern.Itl.TotalMilliseconds}"),
            string.Create(CultureInfo.InvariantCulture, $"jitter={pattern.Jitter}"),
        ];
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        return Process.Start(start)!;
    }

    /// <summary>Of each response its arrival and tokens, nanoseconds.</summary>
    private static async Task<long[][]> SentAsync(Uri endpoint)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(endpoint, "sent"));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(one => long.Parse(one, CultureInfo.InvariantCulture)).ToArray())];
    }
}
