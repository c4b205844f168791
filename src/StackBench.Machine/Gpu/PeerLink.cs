namespace StackBench.Machine;

/// <summary>A direct link between two GPUs.</summary>
/// <param name="PciAddress">Of the other GPU.</param>
/// <param name="Kind"><c>xgmi</c> or <c>nvlink</c>.</param>
/// <param name="BytesPerSecond">One way, as the driver states it.</param>
public sealed record PeerLink(string PciAddress, string Kind, Fact<double> BytesPerSecond);
