namespace StackBench.Machine;

/// <summary>What keeps this process from using a GPU.</summary>
internal enum GpuBarrier
{
    NotTried,
    None,
    NoDevice,
    NoPermission,
    NoRenderNode,
    Broken,
}
