using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>
/// One engine process: messages go in, messages come out, everything else it prints is log. Killed with all it started on dispose.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(3);

    /// <summary>Signs of life restart the time-out, but not for ever: a heartbeat may outlive what it speaks for.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(30);

    /// <summary>What an engine wrote before it ended is read sooner, unless something it started holds its pipes.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly EngineGuard _guard;
    private readonly string _mark;
    private readonly TimeProvider _time;
    private readonly LogTail _log;
    private readonly EngineInbox _messages = new();
    private readonly Task _readers;
    private readonly ScratchFolder _scratch;

    private WorkerProcess(
        Process process, EngineGuard guard, string mark, ScratchFolder scratch, TimeProvider time, EngineLogFile? log)
    {
        (_process, _guard, _mark, _scratch, _time, _log) = (process, guard, mark, scratch, time, new LogTail(log));
        ProcessId = process.Id;
        _readers = Task.WhenAll(ReadOutputAsync(), ReadErrorAsync());
        _ = EndAsync();
    }

    public int ProcessId { get; }

    /// <summary>Whether the process leads a process group of its own.</summary>
    public bool LeadsGroup { get; } = ProcessGroup.CanLead;

    /// <summary>False once the process is gone or was given up.</summary>
    public bool IsUsable { get => field && !_process.HasExited; private set; } = true;

    /// <summary>Everything the process said lately that was no message.</summary>
    public LogTail Log => _log;

    /// <param name="log">Takes all that the engine prints; null to keep the last lines only.</param>
    /// <exception cref="EngineFailureException">The program cannot be started.</exception>
    public static WorkerProcess Start(EngineDefinition engine, TimeProvider time, EngineLogFile? log = null)
    {
        var start = ProcessGroup.StartInfo(engine.Command);
        var scratch = new ScratchFolder();
        var mark = Guid.NewGuid().ToString("N");
        foreach (var (name, value) in scratch.Environment.Concat(engine.Environment)) start.Environment[name] = value;
        start.Environment[EngineDescendants.Variable] = mark;
        try
        {
            return EngineDescendants.Start(() =>
            {
                var guard = EngineGuard.Start(mark, scratch.Location);
                try
                {
                    var process = Process.Start(start) ?? throw new InvalidOperationException("no process was started");
                    EngineDescendants.Know(process.Id);
                    return new WorkerProcess(process, guard, mark, scratch, time, log);
                }
                catch
                {
                    guard.Dispose();
                    throw;
                }
            });
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            scratch.Dispose();
            throw new EngineFailureException(FailureStage.Start, $"cannot start {engine.Command[0]}: {exception.Message}", []);
        }
    }

    /// <summary>Sends a message that is not answered.</summary>
    public async Task SendAsync(HostMessage message, CancellationToken cancellation)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(Framing.Encode(message, ProtocolJson.Default.HostMessage), cancellation);
            await _process.StandardInput.BaseStream.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            // The pipe broke: the reader sees the death and reports it with the exit code.
        }
    }

    /// <summary>Sends a message and waits for its answer; signs of life restart the time-out.</summary>
    /// <param name="id">Id the answer must carry; null for an answer without one.</param>
    /// <param name="stage">Stage to name when the engine dies or falls silent.</param>
    /// <exception cref="EngineFailureException">Death, silence, a broken message, or an answer to something else.</exception>
    public async Task<WorkerMessage> RequestAsync(
        HostMessage message, string? id, FailureStage stage, TimeSpan timeout, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        await SendAsync(message, cancellation);
        while (true)
        {
            var answer = Parse(await NextAsync(stage, timeout, cancellation));
            var answerId = IdOf(answer);
            if (answer is Progress && answerId == id)
            {
                if (_time.GetElapsedTime(start) < LongestAnswer) continue;
                throw GiveUp(stage, $"the engine gave signs of life for {NumberText.Duration(LongestAnswer.TotalSeconds)} "
                    + "and no answer, and was killed");
            }

            if (answer is WorkerError { Fatal: true }) IsUsable = false;
            if (answerId == id || answer is WorkerError { Id: null }) return answer;
            throw GiveUp(FailureStage.Protocol,
                $"the engine answered '{AnswerText.Name(answerId ?? "nothing")}' when asked about '{id ?? "itself"}'");
        }
    }

    /// <summary>Asks the engine to leave; its exit code, or null when it is still there after the time allowed.</summary>
    public async Task<int?> ShutdownAsync(CancellationToken cancellation)
    {
        await SendAsync(new Shutdown(), cancellation);
        return await WaitForExitAsync(cancellation);
    }

    /// <summary>
    /// Ends the engine's stdin, as the death of the host does; its exit code, or null when it is still there after the time allowed.
    /// </summary>
    public async Task<int?> HangUpAsync(CancellationToken cancellation)
    {
        _process.StandardInput.Close();
        return await WaitForExitAsync(cancellation);
    }

    private async Task<int?> WaitForExitAsync(CancellationToken cancellation)
    {
        IsUsable = false;
        using var patience = new CancellationTokenSource(ShutdownTime, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _process.WaitForExitAsync(linked.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsUsable && !_process.HasExited) await ShutdownAsync(CancellationToken.None);
        IsUsable = false;
        ProcessGroup.Kill(_process);
        EngineDescendants.End(ProcessId, _mark);
        // Whatever could hold the pipes open is dead, so a short wait is enough for honest ends.
        await Task.WhenAny(_readers, Task.Delay(ShutdownTime, _time));
        _guard.Dispose();
        _process.Dispose();
        _scratch.Dispose();
    }

    private static string? IdOf(WorkerMessage message) => message switch
    {
        Prepared prepared => prepared.Id,
        Unsupported unsupported => unsupported.Id,
        Samples samples => samples.Id,
        Progress progress => progress.Id,
        WorkerError error => error.Id,
        _ => null,
    };

    private async Task<byte[]> NextAsync(FailureStage stage, TimeSpan timeout, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await _messages.ReadAsync(linked.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // An answer is still owed: nothing more can be asked of this process.
            IsUsable = false;
            throw;
        }
        catch (ChannelClosedException)
        {
            throw _messages.IsFlooded
                ? GiveUp(FailureStage.Protocol, "the engine sent more messages than it was asked for, and was killed")
                : GiveUp(stage, await DeathAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            throw GiveUp(stage, $"the engine gave no sign of life for {NumberText.Duration(timeout.TotalSeconds)} and was killed");
        }
    }

    private async Task<string> DeathAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ShutdownTime, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _process.WaitForExitAsync(linked.Token);
            // Its last words may still be on their way.
            await Task.WhenAny(_readers, Task.Delay(2 * LastWords, _time, cancellation));
            return $"the engine {ExitText.Of(_process.ExitCode)}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "the engine closed its output, lived on and was killed";
        }
    }

    private WorkerMessage Parse(byte[] message)
    {
        try
        {
            var read = JsonSerializer.Deserialize(message, ProtocolJson.Default.WorkerMessage)
                ?? throw new JsonException("null is no message");
            return AnswerText.Cut(read, _log.Keep);
        }
        catch (Exception exception) when (
            exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException)
        {
            _log.Add(message);
            throw GiveUp(FailureStage.Protocol, $"the engine sent a message that cannot be read: {AnswerText.Sentence(exception.Message)}");
        }
    }

    private EngineFailureException GiveUp(FailureStage stage, string reason)
    {
        IsUsable = false;
        ProcessGroup.Kill(_process);
        return new EngineFailureException(stage, reason, _log.Last());
    }

    // Its death is its exit: what it started may hold its pipes for ever, and ends with it.
    private async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        ProcessGroup.KillGroup(ProcessId);
        if (await Task.WhenAny(_readers, Task.Delay(LastWords, _time)) != _readers)
        {
            EngineDescendants.Kill(ProcessId, _mark);
            await Task.WhenAny(_readers, Task.Delay(LastWords, _time));
        }

        _messages.Close();
    }

    private async Task ReadOutputAsync()
    {
        await ReadAsync(
            _process.StandardOutput.BaseStream,
            new FrameSplitter(message => _messages.Add(message.ToArray()), line => _log.Add(line.Span)));
        _messages.Close();
    }

    // Messages count only on stdout: on stderr a separator is just another odd byte.
    private Task ReadErrorAsync() =>
        ReadAsync(_process.StandardError.BaseStream, new FrameSplitter(line => _log.Add(line.Span), line => _log.Add(line.Span)));

    private static async Task ReadAsync(Stream stream, FrameSplitter splitter)
    {
        var buffer = new byte[64 << 10];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0) splitter.Feed(buffer.AsSpan(0, read));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // A killed process breaks its pipe in mid-read; what came before it is kept.
        }

        splitter.Complete();
    }
}
