using System.Text.Json;

namespace StackBench.Protocol.Engines;

/// <summary>The conversation of an engine of this program with its host (docs/worker-protocol.md).</summary>
public sealed class EngineConversation(TextReader input, Stream output)
{
    private const int StandardOutput = 1;

    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Converses on stdin and stdout; cancelled at once when the host dies.</summary>
    public static async Task<int> OnStandardStreamsAsync(Func<TextReader, Stream, CancellationToken, Task<int>> converse, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(converse);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        DescriptorWatch.OnReaderGone(StandardOutput, ending.Cancel);
        using var input = new StreamReader(Console.OpenStandardInput());
        await using var output = Console.OpenStandardOutput();
        return await converse(input, output, ending.Token);
    }

    /// <summary>Says why the engine cannot start.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RefuseAsync(string reason, string remedy, CancellationToken cancellation)
    {
        await SendAsync(new WorkerError(null, "start", $"{reason}; {remedy}"), cancellation);
        return 1;
    }

    /// <summary>Answers until shutdown or the end of the input.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IHostedEngine engine, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            var text = line.Trim((char)Framing.RecordSeparator).Trim();
            if (text.Length == 0) continue;
            HostMessage? message;
            try
            {
                message = JsonSerializer.Deserialize(text, ProtocolJson.Default.HostMessage);
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                await SendAsync(new WorkerError(null, "protocol", exception.Message), cancellation);
                continue;
            }

            if (message is Shutdown) break;
            if (message is Release release) engine.Release(release.Id);
            else await SendAsync(await AnswerAsync(message, engine, cancellation), cancellation);
        }

        return 0;
    }

    // The one place where every exception becomes a message to the host, which decides.
    private async Task<WorkerMessage> AnswerAsync(HostMessage? message, IHostedEngine engine, CancellationToken cancellation)
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
                Hello { Protocol: ProtocolVersion.Current } => await engine.DescribeAsync(cancellation),
                Hello hello => new WorkerError(null, "protocol", $"this engine speaks protocol {ProtocolVersion.Current}, not {hello.Protocol}"),
                Prepare prepare => await AliveAsync(prepare.Id, () => engine.PrepareAsync(prepare, cancellation), cancellation),
                Measure measure => await AliveAsync(measure.Id, () => engine.MeasureAsync(measure, cancellation), cancellation),
                _ => new WorkerError(null, "protocol", "null is no message"),
            };
        }
        catch (UnsupportedRequestException exception) when (id is not null)
        {
            return new Unsupported(id, exception.Message, exception.Remedy);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new WorkerError(id, stage, exception.Message);
        }
    }

    /// <summary>Does the work with a sign of life now and then, as making a model and loading a large one take longer than the host waits.</summary>
    private async Task<WorkerMessage> AliveAsync(string id, Func<Task<WorkerMessage>> work, CancellationToken cancellation)
    {
        var task = Task.Run(work, cancellation);
        for (var signs = 1; await Task.WhenAny(task, Task.Delay(SignOfLife, cancellation)) != task && !cancellation.IsCancellationRequested; signs++)
            await SendAsync(new Progress(id, signs, signs + 1), cancellation);
        return await task;
    }

    private async Task SendAsync(WorkerMessage message, CancellationToken cancellation)
    {
        await output.WriteAsync(Framing.Encode(message, ProtocolJson.Default.WorkerMessage), cancellation);
        await output.FlushAsync(cancellation);
    }
}
