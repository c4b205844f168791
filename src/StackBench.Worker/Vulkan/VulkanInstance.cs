using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Vulkan;

/// <summary>
/// The loader and, behind it, the drivers. It is opened in this process alone: a driver that crashes takes no other with it.
/// </summary>
internal sealed unsafe class VulkanInstance : IDisposable
{
    private const uint Api13 = (1 << 22) | (3 << 12);

    private const string Remedy =
        "install libvulkan1 and the driver of your GPU: mesa-vulkan-drivers for AMD and Intel; NVIDIA's has its own, which containers "
        + "see with the capability \"graphics\"";

    /// <summary>For drivers that are there and have no device for this process.</summary>
    public const string AccessRemedy = "install or update the driver of your GPU; check that you may use /dev/dri";

    private readonly nint _handle;

    private VulkanInstance(nint handle) => _handle = handle;

    /// <exception cref="UnsupportedException">There is no loader, or no driver.</exception>
    public static VulkanInstance Open()
    {
        if (!OperatingSystem.IsLinux()) throw new UnsupportedException("the engine vulkan runs on Linux only");
        if (!NativeLibrary.TryLoad(Vk.Library, out _))
            throw new UnsupportedException($"the Vulkan loader {Vk.Library} is not installed", Remedy);
        var application = new Vk.ApplicationInfo { SType = StructureType.ApplicationInfo, ApiVersion = Api13 };
        var info = new Vk.InstanceCreateInfo { SType = StructureType.InstanceCreateInfo, PApplicationInfo = &application };
        var result = Vk.vkCreateInstance(&info, 0, out var handle);
        // The loader answers the same for no driver and for drivers that do not start.
        if (result is Vk.ErrorIncompatibleDriver or Vk.ErrorInitializationFailed)
            throw new UnsupportedException("no Vulkan driver is installed, or none starts", $"{Remedy}; check that you may use /dev/dri");
        VulkanResult.Require(result, nameof(Vk.vkCreateInstance));
        return new VulkanInstance(handle);
    }

    /// <summary>Devices of Vulkan 1.3 or newer, as the drivers list them; none where no driver has any.</summary>
    public ImmutableArray<PhysicalDevice> Devices()
    {
        uint count = 0;
        var result = Vk.vkEnumeratePhysicalDevices(_handle, ref count, null);
        // What the loader says where no driver may open a device.
        if (result is Vk.ErrorInitializationFailed or Vk.ErrorIncompatibleDriver) return [];
        VulkanResult.Require(result, nameof(Vk.vkEnumeratePhysicalDevices));
        var handles = new nint[count];
        fixed (nint* first = handles)
            VulkanResult.Require(Vk.vkEnumeratePhysicalDevices(_handle, ref count, first), nameof(Vk.vkEnumeratePhysicalDevices));
        return [.. handles.Take((int)count).Select(PhysicalDeviceReader.Read).Where(device => device.ApiVersion >= Api13)];
    }

    /// <summary>A function of an extension; null where the driver lacks it.</summary>
    public nint Function(string name) => Vk.vkGetInstanceProcAddr(_handle, name);

    public static string Text(byte* characters, int most)
    {
        var length = 0;
        while (length < most && characters[length] != 0) length++;
        return Encoding.UTF8.GetString(characters, length);
    }

    public void Dispose()
    {
        if (!VulkanResult.IsLost) Vk.vkDestroyInstance(_handle, 0);
    }
}
