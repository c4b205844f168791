namespace StackBench.Worker.Device;

/// <summary>A part of the arrays of a stream.</summary>
/// <param name="Place">Where it begins, in bytes.</param>
/// <param name="Steps">Blocks that a group reads.</param>
internal sealed record Part(long Place, IDeviceBuffer Output, Dispatch Dispatch, int Steps);
