using System.Collections.Immutable;
using System.Diagnostics;
using StackBench.Llm.Devices;
using StackBench.Llm.Gguf;
using StackBench.Llm.LlamaBench;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>
/// The llama.cpp engine: speaks the worker protocol (docs/worker-protocol.md) and lets <c>llama-bench</c> measure. llama-bench has no reference to
/// hold a result against, so that nothing it prepares is checked.
/// </summary>
public sealed class LlamaEngine(LlamaEngineSettings settings, Func<string, string?> variable, TextReader input, Stream output) : IHostedEngine
{
    private const int MostRepetitions = 1_000_000;

    private readonly Dictionary<string, (LlamaBenchTest Test, string Model)> _prepared = new(StringComparer.Ordinal);
    private LlamaBenchDriver? _bench;
    private ImmutableArray<LlamaDevice> _gpus = [];

    /// <summary>Answers the host on stdin and stdout until shutdown; ends at once when the host dies.</summary>
    public static Task<int> RunAsync(LlamaEngineSettings settings, CancellationToken cancellation) =>
        EngineConversation.OnStandardStreamsAsync((input, output, ending) => new LlamaEngine(settings, Environment.GetEnvironmentVariable, input, output).ConverseAsync(ending), cancellation);

    /// <returns>The exit code.</returns>
    public async Task<int> ConverseAsync(CancellationToken cancellation)
    {
        var conversation = new EngineConversation(input, output);
        var (program, reason) = LlamaProgram.Find(LlamaProgram.Bench, variable);
        if (program is null) return await conversation.RefuseAsync(reason!, LlamaProgram.Remedy, cancellation);
        _bench = new LlamaBenchDriver(program);
        return await conversation.RunAsync(this, cancellation);
    }

    async Task<WorkerMessage> IHostedEngine.DescribeAsync(CancellationToken cancellation)
    {
        var version = await _bench!.VersionAsync(cancellation);
        _gpus = await _bench.GpusAsync(settings.Models, cancellation);
        return new Ready(ProtocolVersion.Current, LlamaEngineSettings.EngineName, version, [new WorkerDevice("cpu", "cpu"), .. _gpus.Select(gpu => gpu.ForHost)], [LlamaRequest.Prefill, LlamaRequest.Decode], ImmutableDictionary<string, string>.Empty);
    }

    async Task<WorkerMessage> IHostedEngine.PrepareAsync(Prepare request, CancellationToken cancellation)
    {
        if (_prepared.ContainsKey(request.Id)) return new WorkerError(request.Id, "protocol", $"id '{request.Id}' is in use");
        var asked = LlamaRequest.Of(request.Op, request.Params, LlamaDevices.Choose("llama-bench", _gpus, request.Device));
        var model = FindModel(asked, cancellation);
        var begin = Stopwatch.GetTimestamp();
        var result = await _bench!.TryAsync(asked.Test, model, cancellation);
        var firstSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _prepared.Add(request.Id, (asked.Test, model));
        return new Prepared(request.Id, BackendOf(result, asked.Test.Device), result.ModelBytes ?? new FileInfo(model).Length, firstSeconds, Threads: (int)(result.Threads ?? asked.Test.Threads));
    }

    async Task<WorkerMessage> IHostedEngine.MeasureAsync(Measure request, CancellationToken cancellation)
    {
        if (!_prepared.TryGetValue(request.Id, out var prepared)) return new WorkerError(request.Id, "protocol", $"nothing is prepared under id '{request.Id}'");
        if (request.Iterations < 1 || request.Samples < 1) return new WorkerError(request.Id, "protocol", "iterations and samples must be at least 1");
        if (request.Iterations > MostRepetitions / request.Samples) return new WorkerError(request.Id, "measure", "llama-bench cannot be asked for that many repetitions");
        var result = await _bench!.MeasureAsync(prepared.Test, prepared.Model, (int)request.Iterations * request.Samples, cancellation);
        return new Samples(request.Id, [.. result.Seconds.Chunk((int)request.Iterations).Select(group => group.Average())], "host");
    }

    void IHostedEngine.Release(string id) => _prepared.Remove(id);

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

    private static string BackendOf(LlamaBenchResult result, LlamaDevice? device) => string.Join(", ", (IEnumerable<string>)
    [
        $"llama.cpp {(result.BuildNumber is { } number ? FormattableString.Invariant($"b{number}") : "")} {result.BuildCommit}".TrimEnd(),
        result.Backends ?? "backend unknown",
        .. device is null ? (string[])[] : [$"all layers on {device.Name} ({device.Description})"],
        $"flash attention {result.FlashAttention switch { null => "unknown", "-1" => "auto", "1" or "true" => "on", "0" or "false" => "off", var other => other }}",
    ]);
}
