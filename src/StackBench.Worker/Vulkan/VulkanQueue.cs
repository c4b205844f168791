using System.Diagnostics;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Vulkan;

/// <summary>A queue with what a submission needs: commands, two time stamps and a fence. One submission at a time.</summary>
internal sealed unsafe class VulkanQueue : IDisposable
{
    private const ulong PatienceNanoseconds = 30_000_000_000;
    private const uint OneTimeSubmit = 1, ResetCommands = 2, TimestampQueries = 2;
    private const uint BottomOfPipe = 0x2000, HostStage = 0x4000, ComputeStage = 0x800, TransferStage = 0x1000;
    private const uint ShaderAccess = 0x20 | 0x40, TransferAccess = 0x800 | 0x1000, HostRead = 0x2000;
    private const uint Result64 = 1, ResultWithAvailability = 4;

    private readonly nint _device, _queue, _commands;
    private readonly uint _stages, _access;
    private readonly float _period;
    private readonly ulong _pool, _queries, _fence;
    private uint _timestampBits;

    /// <param name="computes">Whether its family computes; one for transfers alone knows no barriers of shaders.</param>
    /// <param name="period">Nanoseconds of a tick of the time stamps.</param>
    public VulkanQueue(nint device, uint family, uint index, bool computes, uint timestampBits, float period)
    {
        (_device, _timestampBits, _period) = (device, timestampBits, period);
        (_stages, _access) = computes
            ? (ComputeStage | TransferStage, ShaderAccess | TransferAccess)
            : (TransferStage, TransferAccess);
        Vk.vkGetDeviceQueue(device, family, index, out _queue);
        try
        {
            var pool = new Vk.CommandPoolCreateInfo
            {
                SType = StructureType.CommandPoolCreateInfo,
                Flags = ResetCommands,
                QueueFamilyIndex = family,
            };
            VulkanResult.Require(Vk.vkCreateCommandPool(device, &pool, 0, out _pool), nameof(Vk.vkCreateCommandPool));
            var commands = new Vk.CommandBufferAllocateInfo
            {
                SType = StructureType.CommandBufferAllocateInfo,
                CommandPool = _pool,
                CommandBufferCount = 1,
            };
            VulkanResult.Require(Vk.vkAllocateCommandBuffers(device, &commands, out _commands), nameof(Vk.vkAllocateCommandBuffers));
            var queries =
                new Vk.QueryPoolCreateInfo { SType = StructureType.QueryPoolCreateInfo, QueryType = TimestampQueries, QueryCount = 2 };
            VulkanResult.Require(Vk.vkCreateQueryPool(device, &queries, 0, out _queries), nameof(Vk.vkCreateQueryPool));
            var fence = new Vk.FenceCreateInfo { SType = StructureType.FenceCreateInfo };
            VulkanResult.Require(Vk.vkCreateFence(device, &fence, 0, out _fence), nameof(Vk.vkCreateFence));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>From now on time is the host's alone.</summary>
    public void DropClock() => _timestampBits = 0;

    public Timing Run(Action<nint> record)
    {
        Record(record);
        var submitted = Stopwatch.GetTimestamp();
        Submit();
        return End(submitted);
    }

    public void Record(Action<nint> record)
    {
        var begin = new Vk.CommandBufferBeginInfo { SType = StructureType.CommandBufferBeginInfo, Flags = OneTimeSubmit };
        VulkanResult.Require(Vk.vkBeginCommandBuffer(_commands, &begin), nameof(Vk.vkBeginCommandBuffer));
        if (_timestampBits > 0)
        {
            Vk.vkCmdResetQueryPool(_commands, _queries, 0, 2);
            Vk.vkCmdWriteTimestamp(_commands, BottomOfPipe, _queries, 0);
        }

        record(_commands);
        // For the host and for what is submitted later; the time to write caches back counts.
        Barrier(HostStage, HostRead);
        if (_timestampBits > 0) Vk.vkCmdWriteTimestamp(_commands, BottomOfPipe, _queries, 1);
        VulkanResult.Require(Vk.vkEndCommandBuffer(_commands), nameof(Vk.vkEndCommandBuffer));
    }

    public void Submit()
    {
        var commands = _commands;
        var submit = new Vk.SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        VulkanResult.Require(Vk.vkQueueSubmit(_queue, 1, &submit, _fence), nameof(Vk.vkQueueSubmit));
    }

    /// <param name="submitted">When the host began to submit.</param>
    /// <exception cref="DeviceLostException">It did not end within the time of patience.</exception>
    public Timing End(long submitted)
    {
        var fence = _fence;
        var waited = Vk.vkWaitForFences(_device, 1, &fence, 1, PatienceNanoseconds);
        var hostSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - submitted);
        if (waited == Vk.Timeout)
            throw VulkanResult.Lost($"the device did not finish within {PatienceNanoseconds / 1_000_000_000} s");
        VulkanResult.Require(waited, nameof(Vk.vkWaitForFences));
        VulkanResult.Require(Vk.vkResetFences(_device, 1, &fence), nameof(Vk.vkResetFences));
        return new Timing(hostSeconds, DeviceSeconds(hostSeconds));
    }

    /// <summary>What was written before can be read after it.</summary>
    /// <param name="stages">Stages that read beside those of the queue.</param>
    public void Barrier(uint stages = 0, uint access = 0)
    {
        var barrier = new Vk.MemoryBarrier
        {
            SType = StructureType.MemoryBarrier,
            SrcAccessMask = _access,
            DstAccessMask = _access | access,
        };
        Vk.vkCmdPipelineBarrier(_commands, _stages, _stages | stages, 0, 1, &barrier, 0, 0, 0, 0);
    }

    public void Dispose()
    {
        if (VulkanResult.IsLost) return;
        // What was not created is 0, which Vulkan ignores.
        Vk.vkDestroyFence(_device, _fence, 0);
        Vk.vkDestroyQueryPool(_device, _queries, 0);
        Vk.vkDestroyCommandPool(_device, _pool, 0);
    }

    private double? DeviceSeconds(double hostSeconds)
    {
        if (_timestampBits == 0) return null;
        var stamps = stackalloc ulong[4]; // each with whether it is there
        var result = Vk.vkGetQueryPoolResults(
            _device, _queries, 0, 2, 4 * sizeof(ulong), stamps, 2 * sizeof(ulong), Result64 | ResultWithAvailability);
        VulkanResult.Require(result, nameof(Vk.vkGetQueryPoolResults));
        return stamps[1] != 0 && stamps[3] != 0 ? StampClock.Seconds(stamps[0], stamps[2], _timestampBits, _period, hostSeconds) : null;
    }
}
