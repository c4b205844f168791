using StackBench.Protocol.Engines;

namespace StackBench.Worker.Vulkan;

/// <summary>What the functions of Vulkan return.</summary>
internal static class VulkanResult
{
    /// <summary>Whether a device was lost: what it may still use is left to the end of the process, and nothing waits for it.</summary>
    public static bool IsLost { get; private set; }

    public static DeviceLostException Lost(string message)
    {
        IsLost = true;
        return new DeviceLostException(message);
    }

    /// <exception cref="DeviceLostException">The device is lost: this process cannot use it any more.</exception>
    /// <exception cref="UnsupportedException">There is not enough memory.</exception>
    /// <exception cref="InvalidOperationException">Any other error.</exception>
    public static void Require(int result, string function)
    {
        switch (result)
        {
            case >= 0:
                return;
            case Vk.ErrorDeviceLost:
                throw Lost($"{function}: the device was lost (VK_ERROR_DEVICE_LOST): reset by the kernel, or gone");
            case Vk.ErrorOutOfDeviceMemory or Vk.ErrorOutOfHostMemory:
                throw new UnsupportedException(
                    $"{function}: out of {(result == Vk.ErrorOutOfHostMemory ? "host" : "device")} memory",
                    "close other programs that use the GPU");
            default:
                throw new InvalidOperationException(FormattableString.Invariant($"{function} failed with VkResult {result}"));
        }
    }
}
