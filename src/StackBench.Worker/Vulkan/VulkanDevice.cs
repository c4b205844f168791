using System.Diagnostics;
using System.Runtime.InteropServices;
using StackBench.Protocol.Engines;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Vulkan;

/// <summary>An opened device: one queue that computes, another for copies the other way where there is one.</summary>
internal sealed unsafe class VulkanDevice : IComputeDevice, IDisposable
{
    private const uint ComputeBindPoint = 1;

    private readonly nint _handle;
    private readonly DeviceCapabilities _capabilities;
    private readonly VulkanMemory _memory;
    private readonly VulkanQueue _computing;
    private readonly VulkanQueue? _copying;

    private VulkanDevice(nint handle, PhysicalDevice physical, DeviceCapabilities capabilities, QueueChoice choice)
    {
        (_handle, _capabilities) = (handle, capabilities);
        uint[] families = choice.Copying is { } copying && copying.Family != choice.Family
            ? [choice.Family, copying.Family]
            : [choice.Family];
        try
        {
            _memory = new VulkanMemory(
                physical.Handle, handle, physical.Extensions.Contains(Extensions.MemoryBudget), capabilities.Facts.LargestBuffer, families);
            _computing = new VulkanQueue(handle, choice.Family, 0, computes: true, choice.TimestampBits, capabilities.TimestampPeriod);
            if (choice.Copying is not { } other) return;
            // Two queues are timed by the host, which has one clock for both.
            _copying = new VulkanQueue(handle, other.Family, other.Index, other.Family == choice.Family, 0, 0);
        }
        catch
        {
            _computing?.Dispose();
            Vk.vkDestroyDevice(handle, 0);
            throw;
        }
    }

    public DeviceFacts Facts => _capabilities.Facts;

    public string BothWays => _copying is null ? "on one queue" : "on two queues";

    /// <exception cref="UnsupportedException">The device lacks what every kernel needs.</exception>
    public static VulkanDevice Open(VulkanInstance instance, PhysicalDevice physical)
    {
        var capabilities = DeviceCapabilities.Read(instance, physical);
        VulkanDevice opened;
        try
        {
            if (!capabilities.HasAddresses)
                throw new UnsupportedException($"{physical.Name} has no addresses of buffers", "try a newer driver");
            if (QueueChoice.Of(Families(physical)) is not { } choice)
                throw new UnsupportedException($"{physical.Name} has no queue that computes");
            opened = new VulkanDevice(Create(physical, capabilities, choice), physical, capabilities, choice);
        }
        catch
        {
            capabilities.Dispose();
            throw;
        }

        return ClockTrial.Tried(opened, device => device._computing.DropClock());
    }

    public long FreeBytes => _memory.FreeBytes;

    public IDeviceBuffer Allocate(long bytes, MemoryPlace place) => _memory.Allocate(bytes, place);

    public IDeviceKernel Build(Kernel kernel, int subgroupSize = 0) => new VulkanKernel(
        _handle, kernel, Facts.SubgroupSizes.Contains(subgroupSize) ? subgroupSize : 0, _capabilities.HasFullSubgroups,
        _capabilities.ShowsCode);

    public Timing Run(IReadOnlyList<Dispatch> call, int calls) => _computing.Run(commands =>
    {
        VulkanKernel? bound = null;
        for (var i = 0; i < calls; i++)
        {
            if (i > 0) _computing.Barrier();
            foreach (var dispatch in call)
            {
                var kernel = (VulkanKernel)dispatch.Kernel;
                if (kernel != bound) Vk.vkCmdBindPipeline(commands, ComputeBindPoint, kernel.Pipeline);
                // Arguments stay until others take their place.
                if ((kernel != bound || call.Count > 1) && kernel.ArgumentBytes > 0)
                    fixed (byte* arguments = dispatch.Arguments)
                        Vk.vkCmdPushConstants(commands, kernel.Layout, VulkanKernel.ComputeStage, 0, kernel.ArgumentBytes, arguments);
                bound = kernel;
                Vk.vkCmdDispatch(commands, (uint)dispatch.Groups, 1, 1);
            }
        }
    });

