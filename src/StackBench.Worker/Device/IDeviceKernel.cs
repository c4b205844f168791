namespace StackBench.Worker.Device;

/// <summary>A kernel the driver has compiled.</summary>
internal interface IDeviceKernel : IDisposable
{
    /// <summary>The machine code in the driver's own words; null where it does not show it.</summary>
    string? Disassembly { get; }

    /// <summary>The matrix instruction it is made of, where that is more than its tile: <c>mma m16n8k16</c>; else null.</summary>
    string? Instruction => null;
}
