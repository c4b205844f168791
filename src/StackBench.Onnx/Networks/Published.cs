namespace StackBench.Onnx.Networks;

/// <summary>What is published of a network, for one input at its usual size.</summary>
/// <param name="Flop">
/// Two for each multiplication and addition; where nobody published a count, one made by hand from the published configuration.
/// </param>
/// <param name="Source">Where both stand, or the configuration does.</param>
public sealed record Published(long Parameters, double Flop, string Source);
