namespace StackBench.Worker.Cuda;

/// <summary>What was recorded from a stream, ready to be launched.</summary>
internal sealed class CudaGraph : IDisposable
{
    private readonly nint _executable;

    private CudaGraph(nint executable) => _executable = executable;

    /// <param name="submit">Hands commands over to the stream, which records them instead of doing them.</param>
    public static CudaGraph Capture(nint stream, Action submit)
    {
        CudaError.Require(
            Cu.cuStreamBeginCapture_v2(stream, Cu.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), nameof(Cu.cuStreamBeginCapture_v2));
        nint graph = 0;
        try
        {
            submit();
        }
        finally
        {
            // A stream that still records does nothing else.
            if (!CudaError.IsLost) CudaError.Require(Cu.cuStreamEndCapture(stream, out graph), nameof(Cu.cuStreamEndCapture));
        }

        try
        {
            CudaError.Require(Cu.cuGraphInstantiateWithFlags(out var executable, graph, 0), nameof(Cu.cuGraphInstantiateWithFlags));
            return new CudaGraph(executable);
        }
        finally
        {
            if (!CudaError.IsLost) _ = Cu.cuGraphDestroy(graph);
        }
    }

    public void Launch(nint stream) => CudaError.Require(Cu.cuGraphLaunch(_executable, stream), nameof(Cu.cuGraphLaunch));

    public void Dispose()
    {
        if (!CudaError.IsLost) _ = Cu.cuGraphExecDestroy(_executable);
    }
}
