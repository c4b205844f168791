using System.Collections.Immutable;
using StackBench.Core.Statistics;
using StackBench.Llm.Devices;
using StackBench.Llm.LlamaBench;
using StackBench.Llm.Programs;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Serving.Arrivals;
using StackBench.Serving.Cells;
using StackBench.Serving.Metrics;
using StackBench.Serving.Search;
using StackBench.Serving.SelfCheck;
using StackBench.Serving.Servers;

namespace StackBench.Serving.Engine;

/// <summary>
/// A serving engine: speaks the worker protocol (docs/worker-protocol.md), starts a server or takes one that runs, and puts loads on it. A
/// sample is a whole load; its values are the samples' series. One server runs at a time, as long as loads ask for the same.
/// </summary>
/// <param name="launcher">Of the server to start; null for one that runs already.</param>
/// <param name="capacity">Measures what the load generator can do on this machine, for a number of streams at once;
/// null leaves that unjudged.</param>
public sealed class ServingEngine(
    ServerLauncher? launcher,
    ServingEngineSettings settings,
    Func<string, string?> variable,
    TimeProvider time,
    Func<int, CancellationToken, Task<ClientCapacity>>? capacity = null) : IEngine, IAsyncDisposable
{
    private static readonly TimeSpan HelpLimit = TimeSpan.FromSeconds(80);

    private readonly HeldServer? _held = launcher is null ? null : new HeldServer(launcher, settings, time);
    private readonly KnownCapacity _capacity = new(capacity);
    // A server that runs already may have seen the prompts of an earlier launch; one of ours is fresh.
    private readonly ulong _once = launcher is null ? unchecked((ulong)time.GetTimestamp() ^ ((ulong)Environment.ProcessId << 32)) : 0;
    private EngineLoads? _loads;
    private string? _program;
    private string _help = "";
    private ImmutableArray<LlamaDevice> _gpus = [];
    private ulong _cells;

    private string Program => _program ??= launcher!.Find(variable);

    private ServerProcess? Server => _held?.Server;

    private EngineLoads Loads => _loads ??= new EngineLoads(launcher, settings, _held, _capacity, time);

    public async Task<Ready> DescribeAsync(CancellationToken cancellation)
    {
        if (launcher is null)
        {
            if (settings.Endpoint is not { } endpoint)
                throw new UnsupportedException("no endpoint was given", "stackbench serving --endpoint URL");
            var served = await EndpointFacts.AskAsync(endpoint, settings.ApiKeyVariable, settings.Headers, cancellation);
            var software = ImmutableDictionary<string, string>.Empty.Add("endpoint", endpoint.GetLeftPart(UriPartial.Authority));
            return Ready(ServingEngineSettings.EndpointEngine, served.Server, new WorkerDevice(
                ServingEngineSettings.DeviceKind, ServingEngineSettings.DeviceKind),
                served.Model is { } model ? software.Add("model", model) : software);
        }

        var version = await ProgramRun.RunAsync(Program, ["--version"], HelpLimit, cancellation);
        var text = version.Output + "\n" + string.Join('\n', version.LastWords);
        if (version.ExitCode != 0)
            throw new IOException($"{launcher.Program} does not run" + (version.LastWords is [.., var last] ? $": {last}" : ""));
        if (!launcher.TakesFolder) _help = (await ProgramRun.RunAsync(Program, ["--help"], HelpLimit, cancellation)).Output;
        var known = LlamaBenchVersion.Of(text)
            ?? text.Split('\n').Select(Core.Text.SafeText.OneLine).LastOrDefault(line => line.Length is > 0 and < 100) ?? "unknown";
        if (launcher.TakesFolder)
            return Ready(launcher.Name, known, new WorkerDevice(
                ServingEngineSettings.DeviceKind, ServingEngineSettings.DeviceKind), ImmutableDictionary<string, string>.Empty);
        _gpus = await new LlamaGpuSearch(Program, _help, settings.Models, LoadAsync).FindAsync(cancellation);
        var ready = Ready(launcher.Name, known, new WorkerDevice("cpu", "cpu"), ImmutableDictionary<string, string>.Empty);
        return ready with { Devices = [.. ready.Devices, .. _gpus.Select(gpu => gpu.ForHost)] };
    }

    // Making a model, and the prompts of a load, takes longer than the host waits without a sign of life.
    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => FirstAsync(request, cancellation), cancellation);

    public ValueTask DisposeAsync() => _held?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<IOperation> FirstAsync(Prepare request, CancellationToken cancellation)
    {
        var asked = ServingRequest.Of(request.Op, request.Params) with { Device = DeviceOf(request.Device) };
        if (asked.Load is null && launcher is null) throw new UnsupportedException("a server that runs already is not started");
        var bytes = _held is null ? 0 : HeldServer.Size(_held.ModelPath(asked, cancellation));
        if (asked.Load is { } load)
        {
            await _capacity.ForAsync((load.Arrivals as ArrivalPattern.Closed)?.Concurrency ?? 1, cancellation);
            if (_held is not null) await _held.ServeAsync(asked, Program, _help, isFresh: false, cancellation);
            if (load.WarmUp > 0) await Loads.WarmUpAsync(asked, load, Seed(request.Seed), cancellation);
        }

        var backend = launcher?.Name ?? ServingEngineSettings.EndpointEngine;
        if (asked.Device is { } gpu) backend = $"{backend}, all layers on {gpu.Name} ({gpu.Description})";
        var description =
            new Prepared(request.Id, backend, bytes, Threads: launcher is null || launcher.TakesFolder ? null : asked.Threads);
        return new ServingOperation(description, stop => TakeAsync(asked, request.Seed, stop));
    }

    private async Task<LoadSample> TakeAsync(ServingRequest asked, long seed, CancellationToken cancellation) => asked switch
    {
        { Search: { } search } =>
            await new SearchRun(search.Search, (load, mayFail, stop) =>
                    CellAsync(asked, search, load, Seed(seed), mayFail ? MayFail.All : MayFail.Most, stop), time)
                .RunAsync(cancellation),
        { Load: { } load } => (await CellAsync(asked, load, Seed(seed), MayFail.Half, cancellation)).Sample,
        _ => await StartAsync(asked, cancellation),
    };

    private async Task<(LoadSample Sample, SearchCell Cell)> CellAsync(
        ServingRequest asked, SearchRequest request, double load, ulong seed, MayFail mayFail, CancellationToken cancellation)
    {
        var (sample, metrics, client) = await CellAsync(asked, request.At(load, seed), seed, mayFail, cancellation);
        return (sample, new SearchCell(load, metrics.Counted.Good, metrics.Counted.Judged, sample.Notes.Any(
            note => note.Code == CellNotes.Saturated), !client.IsValid, metrics.Ttft?.P99));
    }

    private async Task<(LoadSample Sample, LoadMetrics Metrics, ClientVerdict Client)> CellAsync(
        ServingRequest asked, ServingRequest.Cell load, ulong seed, MayFail mayFail, CancellationToken cancellation)
    {
        if (_held is not null) await _held.ServeAsync(asked, Program, _help, isFresh: false, cancellation);
        return await Loads.MeasureAsync(asked, load, seed, mayFail, cancellation);
    }

    private async Task<LoadSample> StartAsync(ServingRequest asked, CancellationToken cancellation)
    {
        await _held!.ServeAsync(asked, Program, _help, isFresh: true, cancellation);
        var values = ImmutableDictionary<string, double>.Empty.Add("startup-time", Server!.Start.StartUp);
        if (Server.Start.ModelLoad is { } load) values = values.Add("model-load-time", load);
        if (Server.PeakBytes() is { } bytes) values = values.Add("peak-memory", bytes);
        return new LoadSample(Server.Start.StartUp, values, []);
    }

    // A server that takes its device by itself is not told one.
    private LlamaDevice? DeviceOf(string device) =>
        launcher is null || launcher.TakesFolder ? null : LlamaDevices.Choose(launcher.Name, _gpus, device);

    private async Task<ImmutableArray<string>> LoadAsync(string model, ImmutableArray<string> devices, CancellationToken cancellation)
    {
        var wanted = new ServerRequest(model, 1, 256, 1, Device: new LlamaDevice(string.Join(',', devices), ""));
        await using var server =
            await ServerProcess.StartAsync(launcher!, Program, wanted, _help, LlamaGpuSearch.Limit, time, cancellation);
        return await server.RemarksAsync(
            remarks => LlamaDevices.Used(remarks).DistinctBy(device => device.Name).Count() >= devices.Length, cancellation);
    }

    // Each load has prompts of its own: no cache has seen them.
    private ulong Seed(long seed) => new SplitMix64(unchecked((ulong)seed ^ _once) ^ (++_cells * 0x9E3779B97F4A7C15UL)).Next();

    private static Ready Ready(string engine, string version, WorkerDevice device, ImmutableDictionary<string, string> software) =>
        new(ProtocolVersion.Current, engine, version, [device], [ServingRequest.Serve, ServingRequest.Start, ServingRequest.Searching],
            software);
}
