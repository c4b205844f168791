namespace StackBench.Onnx.Networks;

/// <summary>What is published of a network, for one input at its usual size.</summary>
/// <param name="Flop">Two for each multiplication and addition.</param>
/// <param name="Source">Where both stand.</param>
public sealed record Published(long Parameters, double Flop, string Source);
