using StackBench.Worker.Device;

namespace StackBench.Worker.Vulkan;

/// <summary>A buffer with memory of its own.</summary>
internal sealed unsafe class VulkanBuffer(nint device, ulong handle, ulong memory, ulong address, long bytes, void* mapped) : IDeviceBuffer
{
    public ulong Handle => handle;

    public long Bytes => bytes;

    public ulong Address => address;

    public Span<byte> Host => mapped is null ? [] : new Span<byte>(mapped, checked((int)bytes));

    public void Dispose()
    {
        if (VulkanResult.IsLost) return;
        Vk.vkDestroyBuffer(device, handle, 0);
        Vk.vkFreeMemory(device, memory, 0);
    }
}
