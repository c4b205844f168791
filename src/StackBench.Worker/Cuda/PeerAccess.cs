using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Cuda;

/// <summary>That a device reaches the memory of another, until disposed of. Several may hold the same.</summary>
internal sealed class PeerAccess : IDisposable
{
    private static readonly Dictionary<(CudaDevice Device, CudaDevice Peer), int> Holders = [];

    private readonly CudaDevice _device, _peer;

    private PeerAccess(CudaDevice device, CudaDevice peer) => (_device, _peer) = (device, peer);

    /// <exception cref="UnsupportedException">The device does not reach it: the driver would copy through the host.</exception>
    public static PeerAccess Enable(CudaDevice device, CudaDevice peer)
    {
        CudaError.Require(
            Cu.cuDeviceCanAccessPeer(out var can, device.Info.Handle, peer.Info.Handle), nameof(Cu.cuDeviceCanAccessPeer));
        if (can == 0) throw Absent(device, peer, null);
        lock (Holders)
        {
            device.Context.Enter();
            var result = Cu.cuCtxEnablePeerAccess(peer.Context.Handle, 0);
            if (result is Cu.CUDA_ERROR_PEER_ACCESS_UNSUPPORTED or Cu.CUDA_ERROR_TOO_MANY_PEERS)
                throw Absent(device, peer, CudaError.Name(result));
            if (result != Cu.CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED) CudaError.Require(result, nameof(Cu.cuCtxEnablePeerAccess));
            CollectionsMarshal.GetValueRefOrAddDefault(Holders, (device, peer), out _)++;
        }

        return new PeerAccess(device, peer);
    }

    public void Dispose()
    {
        lock (Holders)
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(Holders, (_device, _peer), out _) > 0) return;
            Holders.Remove((_device, _peer));
            if (_device.Context.TryEnter()) _ = Cu.cuCtxDisablePeerAccess(_peer.Context.Handle);
        }
    }

    private static UnsupportedException Absent(CudaDevice device, CudaDevice peer, string? code) => new(
        $"{device.Info.Name} cannot reach the memory of {peer.Info.Name}{(code is null ? "" : $" ({code})")}: a copy would go through "
            + "the host");
}
