using System.Text.Json;

namespace StackBench.Protocol.Engines;

/// <summary>
/// The engine's side of the conversation (docs/worker-protocol.md): answers the host's messages, one at a time, until shutdown or the end
/// of the stream. Holds no policy.
/// </summary>
public sealed class EngineConversation(EngineChannel channel)
{
    private readonly Dictionary<string, IOperation> _operations = new(StringComparer.Ordinal);

    /// <summary>Between two signs of life.</summary>
    internal TimeSpan SignOfLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Converses on stdin and stdout.</summary>
    /// <param name="open">Makes the engine; <see cref="UnsupportedException"/> where it cannot start.</param>
    /// <param name="hostGone">Called at once when the host dies, even in the midst of work; null cancels what is being done.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> OnStandardStreamsAsync(Func<IEngine> open, Action? hostGone, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(open);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var channel = EngineChannel.OnStandardStreams(hostGone ?? ending.CancelUnlessDisposed);
        var conversation = new EngineConversation(channel);
        IEngine engine;
        try
        {
            engine = open();
        }
        catch (UnsupportedException exception)
        {
            return conversation.Refuse(exception);
        }

        await using var held = engine as IAsyncDisposable;
        return await conversation.RunAsync(engine, ending.Token);
    }

    /// <summary>Answers until shutdown or the end of the input.</summary>
    /// <returns>The exit code: 1 where the engine cannot start, or lost its device.</returns>
    public async Task<int> RunAsync(IEngine engine, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            while (Receive() is { } message and not Shutdown)
            {
                if (message is Release release)
                {
                    if (_operations.Remove(release.Id, out var operation)) operation.Dispose();
                    continue;
                }

                var answer = await AnswerAsync(message, engine, cancellation);
                channel.Send(answer);
                if (answer is WorkerError { Fatal: true }) return 1;
            }

            return 0;
        }
        catch (UnsupportedException exception)
        {
            return Refuse(exception);
        }
        finally
        {
            foreach (var operation in _operations.Values) operation.Dispose();
        }
    }

    private int Refuse(UnsupportedException exception)
    {
        channel.Send(new WorkerError(null, "start", exception.Message, Remedy: exception.Remedy));
        return 1;
    }

    private HostMessage? Receive()
    {
        while (true)
        {
            try
            {
                return channel.Receive();
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                channel.Send(new WorkerError(null, "protocol", exception.Message));
            }
        }
    }

    // The one place where every exception is caught: an operation's failure is a message to the host, which decides.
    private async Task<WorkerMessage> AnswerAsync(HostMessage message, IEngine engine, CancellationToken cancellation)
    {
        var (id, stage) = message switch
        {
            Prepare prepare => (prepare.Id, "prepare"),
            Measure measure => (measure.Id, "measure"),
            _ => ((string?)null, "start"),
        };
        try
        {
            return message switch
            {
                Prepare prepare => await PrepareAsync(prepare, engine, cancellation),
                Measure measure => await MeasureAsync(measure, cancellation),
                Hello { Protocol: not ProtocolVersion.Current } hello =>
                    new WorkerError(null, "protocol", $"this engine speaks protocol {ProtocolVersion.Current}, not {hello.Protocol}"),
                _ => await engine.DescribeAsync(cancellation),
            };
        }
        catch (UnsupportedException exception) when (id is not null)
        {
            return new Unsupported(id, exception.Message, exception.Remedy);
        }
        catch (DeviceLostException exception)
        {
            return new WorkerError(id, stage, exception.Message, Fatal: true);
        }
        catch (CheckFailedException exception)
        {
            return new WorkerError(id, "check", exception.Message);
        }
        catch (Exception exception) when (exception is not (UnsupportedException or OperationCanceledException) || IsForeign(exception))
        {
            return new WorkerError(id, stage, exception.Message, exception.ToString());
        }

        // A time limit of the engine's own ended its work, and not the host.
        bool IsForeign(Exception exception) => exception is OperationCanceledException && !cancellation.IsCancellationRequested;
    }

    private async Task<WorkerMessage> PrepareAsync(Prepare request, IEngine engine, CancellationToken cancellation)
    {
        if (_operations.ContainsKey(request.Id)) return new WorkerError(request.Id, "protocol", $"id '{request.Id}' is in use");
        var operation = await AliveAsync(request.Id, engine.PrepareAsync(request, cancellation), cancellation);
        _operations.Add(request.Id, operation);
        return operation.Description;
    }

    private async Task<WorkerMessage> MeasureAsync(Measure request, CancellationToken cancellation)
    {
        if (!_operations.TryGetValue(request.Id, out var operation))
            return new WorkerError(request.Id, "protocol", $"nothing is prepared under id '{request.Id}'");
        if (request.Iterations < 1 || request.Samples < 1)
            return new WorkerError(request.Id, "protocol", "iterations and samples must be at least 1");
        GC.Collect();
        return await AliveAsync(request.Id, operation.MeasureAsync(request.Iterations, request.Samples, cancellation), cancellation);
    }

    /// <summary>
    /// Sends a sign of life now and then while the work goes on: to make a model, or load a large one, takes longer than the host waits.
    /// </summary>
    private async Task<T> AliveAsync<T>(string id, Task<T> work, CancellationToken cancellation)
    {
        // No timer is made for what is finished: it would go off while samples are taken.
        for (var signs = 1; !work.IsCompleted && !cancellation.IsCancellationRequested; signs++)
            if (await Task.WhenAny(work, Task.Delay(SignOfLife, cancellation)) != work && !cancellation.IsCancellationRequested)
                channel.Send(new Progress(id, signs, signs + 1));
        return await work;
    }
}
