using System.Text.Json;
using StackBench.Protocol;

namespace StackBench.Worker;

/// <summary>Answers the host's messages, one at a time, until shutdown or the end of the stream. Holds no policy.</summary>
internal sealed class WorkerLoop(ProtocolChannel channel, IEngine engine)
{
    private readonly Dictionary<string, IOperation> _operations = new(StringComparer.Ordinal);

    public void Run()
    {
        while (true)
        {
            HostMessage? message;
            try
            {
                message = channel.Receive();
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                channel.Send(new WorkerError(null, "protocol", exception.Message));
                continue;
            }

            if (message is null or Shutdown) break;
            Answer(message);
        }

        foreach (var operation in _operations.Values) operation.Dispose();
    }

    private void Answer(HostMessage message)
    {
        switch (message)
        {
            case Hello { Protocol: ProtocolVersion.Current }:
                channel.Send(engine.Describe());
                break;
            case Hello hello:
                channel.Send(new WorkerError(null, "protocol", $"this worker speaks protocol {ProtocolVersion.Current}, not {hello.Protocol}"));
                break;
            case Prepare prepare:
                Guard(prepare.Id, "prepare", () => Prepare(prepare));
                break;
            case Measure measure:
                Guard(measure.Id, "measure", () => Measure(measure));
                break;
            case Release release:
                if (_operations.Remove(release.Id, out var operation)) operation.Dispose();
                break;
        }
    }

    private WorkerMessage Prepare(Prepare request)
    {
        if (_operations.ContainsKey(request.Id)) return new WorkerError(request.Id, "protocol", $"id '{request.Id}' is in use");
        var operation = engine.Prepare(request);
        _operations.Add(request.Id, operation);
        return operation.Description;
    }

    private WorkerMessage Measure(Measure request)
    {
        if (!_operations.TryGetValue(request.Id, out var operation))
            return new WorkerError(request.Id, "protocol", $"nothing is prepared under id '{request.Id}'");
        if (request.Iterations < 1 || request.Samples < 1)
            return new WorkerError(request.Id, "protocol", "iterations and samples must be at least 1");
        GC.Collect();
        return operation.Measure(request.Iterations, request.Samples);
    }

    // The one place where every exception is caught: an operation's failure is a message to the host, which decides.
    private void Guard(string id, string stage, Func<WorkerMessage> work)
    {
        try
        {
            channel.Send(work());
        }
        catch (UnsupportedException exception)
        {
            channel.Send(new Unsupported(id, exception.Message, exception.Remedy));
        }
        catch (CheckFailedException exception)
        {
            channel.Send(new WorkerError(id, "check", exception.Message));
        }
        catch (Exception exception)
        {
            channel.Send(new WorkerError(id, stage, exception.Message, exception.ToString()));
        }
    }
}
