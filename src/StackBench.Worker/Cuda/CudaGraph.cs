using StackBench.Worker.Device;

namespace StackBench.Worker.Cuda;

/// <summary>What was recorded from a stream, ready to be launched in it.</summary>
internal sealed class CudaGraph : IDeviceGraph
{
    private readonly CudaContext _context;
    private readonly CudaStream _stream;
    private readonly nint _executable;

    private CudaGraph(CudaContext context, CudaStream stream, nint executable) =>
        (_context, _stream, _executable) = (context, stream, executable);

    /// <param name="context">That of the stream; its thread has entered it.</param>
    /// <param name="submit">Hands commands over to the stream, which records them instead of doing them.</param>
    public static CudaGraph Capture(CudaContext context, CudaStream stream, Action submit)
    {
        var graph = Recorded(stream.Handle, submit);
        try
        {
            CudaError.Require(Cu.cuGraphInstantiateWithFlags(out var executable, graph, 0), nameof(Cu.cuGraphInstantiateWithFlags));
            return new CudaGraph(context, stream, executable);
        }
        finally
        {
            if (!CudaError.IsLost) _ = Cu.cuGraphDestroy(graph);
        }
    }

    public Timing Run()
    {
        _context.Enter();
        return _stream.Run(() => CudaError.Require(Cu.cuGraphLaunch(_executable, _stream.Handle), nameof(Cu.cuGraphLaunch)));
    }

    public void Dispose()
    {
        if (_context.TryEnter()) _ = Cu.cuGraphExecDestroy(_executable);
    }

    private static nint Recorded(nint stream, Action submit)
    {
        CudaError.Require(
            Cu.cuStreamBeginCapture_v2(stream, Cu.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), nameof(Cu.cuStreamBeginCapture_v2));
        try
        {
            submit();
        }
        catch
        {
            // A stream that still records does nothing else; what it says of a spoilt recording is not the cause.
            if (!CudaError.IsLost && Cu.cuStreamEndCapture(stream, out var spoilt) == Cu.CUDA_SUCCESS && spoilt != 0)
                _ = Cu.cuGraphDestroy(spoilt);
            throw;
        }

        CudaError.Require(Cu.cuStreamEndCapture(stream, out var graph), nameof(Cu.cuStreamEndCapture));
        return graph;
    }
}
