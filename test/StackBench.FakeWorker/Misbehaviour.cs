using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
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
    private bool _isReal;

    // What tells a secret does so wherever a text goes.
    private bool IsSpilling => mode.StartsWith("spills", StringComparison.Ordinal);

    private static string Secret => Environment.GetEnvironmentVariable("HF_TOKEN") ?? "no token";

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
            case Hello when Lies.Hello(mode) is { } lie:
                Raw($"\x1e{lie.ReplaceLineEndings("")}\n");
                break;
            case Hello when mode == "not-utf8":
                _output.Write([0x1e, (byte)'{', (byte)'"', 0xC3, 0x28, 0xFF, (byte)'"', (byte)'}', (byte)'\n']);
                _output.Flush();
                break;
            case Hello when mode == "too-large":
                Raw("\x1e" + new string(' ', 17 << 20) + "{}\n");
                break;
            case Hello:
                if (mode == "noise") Babble();
                if (mode == "floods") for (var i = 0; i < 5000; i++) Send(new Progress("1", i, 5000));
                Send(new Ready(mode == "old" ? 0 : ProtocolVersion.Current, "fake", "1",
                    [new("cpu", mode == "too-fast" ? "vulkan" : "cpu")], ["fake", "autograd"],
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["fake"] = IsSpilling ? $"1 {Secret}" : "1" }));
                break;
            case Prepare prepare:
                _prepared.Add(prepare.Id);
                _isReal = prepare.Op == "autograd";
                if (Lies.Prepare(mode, prepare.Id) is { } answer) Raw($"\x1e{answer.ReplaceLineEndings("")}\n");
                else Send(Prepared(prepare));
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
        if (mode == "stuck") Hang();
        if (IsSpilling) Console.Error.WriteLine($"environment: {Secret}");
        for (var i = 0; mode == "endless"; i++)
        {
            Send(new Progress(prepare.Id, i, i + 1));
            new ManualResetEvent(false).WaitOne(20);
        }

        if (prepare.Op is not ("fake" or "autograd")) return new Unsupported(prepare.Id, $"there is no operation '{prepare.Op}'");
        return mode switch
        {
            "spills" => new Prepared(prepare.Id, $"fake {Secret}", 0, Checked: true, MaxError: 0, Tolerance: 1e-6),
            "spills-and-refuses" => new Unsupported(prepare.Id, $"not with {Secret}", $"unset {Secret}"),
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
        if (Lies.Measure(mode, measure.Id, seconds) is { } lie)
        {
            Raw($"\x1e{lie.ReplaceLineEndings("")}\n");
            return;
        }

        switch (mode)
        {
            case "half-time": Send(new Samples(measure.Id, [.. seconds.Select(value => value / 2)], "host")); break;
            case "half-time-device": Send(new Samples(measure.Id, [.. seconds.Select(value => value / 2)], "device")); break;
            case "leaves-daemon-and-hangs":
                LeaveBehind("setsid", "sleep", "600");
                Hang();
                break;
            case "leaves-child": LeaveBehind("sleep", "600"); Environment.Exit(3); break;
            case "leaves-daemon": LeaveBehind("setsid", "sleep", "600"); Environment.Exit(3); break;
            case "leaves-nameless-daemon": LeaveBehind("env", "-i", "setsid", "sleep", "600"); Environment.Exit(3); break;
            case "closes-output":
                CloseOutput();
                Hang();
                break;
            case "hang": Hang(); break;
            case "spills":
                Send(new Samples(measure.Id, seconds, "host", Notes: [new SampleNote("spilled", $"used {Secret}", $"hide {Secret}")]));
                break;
            case "spills-and-fails": Send(new WorkerError(measure.Id, "measure", $"refused: {Secret}")); break;
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
            case "too-fast": Send(new Samples(measure.Id, [.. seconds.Select(_ => 1e-11)], "device")); break;
            case "too-fast-host": Send(new Samples(measure.Id, [.. seconds.Select(_ => 1e-11)], "host")); break;
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
        // Copies inputs before each sample, which is not the operation's time.
        if (mode == "copies") return [.. Enumerable.Range(0, measure.Samples).Select(_ => CopyAndClaim(measure))];
        // As a real operation's cost is known, a plausible time: only the time that passes is this fake's own.
        if (_isReal) return Claim(measure, 0.02);
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

    private double CopyAndClaim(Measure measure)
    {
        new ManualResetEvent(false).WaitOne(40);
        return Claim(new Measure(measure.Id, measure.Iterations, 1), _isReal ? 0.02 : 0.001)[0];
    }

    /// <summary>Times that do not depend on how busy the machine is; at least as much time passes.</summary>
    private static double[] Claim(Measure measure, double callSeconds)
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne(TimeSpan.FromSeconds(callSeconds * measure.Iterations * measure.Samples));
        return [.. Enumerable.Repeat(callSeconds, measure.Samples)];
    }

    /// <summary>A child that holds this process's own streams; its id goes to stderr.</summary>
    private static void LeaveBehind(string program, params string[] arguments)
    {
        // Through a shell that ends at once, as daemons do.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$@\" & echo left $! >&2");
        start.ArgumentList.Add("sh");
        foreach (var argument in (string[])[program, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
    }

    private static void CloseOutput()
    {
        foreach (var descriptor in (int[])[1, 2]) new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
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
