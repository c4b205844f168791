using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>
/// One engine process: messages go in, messages come out, everything else it prints is log. Killed as a group on dispose.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(3);

    /// <summary>Signs of life restart the time-out, but not for ever: a heartbeat may outlive what it speaks for.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(30);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly LogTail _log = new();
    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _readers;
    private readonly ScratchFolder _scratch;

    private WorkerProcess(Process process, ScratchFolder scratch, TimeProvider time)
    {
        _process = process;
        _scratch = scratch;
        _time = time;
        _readers = Task.WhenAll(ReadOutputAsync(), ReadErrorAsync());
    }

    public int ProcessId => _process.Id;

    /// <summary>Whether the process leads a process group of its own.</summary>
    public bool LeadsGroup { get; } = ProcessGroup.CanLead;

    /// <summary>False once the process is gone or was given up.</summary>
    public bool IsUsable { get => field && !_process.HasExited; private set; } = true;

    /// <summary>Everything the process said lately that was no message.</summary>
    public LogTail Log => _log;

    /// <exception cref="EngineFailureException">The program cannot be started.</exception>
    public static WorkerProcess Start(EngineDefinition engine, TimeProvider time)
    {
        var start = ProcessGroup.StartInfo(engine.Command);
        var scratch = new ScratchFolder();
        foreach (var (name, value) in scratch.Environment.Concat(engine.Environment)) start.Environment[name] = value;
        try
        {
            return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("no process was started"), scratch, time);
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
            if (answer is Progress progress && progress.Id == id && _time.GetElapsedTime(start) < LongestAnswer) continue;
            if (answer is WorkerError { Fatal: true }) IsUsable = false;
            var answerId = IdOf(answer);
            if (answerId == id || answer is WorkerError { Id: null }) return answer;
            throw GiveUp(FailureStage.Protocol, $"the engine answered '{answerId ?? "nothing"}' when asked about '{id ?? "itself"}'");
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
        // Grandchildren may hold the pipes open for ever: the group is dead, so a short wait is enough for honest ends.
        await Task.WhenAny(_readers, Task.Delay(ShutdownTime, _time));
        _process.Dispose();
        _scratch.Dispose();
    }

    private static string? IdOf(WorkerMessage message) => message switch
    {
        Prepared prepared => prepared.Id,
        Unsupported unsupported => unsupported.Id,
        Samples samples => samples.Id,
        WorkerError error => error.Id,
        _ => null,
    };

    private async Task<byte[]> NextAsync(FailureStage stage, TimeSpan timeout, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await _messages.Reader.ReadAsync(linked.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // An answer is still owed: nothing more can be asked of this process.
            IsUsable = false;
            throw;
        }
        catch (ChannelClosedException)
        {
            throw GiveUp(stage, await DeathAsync(cancellation));
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
            return JsonSerializer.Deserialize(message, ProtocolJson.Default.WorkerMessage) ?? throw new JsonException("null is no message");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            _log.Add(message);
            throw GiveUp(FailureStage.Protocol, $"the engine sent a message that cannot be read: {exception.Message}");
        }
    }

    private EngineFailureException GiveUp(FailureStage stage, string reason)
    {
        IsUsable = false;
        ProcessGroup.Kill(_process);
        return new EngineFailureException(stage, reason, _log.Last());
    }

    private async Task ReadOutputAsync()
    {
        var splitter = new FrameSplitter(message => _messages.Writer.TryWrite(message.ToArray()), line => _log.Add(line.Span));
        await ReadAsync(_process.StandardOutput.BaseStream, splitter);
        _messages.Writer.Complete();
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
