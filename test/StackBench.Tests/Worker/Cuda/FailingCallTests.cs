using System.Text;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Protocol;
using StackBench.Running.Engines;

namespace StackBench.Tests.Worker.Cuda;

/// <summary>Each function of the driver fails in turn, in one process that goes on after it.</summary>
public sealed class FailingCallTests(FakeCuda cuda) : IClassFixture<FakeCuda>
{
    private const string Apart = "unsupported: Imaginary H100 0 cannot reach the memory of Imaginary H100 1";

    /// <summary>What a code of a function makes of the workload that calls it first.</summary>
    private static readonly (string Function, int Code, string Workload, string Expected)[] Calls =
    [
        // Of a device that is not opened yet.
        ("cuDevicePrimaryCtxRetain", 46, "in a batch", "unsupported: cuDevicePrimaryCtxRetain: the driver denies this program the device"),
        ("cuDevicePrimaryCtxRetain", 2, "in a batch", "unsupported: cuDevicePrimaryCtxRetain: CUDA_ERROR_OUT_OF_MEMORY (2)"),
        ("cuStreamCreate", 2, "in a batch", "unsupported: cuStreamCreate: CUDA_ERROR_OUT_OF_MEMORY (2)"),
        ("cuEventCreate", 1, "in a batch", "error: cuEventCreate failed: CUDA error (1)"),
        ("cuCtxSetCurrent", 1, "in a batch", "error: cuCtxSetCurrent failed"),
        ("cuModuleLoadDataEx", 222, "in a batch", "unsupported: the driver cannot assemble the kernel empty: CUDA error (222)"),
        ("cuModuleLoadDataEx", 218, "in a batch", "error: the driver cannot assemble the kernel empty: CUDA_ERROR_INVALID_PTX (218)"),
        ("cuModuleLoadDataEx", 2, "in a batch", "unsupported: cuModuleLoadDataEx: CUDA_ERROR_OUT_OF_MEMORY (2)"),
        ("cuModuleGetFunction", 500, "in a batch", "error: cuModuleGetFunction failed: CUDA error (500)"),
        ("cuEventRecord", 1, "in a batch", "error: cuEventRecord failed"),
        ("cuLaunchKernel", 701, "in a batch", "unsupported: cuLaunchKernel: CUDA error (701)"),
        // Opened from here on: the clock is not asked for any more by the one that says nothing.
        ("cuEventElapsedTime", 1, "in a batch", "prepared"),
        ("cuMemGetInfo_v2", 1, "copy 16 MiB", "error: cuMemGetInfo_v2 failed"),
        ("cuMemAlloc_v2", 2, "copy 16 MiB", "unsupported: cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY (2)"),
        ("cuMemHostAlloc", 2, "copy 16 MiB", "unsupported: cuMemHostAlloc: CUDA_ERROR_OUT_OF_MEMORY (2)"),
        ("cuMemcpyAsync", 1, "copy 16 MiB", "error: cuMemcpyAsync failed"),
        ("cuDeviceCanAccessPeer", 1, "p2p", "error: cuDeviceCanAccessPeer failed"),
        ("cuCtxEnablePeerAccess", 1, "p2p", "error: cuCtxEnablePeerAccess failed"),
        ("cuCtxEnablePeerAccess", 217, "p2p", $"{Apart} (CUDA error (217))"),
        ("cuCtxEnablePeerAccess", 711, "p2p", $"{Apart} (CUDA error (711))"),
        ("cuMemcpyPeerAsync", 1, "p2p", "error: cuMemcpyPeerAsync failed"),
        ("none", 0, "copy 16 MiB", "prepared"),
        // The process cannot go on after this one.
        ("cuStreamSynchronize", 719, "copy 16 MiB", "error: cuStreamSynchronize: the device did not finish its work"),
    ];

    [Fact]
    public async Task Each_call_that_fails_is_the_outcome_that_it_should_be()
    {
        var (control, cancellation) = (cuda.NewFile(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(control, new byte[4096], cancellation);
        await using var session = await EngineSession.StartAsync(
            cuda.Engine("none", ("FAKE_CUDA_CONTROL", control), ("FAKE_CUDA_DEVICES", "2")), TimeProvider.System, cancellation);
        foreach (var (function, code, name, expected) in Calls)
        {
            Tell(control, $"{function} {code}");
            var workload = name == "p2p"
                ? FakeCuda.Named("copy 16 MiB") with
                {
                    Parameters = Parameters.Of(("kind", "p2p"), ("bytes", 1 << 20), ("peer", "cuda:1")),
                }
                : FakeCuda.Named(name);
            Assert.StartsWith(expected, await PreparedAsync(session, workload, cancellation), StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// The stream must stop recording, or nothing after it runs; the first error is the cause, also where it spoils the recording, whose
    /// end fails then.
    /// </summary>
    [Theory]
    [InlineData("cuGraphInstantiateWithFlags", 1)]
    [InlineData("cuStreamBeginCapture_v2", 1)]
    [InlineData("cuStreamEndCapture", 1)]
    [InlineData("cuGraphLaunch", 1)]
    [InlineData("cuLaunchKernel", 1)]
    [InlineData("cuLaunchKernel", 400)]
    public async Task A_graph_that_fails_leaves_the_stream_as_it_was(string function, int code)
    {
        var (control, kept, cancellation) = (cuda.NewFile(), cuda.NewFile(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(kept, "", cancellation);
        await File.WriteAllBytesAsync(control, new byte[4096], cancellation);
        await using var session = await EngineSession.StartAsync(
            cuda.Engine("none", ("FAKE_CUDA_CONTROL", control), ("FAKE_CUDA_KEPT", kept)), TimeProvider.System, cancellation);
        var graph = Assert.IsType<Prepared>(await session.PrepareAsync(FakeCuda.Named("in a graph"), FakeCuda.Device, 1, cancellation));
        Tell(control, $"{function} {code}");
        var error = await Assert.ThrowsAnyAsync<Exception>(() =>
            session.MeasureAsync(graph.Id, 3, 1, 1, FailureStage.Measure, cancellation));
        Assert.Contains($"{function} failed", error.Message, StringComparison.Ordinal);
        Tell(control, "none 0");
        await session.ReleaseAsync(graph.Id, cancellation);
        // Nothing of it is left: as much was destroyed as was made.
        var letters = await File.ReadAllTextAsync(kept, cancellation);
        Assert.Equal(letters.Count(letter => letter == '+'), letters.Count(letter => letter == '-'));

        Assert.IsType<Prepared>(await session.PrepareAsync(FakeCuda.Named("in a batch"), FakeCuda.Device, 1, cancellation));
    }

    private static async Task<string> PreparedAsync(EngineSession session, Workload workload, CancellationToken cancellation)
    {
        try
        {
            var answer = await session.PrepareAsync(workload, FakeCuda.Device, 1, cancellation);
            if (answer is Prepared prepared) await session.ReleaseAsync(prepared.Id, cancellation);
            return answer is Unsupported unsupported ? $"unsupported: {unsupported.Reason}" : "prepared";
        }
        catch (EngineFailureException exception)
        {
            return $"error: {exception.Message}";
        }
    }

    // In place: the driver has it mapped.
    private static void Tell(string control, string text)
    {
        using var file = new FileStream(control, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write([.. Encoding.ASCII.GetBytes(text), 0]);
    }
}
