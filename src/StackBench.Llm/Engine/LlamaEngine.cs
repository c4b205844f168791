using System.Collections.Immutable;
using System.Diagnostics;
using StackBench.Llm.Devices;
using StackBench.Llm.Gguf;
using StackBench.Llm.LlamaBench;
using StackBench.Llm.Programs;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>
/// The llama.cpp engine: speaks the worker protocol (docs/worker-protocol.md) and lets <c>llama-bench</c> measure. llama-bench has no
/// reference to hold a result against, so that nothing it prepares is checked.
/// </summary>
public sealed class LlamaEngine(LlamaEngineSettings settings, Func<string, string?> variable) : IEngine
{
    private LlamaBenchDriver? _bench;
    private ImmutableArray<LlamaDevice> _gpus = [];

    private LlamaBenchDriver Bench => _bench ??= new LlamaBenchDriver(LlamaProgram.Find(LlamaProgram.Bench, variable));

    public async Task<Ready> DescribeAsync(CancellationToken cancellation)
    {
        var version = await Bench.VersionAsync(cancellation);
        _gpus = await Bench.GpusAsync(settings.Models, cancellation);
        return new Ready(ProtocolVersion.Current, LlamaEngineSettings.EngineName, version, [new WorkerDevice("cpu", "cpu"),
            .. _gpus.Select(gpu => gpu.ForHost)], [LlamaRequest.Prefill, LlamaRequest.Decode], ImmutableDictionary<string, string>.Empty);
    }

    // Making a model takes longer than the host waits without a sign of life.
    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => FirstAsync(request, cancellation), cancellation);

    private async Task<IOperation> FirstAsync(Prepare request, CancellationToken cancellation)
    {
        var asked = LlamaRequest.Of(request.Op, request.Params, LlamaDevices.Choose("llama-bench", _gpus, request.Device));
        var model = FindModel(asked, cancellation);
        var begin = Stopwatch.GetTimestamp();
        var result = await Bench.TryAsync(asked.Test, model, cancellation);
        var firstSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var description = new Prepared(
            request.Id,
            BackendOf(result, asked.Test.Device),
            result.ModelBytes ?? new FileInfo(model).Length,
            firstSeconds,
            Threads: (int)(result.Threads ?? asked.Test.Threads));
        return new LlamaOperation(description, Bench, asked.Test, model);
    }

    private string FindModel(LlamaRequest asked, CancellationToken cancellation)
    {
        if (asked.Synthetic is not { } synthetic)
        {
            return settings.UserModel is { } given && File.Exists(given)
                ? given
                : throw new UnsupportedException("the file of the model was not given or is gone", "run with --model FILE");
        }

        return ModelFolder.Find(synthetic, settings.Models, cancellation);
    }

    private static string BackendOf(LlamaBenchResult result, LlamaDevice? device) => string.Join(", ", (IEnumerable<string>)
    [
        $"llama.cpp {(result.BuildNumber is { } number ? FormattableString.Invariant($"b{number}") : "")} {result.BuildCommit}".TrimEnd(),
        result.Backends ?? "backend unknown",
        .. device is null ? (string[])[] : [$"all layers on {device.Name} ({device.Description})"],
        $"flash attention {result.FlashAttention switch { null => "unknown", "-1" => "auto", "1" or "true" => "on",
            "0" or "false" => "off", var other => other }}",
    ]);
}