    public Timing Copy(IReadOnlyList<BufferCopy> copies, int calls) =>
        _computing.Run(commands => Record(_computing, commands, copies, calls));

    public Timing CopyBoth(BufferCopy one, BufferCopy other, int calls)
    {
        if (_copying is null)
            return _computing.Run(commands =>
            {
                for (var i = 0; i < calls; i++)
                {
                    if (i > 0) _computing.Barrier();
                    Record(_computing, commands, [one], 1);
                    Record(_computing, commands, [other], 1);
                }
            });
        _computing.Record(commands => Record(_computing, commands, [one], calls));
        _copying.Record(commands => Record(_copying, commands, [other], calls));
        // From before the first is submitted until both are known to be done.
        var submitted = Stopwatch.GetTimestamp();
        _computing.Submit();
        _copying.Submit();
        var (first, second) = (_computing.End(submitted), _copying.End(submitted));
        return new Timing(Math.Max(first.HostSeconds, second.HostSeconds), null);
    }

    public void Dispose()
    {
        if (VulkanResult.IsLost) return;
        _ = Vk.vkDeviceWaitIdle(_handle);
        _copying?.Dispose();
        _computing.Dispose();
        Vk.vkDestroyDevice(_handle, 0);
        _capabilities.Dispose();
    }

    private static void Record(VulkanQueue queue, nint commands, IReadOnlyList<BufferCopy> copies, int calls)
    {
        for (var i = 0; i < calls; i++)
            foreach (var copy in copies)
            {
                if (i > 0) queue.Barrier();
                var region = new Vk.BufferCopy
                {
                    SrcOffset = (ulong)copy.FromOffset,
                    DstOffset = (ulong)copy.ToOffset,
                    Size = (ulong)copy.Bytes,
                };
                Vk.vkCmdCopyBuffer(commands, ((VulkanBuffer)copy.From).Handle, ((VulkanBuffer)copy.To).Handle, 1, &region);
            }
    }

    private static nint Create(PhysicalDevice physical, DeviceCapabilities capabilities, QueueChoice choice)
    {
        string[] names = [.. Extensions.Enabled.Where(physical.Extensions.Contains)];
        var texts = stackalloc byte*[names.Length];
        var priorities = stackalloc float[2] { 1, 1 };
        var queues = stackalloc Vk.DeviceQueueCreateInfo[2];
        var isSameFamily = choice.Copying?.Family == choice.Family;
        queues[0] = Queues(choice.Family, isSameFamily ? 2u : 1);
        if (choice.Copying is { } copying && !isSameFamily) queues[1] = Queues(copying.Family, 1);
        try
        {
            for (var i = 0; i < names.Length; i++) texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(names[i]);
            var info = new Vk.DeviceCreateInfo
            {
                SType = StructureType.DeviceCreateInfo,
                PNext = capabilities.Features,
                QueueCreateInfoCount = choice.Copying is null || isSameFamily ? 1u : 2,
                PQueueCreateInfos = queues,
                EnabledExtensionCount = (uint)names.Length,
                PpEnabledExtensionNames = texts,
            };
            VulkanResult.Require(Vk.vkCreateDevice(physical.Handle, &info, 0, out var handle), nameof(Vk.vkCreateDevice));
            return handle;
        }
        finally
        {
            for (var i = 0; i < names.Length; i++) Marshal.FreeCoTaskMem((nint)texts[i]);
        }

        Vk.DeviceQueueCreateInfo Queues(uint family, uint count) => new()
        {
            SType = StructureType.DeviceQueueCreateInfo,
            QueueFamilyIndex = family,
            QueueCount = count,
            PQueuePriorities = priorities,
        };
    }

    private static (uint Flags, uint Queues, uint TimestampBits)[] Families(PhysicalDevice physical)
    {
        uint count = 0;
        Vk.vkGetPhysicalDeviceQueueFamilyProperties(physical.Handle, ref count, null);
        var families = new Vk.QueueFamilyProperties[count];
        fixed (Vk.QueueFamilyProperties* first = families)
            Vk.vkGetPhysicalDeviceQueueFamilyProperties(physical.Handle, ref count, first);
        return [.. families.Select(family => (family.QueueFlags, family.QueueCount, family.TimestampValidBits))];
    }
}
