using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StackBench.Serving;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Prompts;
using StackBench.Serving.Running;
using StackBench.Tests.Serving;

namespace StackBench.Bench.ServingBench;

/// <summary>Mutated streams over sockets to the load generator: all of them end, and the memory of the process stays in bounds.</summary>
internal static class Fuzz
{
    private const long MostBytes = 256L << 20;

    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Word = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}";
    private const string Last = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}";
    private const string Usage = "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}";

    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            Head + Text(Word, Word, Word, Last, Usage, "[DONE]"),
            Chunked + Chunks(Word, Word, Word, Last, Usage, "[DONE]") + "0\r\n\r\n",
            Head + Text(Word, "{\"error\":{\"message\":\"out of memory\"}}", "[DONE]"),
            Head + "event: error\ndata: {\"message\":\"boom\"}\n\n" + ": ping\n\n" + Text("[DONE]"),
            Head
                + Text("{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"tool_calls\":[{\"index\":0}]}}]}",
                    Last, Usage, "[DONE]"),
            "HTTP/1.1 429 No\r\nRetry-After: 3\r\nContent-Length: 20\r\n\r\n{\"error\":\"too many\"} ",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html></html>",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[] Flood = [.. Enumerable.Repeat((byte)'x', 3_000_000)];

    public static async Task<int> RunAsync(int rounds)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1024);
        var random = new Random(18);
        var gate = new Lock();
        _ = Task.Run(async () =>
        {
            while (true) _ = AnswerAsync(await listener.AcceptSocketAsync(), random, gate);
        });
        // The first answer of each load is whole: a load without any is given up.
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var begin = Stopwatch.GetTimestamp();
        var plan = new LoadPlan(
            new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), ServingApi.Chat, "m", new ArrivalPattern.Closed(8),
            1000,
            new PromptSet.RandomWords(4), 3, 1)
        { RequestTimeout = TimeSpan.FromSeconds(20), Connections = 0 };
        for (var sent = 0; sent < rounds; sent += plan.Requests)
        {
            var report = await LoadGenerator.RunAsync(plan, null, TimeProvider.System, CancellationToken.None);
            if (report.Records.Length < plan.Requests) return 1;
            foreach (var record in report.Records)
                kinds[record.Status.ToString()] = kinds.GetValueOrDefault(record.Status.ToString()) + 1;
        }

        using var process = Process.GetCurrentProcess();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{kinds.Values.Sum()} streams in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s, peak of memory "
                + $"{process.PeakWorkingSet64 >> 20} MiB: "
                + $"{string.Join(", ", kinds.Select(kind => $"{kind.Value} {kind.Key}"))}"));
        return process.PeakWorkingSet64 <= MostBytes ? 0 : 1;
    }

    private static async Task AnswerAsync(Socket socket, Random random, Lock gate)
    {
        try
        {
            using (socket)
            {
                var buffer = new byte[8192];
                if (await socket.ReceiveAsync(buffer) == 0) return;
                byte[] bytes;
                lock (gate) bytes = Mutated(random);
                for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent));
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(buffer) > 0) { }
            }
        }
        catch (SocketException)
        {
            // The client had enough.
        }
    }

    private static byte[] Mutated(Random random)
    {
        // Half of them whole, so that no load seems hopeless.
        if (random.Next(2) == 0) return Seeds[random.Next(2)];
        return DamagedStream.Of(Any(), random, () => random.Next(200) == 0 ? Flood : Any());

        byte[] Any() => Seeds[random.Next(Seeds.Length)];
    }

    private static string Text(params string[] events) => string.Concat(events.Select(data => $"data: {data}\n\n"));

    private static string Chunks(params string[] events) =>
        string.Concat(events.Select(data => string.Create(CultureInfo.InvariantCulture, $"{Text(data).Length:x}\r\n{Text(data)}\r\n")));
}
