using System.Globalization;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;

namespace StackBench.Bench.ServingBench;

/// <summary>Token events per second of the whole load generator: sending, timing, parsing and the records.</summary>
internal static class Rate
{
    public static async Task<int> RunAsync(Uri endpoint, int streams, int requests, int tokens)
    {
        var plan = new LoadPlan(
            endpoint, ServingApi.Chat, "null", new ArrivalPattern.Closed(streams), requests, new PromptSet.RandomWords(16), tokens, 1)
        {
            WarmUpRequests = requests / 2,
        };
        var report = await LoadGenerator.RunAsync(plan, null, TimeProvider.System, CancellationToken.None);
        if (report.Records.Any(record => record.Status != RequestStatus.Ok)) return 1;
        var events = report.Records.Sum(record => record.Events.Count(one => one.CarriesTokens));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{events / (report.End * 1e-9):F0} events/s, client CPU {report.Usage!.Cpu / (report.End * 1e-9):F2} cores, pauses "
                + $"{report.Usage.Pauses / (report.End * 1e-9):P1}"));
        return 0;
    }
}
