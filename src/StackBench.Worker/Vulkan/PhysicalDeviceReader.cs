using System.Collections.Immutable;

namespace StackBench.Worker.Vulkan;

/// <summary>Reads what a driver says of a device before it is opened.</summary>
internal static unsafe class PhysicalDeviceReader
{
    private const uint HeapIsDeviceLocal = 1;

    public static PhysicalDevice Read(nint handle)
    {
        var extensions = ExtensionsOf(handle);
        using var chain = new StructChain();
        var properties = chain.Add<Vk.PhysicalDeviceProperties2>(StructureType.PhysicalDeviceProperties2);
        var v11 = chain.Add<Vk.PhysicalDeviceVulkan11Properties>(StructureType.PhysicalDeviceVulkan11Properties);
        var v12 = chain.Add<Vk.PhysicalDeviceVulkan12Properties>(StructureType.PhysicalDeviceVulkan12Properties);
        var pci = chain.AddIf<Vk.PhysicalDevicePCIBusInfoPropertiesEXT>(
            extensions.Contains(Extensions.PciBusInfo), StructureType.PhysicalDevicePCIBusInfoPropertiesEXT);
        Vk.vkGetPhysicalDeviceProperties2(handle, properties);
        return new PhysicalDevice
        {
            Handle = handle,
            Name = VulkanInstance.Text(properties->DeviceName, 256).Trim(),
            ApiVersion = properties->ApiVersion,
            Type = (PhysicalDeviceType)properties->DeviceType,
            DriverId = v12->DriverID,
            Driver = $"{VulkanInstance.Text(v12->DriverName, 256)} {VulkanInstance.Text(v12->DriverInfo, 256)}".Trim(),
            Pci = pci is null
                ? null
                : FormattableString.Invariant($"{pci->PciDomain:x4}:{pci->PciBus:x2}:{pci->PciDevice:x2}.{pci->PciFunction:x}"),
            Uuid = Convert.ToHexStringLower(new ReadOnlySpan<byte>(v11->DeviceUUID, 16)),
            MemoryBytes = MemoryOf(handle),
            Extensions = extensions,
        };
    }

    private static ImmutableHashSet<string> ExtensionsOf(nint handle)
    {
        uint count = 0;
        VulkanResult.Require(
            Vk.vkEnumerateDeviceExtensionProperties(handle, 0, ref count, null), nameof(Vk.vkEnumerateDeviceExtensionProperties));
        var all = new Vk.ExtensionProperties[count];
        fixed (Vk.ExtensionProperties* first = all)
        {
            VulkanResult.Require(
                Vk.vkEnumerateDeviceExtensionProperties(handle, 0, ref count, first), nameof(Vk.vkEnumerateDeviceExtensionProperties));
            var names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
            for (var i = 0; i < count; i++) names.Add(VulkanInstance.Text(first[i].ExtensionName, 256));
            return names.ToImmutable();
        }
    }

    private static long MemoryOf(nint handle)
    {
        var memory = new Vk.PhysicalDeviceMemoryProperties2 { SType = StructureType.PhysicalDeviceMemoryProperties2 };
        Vk.vkGetPhysicalDeviceMemoryProperties2(handle, &memory);
        var heaps = (Vk.MemoryHeap*)memory.MemoryHeaps;
        ulong bytes = 0;
        for (var heap = 0; heap < memory.MemoryHeapCount; heap++)
            if ((heaps[heap].Flags & HeapIsDeviceLocal) != 0) bytes += heaps[heap].Size;
        return (long)bytes;
    }
}
