using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Worker.Native.Compute;
using StackBench.Workloads.Compute;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads.Compute;

public sealed class ComputePeakTests
{
    [Fact]
    public void Flop_are_two_per_lane_of_every_fma_the_kernel_issues()
    {
        foreach (var workload in Workloads(MachineExamples.Server))
        {
            var lanes = workload.Parameters["width"].Number / (workload.Parameters["dtype"].Text == "fp32" ? 32 : 64);
            var flop = 0.0;
            for (var thread = 0; thread < workload.Parameters["threads"].Number; thread++)
            {
                for (var chain = 0; chain < FmaKernels.Chains; chain++) flop += 2.0 * lanes * workload.Parameters["rounds"].Number;
            }

            Assert.Equal(flop, workload.Cost.Flop);
        }
    }

    [Fact]
    public void Quick_measures_the_widest_vectors_with_all_threads_and_with_one() => Assert.Equal(
        ["fp32 512-bit, all threads", "fp64 512-bit, all threads", "fp32 512-bit, 1 thread", "fp64 512-bit, 1 thread"],
        Workloads(MachineExamples.SmallVirtualMachine).Where(workload => workload.Suite == Suite.Quick).Select(workload => workload.Name));

    [Fact]
    public void Standard_adds_the_other_widths() => Assert.Equal(
        [
            "fp32 256-bit, all threads", "fp32 128-bit, all threads", "fp64 256-bit, all threads", "fp64 128-bit, all threads",
            "fp32 256-bit, 1 thread", "fp32 128-bit, 1 thread", "fp64 256-bit, 1 thread", "fp64 128-bit, 1 thread",
        ],
        Workloads(MachineExamples.SmallVirtualMachine).Where(workload => workload.Suite == Suite.Standard)
            .Select(workload => workload.Name));

    [Fact]
    public void Widths_follow_the_instruction_sets()
    {
        Assert.Equal([128, 256], WidthsOf(MachineExamples.OneCore));
        Assert.Equal([128, 256, 512], WidthsOf(MachineExamples.Server));
        Assert.Equal([128], WidthsOf(MachineExamples.ArmBoard));
        Assert.Equal([128, 256, 512], WidthsOf(MachineExamples.Untold));
    }

    [Fact]
    public void The_widest_provides_the_peak_and_is_held_against_one_thread_times_the_cores()
    {
        var layers = Workloads(MachineExamples.Server)
            .ToDictionary(workload => workload.Name, workload => workload.Bounds.Layer, StringComparer.Ordinal);

        Assert.Equal(("fma.fp32", "fma.fp32.1t", 192), (layers["fp32 512-bit, all threads"].Provides,
            layers["fp32 512-bit, all threads"].Below, layers["fp32 512-bit, all threads"].Factor));
        Assert.Equal(new Layer(), layers["fp32 256-bit, all threads"]);
        Assert.Equal(("fma.fp64.1t", null), (layers["fp64 512-bit, 1 thread"].Provides, layers["fp64 512-bit, 1 thread"].Below));
        Assert.Equal(new Layer(), layers["fp64 128-bit, 1 thread"]);
    }

    [Fact]
    public void One_core_stands_at_the_bottom_of_the_ladder()
    {
        var workloads = Workloads(MachineExamples.OneCore);

        Assert.All(workloads, workload => Assert.EndsWith("all threads", workload.Name, StringComparison.Ordinal));
        Assert.Contains(workloads, workload => workload.Bounds.Layer is { Provides: "fma.fp32", Below: null });
    }

    private static ImmutableArray<Workload> Workloads(MachineFacts machine) => ComputePeak.Benchmark.Workloads(new WorkloadTarget(machine));

    private static IEnumerable<long> WidthsOf(MachineFacts machine) =>
        Workloads(machine).Select(workload => workload.Parameters["width"].Number).Distinct().Order();
}
