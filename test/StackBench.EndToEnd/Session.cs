using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace StackBench.EndToEnd;

/// <summary>A started program with its own store folder; its lines can be awaited one by one.</summary>
internal sealed class Session : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly BlockingCollection<string> _lines = [];

    private Session(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(_out, line.Data, _lines);
        process.ErrorDataReceived += (_, line) => Take(_error, line.Data, null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public string Out { get { lock (_out) return _out.ToString(); } }

    public string Error { get { lock (_error) return _error.ToString(); } }

    public static Session Start(string program, string home, params string[] arguments) => Start(program, home, [], arguments);

    public static Session Start(
        string program, string home, ReadOnlySpan<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["STACKBENCH_HOME"] = home;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Session(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static (int ExitCode, string Out, string Error) Run(string home, params string[] arguments)
    {
        using var session = Start(Binary.Built, home, arguments);
        var code = session.WaitForExit();
        return (code, session.Out, session.Error);
    }

    /// <summary>Waits for the next stdout line that satisfies a condition.</summary>
    public string WaitForLine(Func<string, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var line in _lines.GetConsumingEnumerable(patience.Token))
            if (condition(line)) return line;
        throw new InvalidOperationException($"the program ended without the awaited line; stderr: {Error}");
    }

    public int WaitForExit()
    {
        if (!_process.WaitForExit(Patience)) throw new TimeoutException($"still running after {Patience}; stderr so far: {Error}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Pids of the children, e.g. the engine it is measuring with.</summary>
    public IReadOnlyList<int> Children() =>
        [.. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Directory.EnumerateDirectories($"/proc/{_process.Id}/task")
            .SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Select(pid => int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];

    public static void Signal(int pid, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Whether a process is gone within a time that is ample for an orderly end.</summary>
    public static async Task<bool> EndsAsync(int pid)
    {
        for (var waits = 0; waits < 200; waits++)
        {
            if (!IsAlive(pid)) return true;
            await Task.Delay(100);
        }

        return false;
    }

    // One that has ended and waits for its parent to ask has the state Z.
    private static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _lines.Dispose();
    }

    private static void Take(StringBuilder text, string? line, BlockingCollection<string>? lines)
    {
        if (line is null)
        {
            lines?.CompleteAdding();
            return;
        }

        lock (text) text.AppendLine(line);
        lines?.Add(line);
    }
}
