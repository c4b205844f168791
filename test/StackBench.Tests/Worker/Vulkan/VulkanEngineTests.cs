using System.Text.Json;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Worker.Device;
using StackBench.Worker.Vulkan;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>The engine on the driver that this system has: Mesa's llvmpipe, which computes on the CPU.</summary>
public sealed class VulkanEngineTests(VulkanEngineTests.Driver driver) : IClassFixture<VulkanEngineTests.Driver>
{
    /// <summary>Of what a kernel needs, Mesa 22 lacks the matrix instructions alone.</summary>
    private static readonly string[] NotOffered =
    [
        "device-peak: matrix fp16, fp32 sums", "device-peak: matrix fp16, fp16 sums", "device-peak: matrix bf16, fp32 sums",
        "device-peak: matrix fp8, fp32 sums", "device-peak: matrix int8, int32 sums",
    ];

    public static TheoryData<string> Workloads => [.. DeviceWorkloads.All().Select(Name)];

    [Theory]
    [MemberData(nameof(Workloads))]
    public async Task Every_workload_is_right_on_a_real_driver_or_not_offered(string name)
    {
        var workload = DeviceWorkloads.All().Single(workload => Name(workload) == name);
        IOperation operation;
        try
        {
            operation = await driver.Engine.PrepareAsync(
                DeviceWorkloads.Request(workload) with { Device = driver.Device.Id }, TestContext.Current.CancellationToken);
        }
        catch (UnsupportedException exception)
        {
            Assert.Contains(name, NotOffered);
            Assert.StartsWith("the driver offers no matrix instructions", exception.Message, StringComparison.Ordinal);
            return;
        }

        using (operation)
        {
            Assert.True(operation.Description.Checked);
            Assert.True(operation.Description.MaxError <= operation.Description.Tolerance);
            Assert.Contains(driver.Device.Name!, operation.Description.Backend, StringComparison.Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine(operation.Description.Backend);
            var samples = await operation.MeasureAsync(2, 3, TestContext.Current.CancellationToken);
            Assert.Equal(3, samples.Seconds.Count);
            Assert.All(samples.Seconds, seconds => Assert.True(seconds > 0 && double.IsFinite(seconds)));
            if (driver.Device.Kind == WorkerDevice.CpuDriver)
                Assert.Equal("cpu-driver", samples.Notes![0].Code);
            // Mesa has no instruction of a CPU for them.
            if (driver.Device.Kind == WorkerDevice.CpuDriver && name == "device-peak: vector int8 dot product")
                Assert.Contains("composed", samples.Notes!.Select(note => note.Code));
        }
    }

    [Theory]
    [InlineData("device-peak", """{"unit":"vector","dtype":"fp128","work":1024}""")]
    [InlineData("device-latency", """{"bytes":4096,"steps":12}""")]
    [InlineData("memory", """{"kind":"copy","bytes":1000}""")]
    [InlineData("gemm", "{}")]
    public async Task What_it_cannot_do_it_does_not_offer(string op, string parameters)
    {
        using var document = JsonDocument.Parse(parameters);
        await Assert.ThrowsAsync<UnsupportedException>(() => driver.Engine.PrepareAsync(
            new Prepare("a", op, document.RootElement, driver.Device.Id, 1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task More_memory_than_there_is_is_asked_for_in_vain()
    {
        using var document = JsonDocument.Parse("""{"kind":"copy","bytes":281474976710656}""");
        var error = await Assert.ThrowsAsync<UnsupportedException>(() => driver.Engine.PrepareAsync(
            new Prepare("a", "memory", document.RootElement, driver.Device.Id, 1), TestContext.Current.CancellationToken));
        Assert.Contains("2 x 268435456 MiB of device memory are needed", error.Message, StringComparison.Ordinal);
    }

    private static string Name(Workload workload) => $"{workload.Benchmark}: {workload.Name}";

    /// <summary>The engine, opened once; skips without a driver.</summary>
    public sealed class Driver : IAsyncLifetime
    {
        internal VulkanEngine Engine { get; private set; } = null!;

        internal WorkerDevice Device { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            try
            {
                Engine = new VulkanEngine();
            }
            catch (UnsupportedException exception)
            {
                Requirement.Missing($"{exception.Message}; {exception.Remedy}");
            }

            var ready = await Engine.DescribeAsync(CancellationToken.None);
            Device = ready.Devices.LastOrDefault(device => device.Kind == WorkerDevice.CpuDriver) ?? ready.Devices[0];
        }

        public ValueTask DisposeAsync() => Engine?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
