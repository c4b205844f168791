using StackBench.Protocol.Engines;
using StackBench.Worker.Device;

namespace StackBench.Worker.Vulkan;

/// <summary>Allocates buffers within what the driver says there is.</summary>
internal sealed unsafe class VulkanMemory(nint physicalDevice, nint device, bool tellsBudget, long largestBuffer, uint[] families)
{
    private const uint DeviceLocal = 1, HostVisible = 2, HostCoherent = 4, HostCached = 8;
    private const uint Usage = 0x1 | 0x2 | 0x20 | 0x20000; // copied from and to, storage, by its address
    private const uint Concurrent = 1, HasAddress = 2;

    /// <summary>What is left is for the driver and for other programs.</summary>
    private const double UsableShare = 0.9;

    private const double UsableShareOfHeap = 0.8;

    /// <summary>Kinds of memory in the order of preference: what it must have, and what it must not.</summary>
    private static readonly (uint Wanted, uint Unwanted)[] Local = [(DeviceLocal, HostVisible), (DeviceLocal, 0), (0, 0)];

    private static readonly (uint Wanted, uint Unwanted)[] Pinned =
    [
        (HostVisible | HostCoherent | HostCached, DeviceLocal), (HostVisible | HostCoherent, DeviceLocal),
        (HostVisible | HostCoherent | HostCached, 0), (HostVisible | HostCoherent, 0),
    ];

    /// <summary>Bytes of the device's own memory that may still be allocated.</summary>
    public long FreeBytes => Choose(uint.MaxValue, MemoryPlace.Device).FreeBytes;

    /// <exception cref="UnsupportedException">There is not so much memory.</exception>
    public VulkanBuffer Allocate(long bytes, MemoryPlace place)
    {
        if (bytes > largestBuffer)
            throw new UnsupportedException($"the driver allows buffers of {largestBuffer >> 20} MiB at most, not of {bytes >> 20} MiB");
        fixed (uint* sharing = families)
        {
            var info = new Vk.BufferCreateInfo
            {
                SType = StructureType.BufferCreateInfo,
                Size = (ulong)bytes,
                Usage = Usage,
                SharingMode = families.Length > 1 ? Concurrent : 0,
                QueueFamilyIndexCount = families.Length > 1 ? (uint)families.Length : 0,
                PQueueFamilyIndices = families.Length > 1 ? sharing : null,
            };
            VulkanResult.Require(Vk.vkCreateBuffer(device, &info, 0, out var buffer), nameof(Vk.vkCreateBuffer));
            ulong memory = 0;
            try
            {
                memory = Bind(buffer, place);
                void* mapped = null;
                if (place == MemoryPlace.Host)
                    VulkanResult.Require(Vk.vkMapMemory(device, memory, 0, ulong.MaxValue, 0, &mapped), nameof(Vk.vkMapMemory));
                var addressed = new Vk.BufferDeviceAddressInfo { SType = StructureType.BufferDeviceAddressInfo, Buffer = buffer };
                return new VulkanBuffer(device, buffer, memory, Vk.vkGetBufferDeviceAddress(device, &addressed), bytes, mapped);
            }
            catch
            {
                Vk.vkDestroyBuffer(device, buffer, 0);
                if (memory != 0) Vk.vkFreeMemory(device, memory, 0);
                throw;
            }
        }
    }

    private ulong Bind(ulong buffer, MemoryPlace place)
    {
        Vk.MemoryRequirements needed;
        Vk.vkGetBufferMemoryRequirements(device, buffer, &needed);
        var (type, free) = Choose(needed.MemoryTypeBits, place);
        if (needed.Size > (ulong)free)
            throw new UnsupportedException(
                $"{needed.Size >> 20} MiB of {(place == MemoryPlace.Host ? "pinned" : "device")} memory are needed and "
                    + $"{free >> 20} MiB are free",
                "close other programs that use the GPU");
        var flags = new Vk.MemoryAllocateFlagsInfo { SType = StructureType.MemoryAllocateFlagsInfo, Flags = HasAddress };
        var info = new Vk.MemoryAllocateInfo
        {
            SType = StructureType.MemoryAllocateInfo,
            PNext = &flags,
            AllocationSize = needed.Size,
            MemoryTypeIndex = type,
        };
        VulkanResult.Require(Vk.vkAllocateMemory(device, &info, 0, out var memory), nameof(Vk.vkAllocateMemory));
        var bound = Vk.vkBindBufferMemory(device, buffer, memory, 0);
        if (bound < 0) Vk.vkFreeMemory(device, memory, 0);
        VulkanResult.Require(bound, nameof(Vk.vkBindBufferMemory));
        return memory;
    }

    private (uint Type, long FreeBytes) Choose(uint allowed, MemoryPlace place)
    {
        using var chain = new StructChain();
        var properties = chain.Add<Vk.PhysicalDeviceMemoryProperties2>(StructureType.PhysicalDeviceMemoryProperties2);
        var budget = chain.AddIf<Vk.PhysicalDeviceMemoryBudgetPropertiesEXT>(
            tellsBudget, StructureType.PhysicalDeviceMemoryBudgetPropertiesEXT);
        Vk.vkGetPhysicalDeviceMemoryProperties2(physicalDevice, properties);
        var type = TypeOf(properties, allowed, place);
        var heap = ((Vk.MemoryType*)properties->MemoryTypes)[type].HeapIndex;
        var size = ((Vk.MemoryHeap*)properties->MemoryHeaps)[heap].Size;
        var free = budget is null
            ? size * UsableShareOfHeap
            : (budget->HeapBudget[heap] - (double)budget->HeapUsage[heap]) * UsableShare;
        return (type, (long)Math.Max(free, 0));
    }

    private static uint TypeOf(Vk.PhysicalDeviceMemoryProperties2* properties, uint allowed, MemoryPlace place)
    {
        var types = (Vk.MemoryType*)properties->MemoryTypes;
        foreach (var (wanted, unwanted) in place == MemoryPlace.Host ? Pinned : Local)
            for (var type = 0; type < properties->MemoryTypeCount; type++)
                if ((allowed >> type & 1) != 0 && (types[type].PropertyFlags & wanted) == wanted
                    && (types[type].PropertyFlags & unwanted) == 0)
                    return (uint)type;
        throw new UnsupportedException("the driver has no memory that the host can reach");
    }
}
