using System.Collections.Immutable;
using StackBench.Machine;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Terminal;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Devices;
using StackBench.Workloads.Llm;
using StackBench.Workloads.Onnx;

namespace StackBench.Measuring;

/// <summary>The first half of the one flow, machine -> engines -> plan: once for a run, once for each side of a pair.</summary>
internal static class Preparation
{
    /// <exception cref="UserErrorException">What the user named does not exist.</exception>
    public static async Task<Prepared> OfAsync(
        MeasuringRequest request, SideRequest side, MachineFacts facts, Surroundings surroundings, CancellationToken cancellation)
    {
        var benchmarks = OnnxBenchmark.Put(Catalog.Select(request.Settings.Benchmarks), request.OnnxModel, request.Provider);
        benchmarks = ServingEngineSetup.Put(LlmBenchmark.Put(benchmarks, request.Model), request);
        var engines = await ProbeAsync(request, side, benchmarks, facts, surroundings, cancellation);
        RequireDevices(request.Settings.Devices, engines);
        var fingerprint = RunFingerprint.Of(facts, engines, surroundings, side.Environment).With(request.Facts.Concat(side.Facts));
        return WorkloadFilter.Plan(request, facts, engines, benchmarks, fingerprint);
    }

    /// <exception cref="UserErrorException">A name is no device of any engine, nor could be one of another machine.</exception>
    private static void RequireDevices(ImmutableArray<string> wanted, IReadOnlyList<EngineStatus> engines)
    {
        var devices = engines.SelectMany(engine => engine.Ready?.Devices ?? []).ToArray();
        if (wanted.FirstOrDefault(name => !DeviceChoice.IsName(name) && DeviceChoice.Of([name], devices).IsEmpty) is { } unknown)
            throw new UserErrorException($"there is no device '{unknown}'; there are "
                + string.Join(", ", devices.Select(device => device.Id).Concat(DeviceChoice.Kinds).Distinct()),
                "'stackbench list' shows which engine has which.", ExitCode.Usage);
    }

    private static async Task<IReadOnlyList<EngineStatus>> ProbeAsync(
        MeasuringRequest request, SideRequest side, ImmutableArray<Benchmark> benchmarks, MachineFacts facts, Surroundings surroundings,
        CancellationToken cancellation)
    {
        var wanted = benchmarks.SelectMany(benchmark => benchmark.Engines)
            .Where(name => request.Settings.Engines.IsEmpty || request.Settings.Engines.Contains(name)).ToHashSet(StringComparer.Ordinal);
        var python = side.Python ?? request.Python;
        var definitions =
            EngineSetup.Define(
                side.LibtorchFolder ?? request.LibtorchFolder, request.OnnxruntimeFolder, python, facts.Software, surroundings,
                side.Worker);
        definitions = UserOnnxModel.Give(definitions, request.OnnxModel);
        definitions = ServingEngineSetup.Give(LlamaEngineSetup.Give(definitions, request.Model), request.Serving);
        var tried = definitions.Where(engine => wanted.Contains(engine.Name))
            .Select(engine =>
                side.Environment.IsEmpty ? engine : engine with { Environment = engine.Environment.SetItems(side.Environment) });
        var redaction = Redaction.Of(surroundings, side.Environment);
        EngineStatus[] engines = [.. (await EngineProbe.ProbeAsync(
            tried, surroundings.Time, cancellation, BudgetDeadline.Timeouts(request.Settings.BudgetSeconds))).Select(redaction.Of)];
        // Whoever names an interpreter should not take another library's figures for those of its PyTorch.
        if (python is not null
            && engines.FirstOrDefault(engine => engine.Definition.Name == PythonEngines.Families[0]) is { Ready: null, Reason: { } reason }
            && engines.Any(engine => engine.Ready is not null))
            surroundings.Note($"{reason}; other engines measure what they can");
        return engines;
    }
}
