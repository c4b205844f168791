using System.Globalization;
using StackBench.Bench.ServingBench;
using StackBench.Serving.SelfCheck;

// ServingBench serve [NAME=VALUE ...]          a null server until its input ends; prints its address
// ServingBench rate URL STREAMS REQUESTS TOKENS  the load generator's events per second on a server
// ServingBench fuzz STREAMS                     mutated streams; 1 where one is lost or the memory grows above 256 MiB
// ServingBench accuracy                         what it reports, against what the server sent when
return args switch
{
    ["serve", .. var settings] => await ServeAsync(settings),
    ["rate", var url, var streams, var requests, var tokens] =>
        await Rate.RunAsync(new Uri(url), Number(streams), Number(requests), Number(tokens)),
    ["fuzz", var streams] => await Fuzz.RunAsync(Number(streams)),
    ["accuracy"] => await Accuracy.RunAsync(),
    _ => 2,
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static async Task<int> ServeAsync(string[] settings)
{
    var pattern = new StreamPattern(256);
    var port = 0;
    foreach (var setting in settings)
    {
        var (name, value) =
            (setting[..setting.IndexOf('=')], double.Parse(setting[(setting.IndexOf('=') + 1)..], CultureInfo.InvariantCulture));
        if (name == "port") port = (int)value;
        else pattern = name switch
        {
            "tokens" => pattern with { Tokens = (int)value },
            "ttft-ms" => pattern with { Ttft = TimeSpan.FromMilliseconds(value) },
            "itl-ms" => pattern with { Itl = TimeSpan.FromMilliseconds(value) },
            "jitter" => pattern with { Jitter = value },
            "seed" => pattern with { Seed = (ulong)value },
            "stall-ms" => pattern with { Stall = TimeSpan.FromMilliseconds(value) },
            "stall-at" => pattern with { StallAt = (int)value },
            "per-write" => pattern with { EventsPerWrite = (int)value },
            _ => throw new ArgumentException($"no setting {name}", nameof(settings)),
        };
    }

    await using var server = NullServer.Start(pattern, TimeProvider.System, port);
    await Console.Out.WriteLineAsync(server.Endpoint.ToString());
    await Console.Out.FlushAsync();
    await Console.In.ReadToEndAsync();
    return 0;
}
