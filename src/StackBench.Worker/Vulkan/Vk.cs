using System.Runtime.InteropServices;

namespace StackBench.Worker.Vulkan;

/// <summary>The functions of Vulkan that a benchmark needs, by their own names; the structs are in <c>Vk.Structs.cs</c>.</summary>
/// <remarks>
/// All but those of an extension are exported by the loader. Every struct begins with its type and a pointer to the next one.
/// </remarks>
internal static unsafe partial class Vk
{
    public const string Library = "libvulkan.so.1";

    public const int Timeout = 2;
    public const int ErrorOutOfHostMemory = -1;
    public const int ErrorOutOfDeviceMemory = -2;
    public const int ErrorInitializationFailed = -3;
    public const int ErrorDeviceLost = -4;
    public const int ErrorIncompatibleDriver = -9;

    [LibraryImport(Library)]
    public static partial int vkCreateInstance(InstanceCreateInfo* info, nint allocator, out nint instance);

    [LibraryImport(Library)]
    public static partial void vkDestroyInstance(nint instance, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkEnumeratePhysicalDevices(nint instance, ref uint count, nint* devices);

    [LibraryImport(Library)]
    public static partial void vkGetPhysicalDeviceProperties2(nint device, PhysicalDeviceProperties2* properties);

    [LibraryImport(Library)]
    public static partial void vkGetPhysicalDeviceFeatures2(nint device, PhysicalDeviceFeatures2* features);

    [LibraryImport(Library)]
    public static partial void vkGetPhysicalDeviceMemoryProperties2(nint device, PhysicalDeviceMemoryProperties2* properties);

    [LibraryImport(Library)]
    public static partial void vkGetPhysicalDeviceQueueFamilyProperties(nint device, ref uint count, QueueFamilyProperties* families);

    [LibraryImport(Library)]
    public static partial int vkEnumerateDeviceExtensionProperties(
        nint device, nint layer, ref uint count, ExtensionProperties* extensions);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vkGetInstanceProcAddr(nint instance, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vkGetDeviceProcAddr(nint device, string name);

    [LibraryImport(Library)]
    public static partial int vkCreateDevice(nint physicalDevice, DeviceCreateInfo* info, nint allocator, out nint device);

    [LibraryImport(Library)]
    public static partial void vkDestroyDevice(nint device, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkDeviceWaitIdle(nint device);

    [LibraryImport(Library)]
    public static partial void vkGetDeviceQueue(nint device, uint family, uint index, out nint queue);

    [LibraryImport(Library)]
    public static partial int vkCreateBuffer(nint device, BufferCreateInfo* info, nint allocator, out ulong buffer);

    [LibraryImport(Library)]
    public static partial void vkDestroyBuffer(nint device, ulong buffer, nint allocator);

    [LibraryImport(Library)]
    public static partial void vkGetBufferMemoryRequirements(nint device, ulong buffer, MemoryRequirements* requirements);

    [LibraryImport(Library)]
    public static partial int vkAllocateMemory(nint device, MemoryAllocateInfo* info, nint allocator, out ulong memory);

    [LibraryImport(Library)]
    public static partial void vkFreeMemory(nint device, ulong memory, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkBindBufferMemory(nint device, ulong buffer, ulong memory, ulong offset);

    [LibraryImport(Library)]
    public static partial int vkMapMemory(nint device, ulong memory, ulong offset, ulong size, uint flags, void** data);

    [LibraryImport(Library)]
    public static partial ulong vkGetBufferDeviceAddress(nint device, BufferDeviceAddressInfo* info);

    [LibraryImport(Library)]
    public static partial int vkCreateShaderModule(nint device, ShaderModuleCreateInfo* info, nint allocator, out ulong module);

    [LibraryImport(Library)]
    public static partial void vkDestroyShaderModule(nint device, ulong module, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkCreatePipelineLayout(nint device, PipelineLayoutCreateInfo* info, nint allocator, out ulong layout);

    [LibraryImport(Library)]
    public static partial void vkDestroyPipelineLayout(nint device, ulong layout, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkCreateComputePipelines(
        nint device, ulong cache, uint count, ComputePipelineCreateInfo* infos, nint allocator, ulong* pipelines);

    [LibraryImport(Library)]
    public static partial void vkDestroyPipeline(nint device, ulong pipeline, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkCreateCommandPool(nint device, CommandPoolCreateInfo* info, nint allocator, out ulong pool);

    [LibraryImport(Library)]
    public static partial void vkDestroyCommandPool(nint device, ulong pool, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkAllocateCommandBuffers(nint device, CommandBufferAllocateInfo* info, out nint commands);

    [LibraryImport(Library)]
    public static partial int vkBeginCommandBuffer(nint commands, CommandBufferBeginInfo* info);

    [LibraryImport(Library)]
    public static partial int vkEndCommandBuffer(nint commands);

    [LibraryImport(Library)]
    public static partial void vkCmdBindPipeline(nint commands, uint bindPoint, ulong pipeline);

    [LibraryImport(Library)]
    public static partial void vkCmdPushConstants(nint commands, ulong layout, uint stages, uint offset, uint size, void* values);

    [LibraryImport(Library)]
    public static partial void vkCmdDispatch(nint commands, uint x, uint y, uint z);

    [LibraryImport(Library)]
    public static partial void vkCmdPipelineBarrier(
        nint commands, uint sourceStages, uint destinationStages, uint flags, uint memoryBarrierCount, MemoryBarrier* memoryBarriers,
        uint bufferBarrierCount, nint bufferBarriers, uint imageBarrierCount, nint imageBarriers);

    [LibraryImport(Library)]
    public static partial void vkCmdCopyBuffer(nint commands, ulong source, ulong destination, uint count, BufferCopy* regions);

    [LibraryImport(Library)]
    public static partial int vkCreateQueryPool(nint device, QueryPoolCreateInfo* info, nint allocator, out ulong pool);

    [LibraryImport(Library)]
    public static partial void vkDestroyQueryPool(nint device, ulong pool, nint allocator);

    [LibraryImport(Library)]
    public static partial void vkCmdResetQueryPool(nint commands, ulong pool, uint first, uint count);

    [LibraryImport(Library)]
    public static partial void vkCmdWriteTimestamp(nint commands, uint stage, ulong pool, uint query);

    [LibraryImport(Library)]
    public static partial int vkGetQueryPoolResults(
        nint device, ulong pool, uint first, uint count, nuint size, void* data, ulong stride, uint flags);

    [LibraryImport(Library)]
    public static partial int vkCreateFence(nint device, FenceCreateInfo* info, nint allocator, out ulong fence);

    [LibraryImport(Library)]
    public static partial void vkDestroyFence(nint device, ulong fence, nint allocator);

    [LibraryImport(Library)]
    public static partial int vkResetFences(nint device, uint count, ulong* fences);

    [LibraryImport(Library)]
    public static partial int vkWaitForFences(nint device, uint count, ulong* fences, uint waitAll, ulong timeoutNanoseconds);

    [LibraryImport(Library)]
    public static partial int vkQueueSubmit(nint queue, uint count, SubmitInfo* submits, ulong fence);
}
