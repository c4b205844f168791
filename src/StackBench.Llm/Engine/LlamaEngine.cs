using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using StackBench.Llm.Gguf;
using StackBench.Llm.LlamaBench;
using StackBench.Protocol;

namespace StackBench.Llm.Engine;

/// <summary>
/// The llama.cpp engine: speaks the worker protocol (docs/worker-protocol.md) and lets <c>llama-bench</c> measure. llama-bench has no reference to
/// hold a result against, so that nothing it prepares is checked.
/// </summary>
public sealed class LlamaEngine(LlamaEngineSettings settings, Func<string, string?> variable, TextReader input, Stream output)
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    private const int MostRepetitions = 1_000_000;

    private readonly Dictionary<string, (LlamaBenchTest Test, string Model)> _prepared = new(StringComparer.Ordinal);

    /// <summary>Answers the host on stdin and stdout until shutdown; ends at once when the host dies.</summary>
    public static async Task<int> RunAsync(LlamaEngineSettings settings, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ReaderWatch.Start(ending.Cancel);
        using var input = new StreamReader(Console.OpenStandardInput());
        await using var output = Console.OpenStandardOutput();
        var engine = new LlamaEngine(settings, Environment.GetEnvironmentVariable, input, output);
        return await engine.ConverseAsync(ending.Token);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> ConverseAsync(CancellationToken cancellation)
    {
        var (program, reason) = LlamaProgram.Find(LlamaProgram.Bench, variable);
        if (program is null)
        {
            await SendAsync(new WorkerError(null, "start", $"{reason}; {LlamaProgram.Remedy}"), cancellation);
            return 1;
        }

        var bench = new LlamaBenchDriver(program);
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
            if (message is Release release) _prepared.Remove(release.Id);
            else await SendAsync(await AnswerAsync(message, bench, cancellation), cancellation);
        }

        return 0;
    }

    // The one place where every exception becomes a message to the host, which decides.
    private async Task<WorkerMessage> AnswerAsync(HostMessage? message, LlamaBenchDriver bench, CancellationToken cancellation)
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
                Hello { Protocol: ProtocolVersion.Current } => await DescribeAsync(bench, cancellation),
                Hello hello => new WorkerError(null, "protocol", $"this engine speaks protocol {ProtocolVersion.Current}, not {hello.Protocol}"),
                Prepare prepare => await AliveAsync(prepare.Id, () => PrepareAsync(prepare, bench, cancellation), cancellation),
                Measure measure => await AliveAsync(measure.Id, () => MeasureAsync(measure, bench, cancellation), cancellation),
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

    private static async Task<WorkerMessage> DescribeAsync(LlamaBenchDriver bench, CancellationToken cancellation)
    {
        var version = await bench.VersionAsync(cancellation);
        return new Ready(ProtocolVersion.Current, LlamaEngineSettings.EngineName, version, [new WorkerDevice("cpu", "cpu")], [LlamaRequest.Prefill, LlamaRequest.Decode], ImmutableDictionary<string, string>.Empty);
    }

    private async Task<WorkerMessage> PrepareAsync(Prepare request, LlamaBenchDriver bench, CancellationToken cancellation)
    {
        if (_prepared.ContainsKey(request.Id)) return new WorkerError(request.Id, "protocol", $"id '{request.Id}' is in use");
        if (request.Device != "cpu") throw new UnsupportedRequestException($"this engine measures on cpu, not on {request.Device}");
        var asked = LlamaRequest.Of(request.Op, request.Params);
        if (asked.Test.GpuLayers > 0) throw new UnsupportedRequestException("this engine puts no layers on GPUs yet");
        var model = FindModel(asked, cancellation);
        var begin = Stopwatch.GetTimestamp();
        var result = await bench.MeasureAsync(asked.Test, model, 1, cancellation);
        var firstSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _prepared.Add(request.Id, (asked.Test, model));
        return new Prepared(request.Id, BackendOf(result), result.ModelBytes ?? new FileInfo(model).Length, firstSeconds, Threads: (int)(result.Threads ?? asked.Test.Threads));
    }

    private async Task<WorkerMessage> MeasureAsync(Measure request, LlamaBenchDriver bench, CancellationToken cancellation)
    {
        if (!_prepared.TryGetValue(request.Id, out var prepared)) return new WorkerError(request.Id, "protocol", $"nothing is prepared under id '{request.Id}'");
        if (request.Iterations < 1 || request.Samples < 1) return new WorkerError(request.Id, "protocol", "iterations and samples must be at least 1");
        if (request.Iterations > MostRepetitions / request.Samples) return new WorkerError(request.Id, "measure", "llama-bench cannot be asked for that many repetitions");
        var result = await bench.MeasureAsync(prepared.Test, prepared.Model, (int)request.Iterations * request.Samples, cancellation);
        return new Samples(request.Id, [.. result.Seconds.Chunk((int)request.Iterations).Select(group => group.Average())], "host");
    }

    private string FindModel(LlamaRequest asked, CancellationToken cancellation)
    {
        if (asked.Synthetic is not { } synthetic)
        {
            return settings.UserModel is { } given && File.Exists(given)
                ? given
                : throw new UnsupportedRequestException("the file of the model was not given or is gone", "run with --model FILE");
        }

        var folder = Path.Combine(settings.Models, synthetic.Identity);
        var path = ModelFolder.PathOf(synthetic, folder);
        // Renamed into place when complete: a file that is there is whole.
        return File.Exists(path) ? path : ModelFolder.Make(synthetic, folder, cancellation: cancellation);
    }

    /// <summary>Does the work with a sign of life now and then, as making a model and loading a large one take longer than the host waits.</summary>
    private async Task<WorkerMessage> AliveAsync(string id, Func<Task<WorkerMessage>> work, CancellationToken cancellation)
    {
        var task = Task.Run(work, cancellation);
        for (var signs = 1; await Task.WhenAny(task, Task.Delay(SignOfLife, cancellation)) != task && !cancellation.IsCancellationRequested; signs++)
            await SendAsync(new Progress(id, signs, signs + 1), cancellation);
        return await task;
    }

    private static string BackendOf(LlamaBenchResult result) => string.Join(", ", new[]
    {
        $"llama.cpp {(result.BuildNumber is { } number ? FormattableString.Invariant($"b{number}") : "")} {result.BuildCommit}".TrimEnd(),
        result.Backends ?? "backend unknown",
        $"flash attention {result.FlashAttention switch { null => "unknown", "-1" => "auto", "1" or "true" => "on", "0" or "false" => "off", var other => other }}",
    });

    private async Task SendAsync(WorkerMessage message, CancellationToken cancellation)
    {
        await output.WriteAsync(Framing.Encode(message, ProtocolJson.Default.WorkerMessage), cancellation);
        await output.FlushAsync(cancellation);
    }
}
