namespace StackBench.Worker.Cuda;

/// <summary>A device as NVIDIA's driver lists it.</summary>
internal sealed record CudaDeviceInfo
{
    public int Handle { get; init; }

    public required string Name { get; init; }

    /// <summary>Version of CUDA that the driver is made for, as it gives it: 12040.</summary>
    public int DriverVersion { get; init; }

    /// <summary>Domain:bus:device.function in lower case; null where the driver does not report it.</summary>
    public string? Pci { get; init; }

    /// <summary>32 hexadecimal digits, of a slice its own; null where the driver does not report it.</summary>
    public string? Uuid { get; init; }

    /// <summary>Bytes of the device's memory.</summary>
    public long MemoryBytes { get; init; }

    public int Multiprocessors { get; init; }

    /// <summary>Compute capability, times ten: 90.</summary>
    public int Capability { get; init; }

    /// <summary>Whether it shares the memory of the CPU.</summary>
    public bool IsIntegrated { get; init; }

    /// <summary>Engines that copy while the device computes: with two, both ways at once.</summary>
    public int CopyEngines { get; init; }

    /// <summary><c>CUDA 12.4</c>.</summary>
    public string Driver => $"CUDA {CudaVersion.Text(DriverVersion)}";
}
