using System.Diagnostics;
using System.Text;
using System.Text.Json;
using StackBench.Protocol;

namespace StackBench.FakeWorker;

/// <summary>
/// A worker that does what no real one should, on purpose: for the host's behaviour when engines lie, babble, hang or die.
/// The mode names the misbehaviour; <c>well</c> behaves.
/// </summary>
internal sealed class Misbehaviour(string mode)
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly HashSet<string> _prepared = new(StringComparer.Ordinal);
    private bool _hasMeasured;

    public int Run()
    {
        if (mode == "mute") Hang();
        if (mode == "exits") return 7;
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is { } line)
        {
            var message = JsonSerializer.Deserialize(line.Trim('\x1e'), ProtocolJson.Default.HostMessage);
            if (message is Shutdown) return mode == "leaves-badly" ? 3 : 0;
            Answer(message!);
        }

        if (mode == "deaf") Hang();
        return 0;
    }

    private void Answer(HostMessage message)
    {
        switch (message)
        {
            case Hello when mode == "refuses":
                Send(new WorkerError(null, "start", "no unit here; none answers", Remedy: "buy one"));
                break;
            case Hello:
                if (mode == "noise") Babble();
                Send(new Ready(mode == "old" ? 0 : ProtocolVersion.Current, "fake", "1", [new("cpu", "cpu")], ["fake"],
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["fake"] = "1" }));
                break;
            case Prepare prepare:
                _prepared.Add(prepare.Id);
                Send(Prepared(prepare));
                break;
            case Measure measure when !_prepared.Contains(measure.Id):
                Send(new WorkerError(measure.Id, "protocol", "nothing is prepared under this id"));
                break;
            case Measure measure:
                Send(measure);
                break;
            case Release release:
                _prepared.Remove(release.Id);
                break;
        }
    }

    private WorkerMessage Prepared(Prepare prepare)
    {
        if (prepare.Op != "fake") return new Unsupported(prepare.Id, $"there is no operation '{prepare.Op}'");
        return mode switch
        {
            "unsupported" => new Unsupported(prepare.Id, "no such unit here", "buy one"),
            "wrong-result" => new WorkerError(prepare.Id, "check", "the result is off by 40 %"),
            "wrong-id" => new Prepared("somebody else", "fake", 0),
            "liar" => new Prepared(prepare.Id, "fake", 0, Checked: true, MaxError: 0.4, Tolerance: 1e-6),
            "negative-threads" => new Prepared(prepare.Id, "fake", 0, Checked: true, MaxError: 0, Tolerance: 1e-6, Threads: -1),
            "litters" => new Prepared(prepare.Id, Litter(), 0, Checked: true, MaxError: 0, Tolerance: 1e-6),
            "unchecked" => new Prepared(prepare.Id, "fake", 0),
            "slow-start" => new Prepared(prepare.Id, "fake", 0, FirstCallSeconds: 0.5, Checked: true, MaxError: 0, Tolerance: 1e-6),
            _ => new Prepared(prepare.Id, "fake", 0, FirstCallSeconds: 0.001, Checked: true, MaxError: 0, Tolerance: 1e-6, Threads: 1),
        };
    }

    private void Send(Measure measure)
    {
        if (mode == "slow-start" && !_hasMeasured) new ManualResetEvent(false).WaitOne(4000);
        var seconds = TakeTime(measure);
        switch (mode)
        {
            case "hang": Hang(); break;
            case "regrets": Send(new Unsupported(measure.Id, "the unit is gone", "buy one")); return;
            case "dies": Process.GetCurrentProcess().Kill(); break;
            case "dies-with-words":
                Console.Error.WriteLine("fatal: out of cheese");
                Environment.Exit(42);
                break;
            case "broken-json": Raw("\x1e{\"type\":\"samples\",\"id\":\n"); break;
            case "half-line":
                Raw("\x1e{\"type\":\"samples\",\"id\":\"1\",\"sec");
                Environment.Exit(0);
                break;
            case "nan": Raw($"\x1e{{\"type\":\"samples\",\"id\":\"{measure.Id}\",\"seconds\":[NaN],\"clock\":\"host\"}}\n"); break;
            case "null-sample": Raw($"\x1e{{\"type\":\"samples\",\"id\":\"{measure.Id}\",\"seconds\":[null],\"clock\":\"host\"}}\n"); break;
            case "negative": Send(new Samples(measure.Id, [.. seconds.Select(value => -value)], "host")); break;
            case "zero": Send(new Samples(measure.Id, [.. seconds.Select(_ => 0.0)], "host")); break;
            case "too-few": Send(new Samples(measure.Id, [], "host")); break;
            case "too-long": Send(new Samples(measure.Id, [.. seconds.Select(_ => 1e6)], "host")); break;
            case "null-series":
                Raw($"\x1e{{\"type\":\"samples\",\"id\":\"{measure.Id}\",\"seconds\":["
                + $"{string.Join(',', seconds.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}],"
                + $"\"clock\":\"host\",\"extra\":{{\"x\":null}}}}\n"); break;
            case "odd-clock": Send(new Samples(measure.Id, seconds, "sundial")); break;
            case "finds-nothing":
                var note = new SampleNote("none-found", "no load keeps the limits", "raise them", NoValue: true);
                Send(new Samples(measure.Id, seconds, "host", Notes: [note]));
                break;
            case "too-fast": Send(new Samples(measure.Id, [.. seconds.Select(_ => 1e-11)], "host")); break;
            default: Send(new Samples(measure.Id, seconds, "host")); break;
        }

        _hasMeasured = true;
        if (mode == "noise") Babble();
    }

    // Real time passes, so that the host's own clock agrees with what is claimed.
    private double[] TakeTime(Measure measure)
    {
        // Whatever else the machine does, one side takes twice as long as the other, and processes differ by a little.
        if (mode is "steady" or "slower")
            return Claim(measure, (mode == "slower" ? 0.002 : 0.001) * (1 + (0.002 * (Environment.ProcessId % 7))));
        if (mode == "hiccup") return Claim(measure, _hasMeasured ? 0.001 : 0.06);
        var seconds = new double[measure.Samples];
        for (var i = 0; i < seconds.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (long call = 0; call < measure.Iterations; call++) Thread.SpinWait(2000);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds / measure.Iterations;
        }

        return seconds;
    }

    /// <summary>Times that do not depend on how busy the machine is; at least as much time passes.</summary>
    private static double[] Claim(Measure measure, double callSeconds)
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne(TimeSpan.FromSeconds(callSeconds * measure.Iterations * measure.Samples));
        return [.. Enumerable.Repeat(callSeconds, measure.Samples)];
    }

    private static string Litter()
    {
        File.WriteAllText(Path.Combine(Path.GetTempPath(), "left behind"), "");
        return Path.GetTempPath();
    }

    private void Babble()
    {
        var line = new string('x', 1000);
        for (var i = 0; i < 1000; i++) Raw(i % 3 == 0 ? line : line + "\n");
        Console.Error.WriteLine("a warning on stderr, {\"type\":\"samples\"}");
    }

    private static void Hang() => new ManualResetEvent(false).WaitOne();

    private void Send(WorkerMessage message)
    {
        _output.Write(Framing.Encode(message, ProtocolJson.Default.WorkerMessage));
        _output.Flush();
    }

    private void Raw(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }
}
