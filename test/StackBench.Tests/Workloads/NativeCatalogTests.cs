using System.Text.Json;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Native;
using StackBench.Worker.Native.Simd;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads;

public sealed class NativeCatalogTests
{
    [Fact]
    public void Names_are_unique_within_a_benchmark_on_every_machine()
    {
        foreach (var machine in new[]
        {
            MachineExamples.SmallVirtualMachine,
            MachineExamples.OneCore,
            MachineExamples.Server,
            MachineExamples.ArmBoard,
            MachineExamples.Untold,
        })
        {
            foreach (var benchmark in NativeBenchmarks)
            {
                var names = benchmark.Workloads(new WorkloadTarget(machine)).Select(workload => workload.Name).ToArray();

                Assert.NotEmpty(names);
                Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
            }
        }
    }

    [Fact]
    public void The_engine_takes_every_workload_of_the_catalog_and_checks_it()
    {
        // Little memory makes small arrays; this machine has at least one core.
        var machine = MachineExamples.Of(cores: 1, availableBytes: 4 << 20, caches: [], isa: []);
        foreach (var workload in NativeBenchmarks.SelectMany(benchmark => benchmark.Workloads(new WorkloadTarget(machine))))
        {
            var request = new Prepare(workload.Name, workload.Op, Json(workload.Parameters), "cpu", 1);
            if (IsBeyondThisProcessor(workload))
            {
                Assert.Throws<UnsupportedException>(() => NativeEngine.Prepare(request));
                continue;
            }

            using var operation = NativeEngine.Prepare(request);
            Assert.True(operation.Description.Checked, workload.Name);
        }
    }

    private static IEnumerable<Benchmark> NativeBenchmarks => Catalog.All.Where(benchmark => benchmark.Engines.Contains("native"));

    private static bool IsBeyondThisProcessor(Workload workload) =>
        (workload.Parameters.TryGet("width", out var width) && (
            !VectorWidths.HasFusedMultiplyAdd || width.Number > VectorWidths.Available.Max()))
        || (workload.Parameters.TryGet("store", out var store) && store.Text == "non-temporal" && !VectorWidths.HasNonTemporalStores);

    private static JsonElement Json(Parameters parameters)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            new ParametersJsonConverter().Write(writer, parameters, JsonSerializerOptions.Default);
        using var document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }
}
