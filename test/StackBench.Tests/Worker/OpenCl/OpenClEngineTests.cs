using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Running;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Worker.Device;
using StackBench.Tests.Worker.Vulkan;

namespace StackBench.Tests.Worker.OpenCl;

/// <summary>The engine in a process of its own on the driver that this system has: PoCL, which computes on the CPU.</summary>
public sealed class OpenClEngineTests(OpenClEngineTests.Driver driver) : IClassFixture<OpenClEngineTests.Driver>
{
    /// <summary>Of what a kernel needs, PoCL has no matrix instructions, and not before version 4 fp16.</summary>
    private static readonly string[] NotOffered =
    [
        "device-peak: matrix fp16, fp32 sums", "device-peak: matrix fp16, fp16 sums", "device-peak: matrix bf16, fp32 sums",
        "device-peak: matrix fp8, fp32 sums", "device-peak: matrix int8, int32 sums", "device-peak: vector fp16",
    ];

    public static TheoryData<string> Workloads => [.. DeviceWorkloads.All("opencl").Select(Name)];

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Every_workload_is_right_on_a_real_driver_or_not_offered(string name)
    {
        var result = driver.Results.Single(result => $"{result.Benchmark}: {result.Workload}" == name);

        if (result.Outcome is Skipped skipped)
        {
            Assert.Contains(name, NotOffered);
            Assert.StartsWith(
                name.StartsWith("device-peak: matrix", StringComparison.Ordinal) ? "this engine knows no matrix instructions that multiply "
                    : "the driver offers no fp16 arithmetic", skipped.Reason, StringComparison.Ordinal);
            return;
        }

        Assert.True(result.Outcome is Ok, DriverRuns.Text(result));
        var ok = (Ok)result.Outcome;
        Assert.Contains(driver.Device.Name!, result.Launches[0].Backend, StringComparison.Ordinal);
        Assert.NotNull(result.Launches[0].Check);
        Assert.Contains("cpu-driver", ok.Notes.Select(note => note.Code));
        // PoCL lists no dot products: the kernel composes them.
        Assert.Equal(name == "device-peak: vector int8 dot product", ok.Notes.Any(note => note.Code == "composed"));
    }

    [Fact]
    public void It_is_no_GPU_and_not_chosen_by_itself()
    {
        Assert.Equal(WorkerDevice.CpuDriver, driver.Device.Kind);
        Assert.True(driver.Device.MemoryBytes > 1 << 28);
        Assert.Contains("driver.0", driver.Ready.Software.Keys);
    }

    [Fact]
    public async Task A_kernel_that_does_not_compile_is_unsupported_with_the_compilers_words()
    {
        var results = await DriverRuns.RunAsync(
        [
            .. DeviceWorkloads.All("opencl").Where(workload => workload.Benchmark == "device-launch")
                .Select(workload => new PlannedWorkload(workload, driver.Device.Id, driver.Engine("-Dkernel=no_type"))),
        ]);

        Assert.NotEmpty(results);
        Assert.All(results, result =>
        {
            var reason = Assert.IsType<Skipped>(result.Outcome).Reason;
            Assert.StartsWith(
                "the driver cannot compile the kernel empty: CL_BUILD_PROGRAM_FAILURE (-11)", reason, StringComparison.Ordinal);
            Assert.Contains("unknown type name 'no_type'", reason, StringComparison.Ordinal);
        });
    }

    /// <summary>So long that it is spread over dispatches, of which each writes where the one before ended.</summary>
    [Fact]
    public async Task Places_within_a_buffer_are_where_their_addresses_say()
    {
        var workload = DeviceWorkloads.All("opencl").Single(workload => workload.Name == "read 4 MiB");
        workload = workload with { Parameters = workload.Parameters.With("steps", 1000) };

        var result = Assert.Single(
            await DriverRuns.RunAsync([new PlannedWorkload(workload, driver.Device.Id, driver.Engine())]));

        Assert.True(result.Outcome is Ok, DriverRuns.Text(result));
    }

    private static string Name(Workload workload) => $"{workload.Benchmark}: {workload.Name}";

    /// <summary>All workloads, measured once; skips without a driver.</summary>
    public sealed class Driver : IAsyncLifetime
    {
        private readonly string _cache = Directory.CreateTempSubdirectory("stackbench-pocl-").FullName;

        internal ImmutableArray<BenchmarkResult> Results { get; private set; } = [];

        internal Ready Ready { get; private set; } = null!;

        internal WorkerDevice Device => Ready.Devices[0];

        /// <summary>With more options for the driver's compiler.</summary>
        internal EngineDefinition Engine(string options = "") => new()
        {
            Name = "opencl",
            Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.dll"), "opencl"],
            Environment = ImmutableDictionary<string, string>.Empty
                // The driver under test alone, whatever else this machine has.
                .Add("OCL_ICD_VENDORS", "/etc/OpenCL/vendors/pocl.icd")
                .Add("POCL_CACHE_DIR", _cache).Add("POCL_EXTRA_BUILD_FLAGS", options),
        };

        public async ValueTask InitializeAsync()
        {
            var engine = Engine();
            var status = await DriverRuns.ProbeAsync(engine);
            if (status.Ready is not { } ready)
            {
                Requirement.Missing($"{status.Reason}; {status.Remedy}");
                return;
            }

            Ready = ready;
            Results = await DriverRuns.RunAsync(
                [.. DeviceWorkloads.All("opencl").Select(workload => new PlannedWorkload(workload, Device.Id, engine))]);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_cache, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
