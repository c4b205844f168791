namespace StackBench.Worker.Cuda;

/// <summary>Whether two devices reach each other's memory; where they do not, the driver copies through the host.</summary>
internal static class PeerAccess
{
    /// <summary>Lets each reach the other.</summary>
    /// <returns>Whether both do.</returns>
    public static bool Enable(CudaDevice device, CudaDevice peer) => EnableOne(device, peer) & EnableOne(peer, device);

    private static bool EnableOne(CudaDevice device, CudaDevice peer)
    {
        CudaError.Require(
            Cu.cuDeviceCanAccessPeer(out var can, device.Info.Handle, peer.Info.Handle), nameof(Cu.cuDeviceCanAccessPeer));
        if (can == 0) return false;
        device.Context.Enter();
        var result = Cu.cuCtxEnablePeerAccess(peer.Context.Handle, 0);
        if (result != Cu.CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED) CudaError.Require(result, nameof(Cu.cuCtxEnablePeerAccess));
        return true;
    }
}
