using System.Collections.Immutable;
using System.Diagnostics;
using StackBench.Protocol;
using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>
/// The engine <c>nccl-tests</c>: speaks the worker protocol (docs/worker-protocol.md) and lets the user's nccl-tests or rccl-tests
/// measure. Their own check compares every element with its expected value.
/// </summary>
public sealed class NcclTestsEngine(Func<string, string?> variable) : IEngine
{
    public const string EngineName = "nccl-tests";

    private NcclTestsDriver? _driver;
    private NcclOutput? _probed;

    private NcclTestsDriver Driver => _driver ??= new NcclTestsDriver(variable);

    public async Task<Ready> DescribeAsync(CancellationToken cancellation)
    {
        var output = await Driver.ProbeAsync(cancellation);
        _probed = output;
        var version = output.Tool ?? "unknown";
        var software = ImmutableDictionary<string, string>.Empty.Add(output.IsOfRccl ? "rccl-tests" : "nccl-tests", version);
        if (output.Library is { } library) software = software.Add("nccl", library);
        return new Ready(
            ProtocolVersion.Current, EngineName, version, [.. output.Devices.Select(device => device.ForHost(output.IsOfRccl))],
            [NcclRequest.Op], software);
    }

    public Task<IOperation> PrepareAsync(Prepare request, CancellationToken cancellation) =>
        Task.Run(() => FirstAsync(request, cancellation), cancellation);

    private async Task<IOperation> FirstAsync(Prepare request, CancellationToken cancellation)
    {
        _probed ??= await Driver.ProbeAsync(cancellation);
        var asked = NcclRequest.Of(request.Op, request.Params, request.Device, _probed.Devices);
        var begin = Stopwatch.GetTimestamp();
        var output = await Driver.RunAsync(asked, iterations: 1, samples: 1, isChecked: true, cancellation);
        var firstSeconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var row = output.Rows[0];
        if (asked.Wrong(row) is not { } wrong) throw new IOException($"{asked.Collective.Program} did not check its result");
        if (wrong != 0)
            throw new CheckFailedException(FormattableString.Invariant($"{asked.Collective.Program} counts {wrong} wrong values"));
        return new NcclOperation(
            new Prepared(
                request.Id, Backend(asked),
                asked.Bytes * asked.Ranks * (asked.Collective.IsInPlace ? 1 : 2), firstSeconds, Checked: true, MaxError: 0, Tolerance: 0),
            Driver, asked, NcclRequest.LeastCalls(asked.Seconds(row)));
    }

    private static string Backend(NcclRequest asked) => FormattableString.Invariant(
        $"{asked.Collective.Program}, {asked.Ranks} GPUs of one process, {(asked.Collective.IsInPlace ? "in place" : "out of place")}")
            + FormattableString.Invariant($", means of {NcclRequest.MostCalls} calls, of fewer where they last 10 ms");
}
