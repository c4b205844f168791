namespace StackBench.Machine;

/// <summary>Whether this process may use a GPU.</summary>
/// <param name="Device">The device file in question.</param>
/// <param name="Detail">The group to join, or what the system says.</param>
internal sealed record GpuAccess(GpuBarrier Barrier, string Device = "", string Detail = "")
{
    /// <summary><c>usable</c>, or why not.</summary>
    public Fact<string> Text => Barrier switch
    {
        GpuBarrier.None => "usable",
        GpuBarrier.NoDevice =>
            Fact<string>.Unknown($"{Device} is not here: the driver is not loaded, or the container does not pass it through"),
        GpuBarrier.NoPermission => Fact<string>.Unknown($"no permission to open {Device}: join {Detail}"),
        GpuBarrier.NoRenderNode => Fact<string>.Unknown("the driver made no render node for the device"),
        GpuBarrier.Broken => Fact<string>.Unknown($"{Device} cannot be opened: {Detail}"),
        _ => default,
    };
}
